//! Giving an employee another set in a client, by the delegation rule (A2), and for how long.

use serde_json::{Value, json};

use super::{act, add, change, sorted};
use crate::support::{
    AHEAD, Answer, Client, Person, Scene, Server, access, keys, on_both_databases, only_result,
};

on_both_databases!(
    gives_and_takes_what_the_actor_holds,
    beyond_the_template_the_actor_gives_nothing,
    what_the_client_withheld_stays_withheld,
    the_same_set_again_changes_nothing,
    only_the_partners_own_people_can_be_changed,
    a_partner_admin_may_be_changed_to_a_set,
    no_grant_outlives_the_actors_own_access,
    who_outlives_the_actor_gains_nothing,
    an_end_set_by_the_client_is_only_brought_forward,
    a_clip_ends_once_the_key_may_be_given,
);

/// A2: `new = ((S ∩ A ∩ L) ∪ (C \ A)) \ W`.
async fn gives_and_takes_what_the_actor_holds(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({
        "adjustments": {"added": [], "withheld": ["reports.view", "contacts.delete:team"]},
    });
    scene.put_member(&client.id, &mona, body).await;
    let worker = scene.employee("Emil").await;
    // S reaches beyond A by whole keys, by levels and by keys no partner admin has.
    let first = scene
        .client_set(
            &client,
            &[
                "contacts.delete",
                "reports.edit",
                "billing.view",
                "crm.export",
            ],
        )
        .await;
    let answer = add(&mona, &scene, &client, &worker, &first).await.ok();
    let result = only_result(&answer);
    assert_eq!(result["outcome"], "added");
    let withheld = sorted(&result["withheld"]);
    for key in ["billing.view", "reports.edit", "reports.view"] {
        assert!(withheld.contains(&key), "{key} in {result}");
    }
    assert!(
        withheld
            .iter()
            .any(|key| key.starts_with("contacts.delete")),
        "levels above :own are withheld: {result}"
    );
    let check = async |expected: &[(&str, bool)]| {
        for (key, granted) in expected {
            assert_eq!(scene.may(&worker, key, &client).await, *granted, "{key}");
        }
    };
    check(&[
        ("contacts.edit", true),
        ("contacts.delete:own", true),
        ("contacts.delete:team", false),
        ("crm.export", true),
        ("reports.view", false),
        ("billing.view", false),
    ])
    .await;
    let member = client.admin.get(client.member(&worker)).await.ok();
    assert_eq!(member["access"]["permission_set"], first.as_str());
    assert!(
        !member["adjustments"]["clipped"]
            .as_array()
            .unwrap()
            .is_empty(),
        "a clip is shown as such: {member}"
    );
    assert_eq!(member["adjustments"]["withheld"], json!([]));
    // C \ A stays: what the client gives beyond Mona's reach outlives her change of set.
    let body = json!({"adjustments": {"added": ["reports.view", "billing.view"], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    let second = scene.client_set(&client, &["deals.view"]).await;
    let answer = change(&mona, &scene, &client, &worker, &second).await.ok();
    let result = only_result(&answer);
    assert_eq!(result["outcome"], "changed");
    assert_eq!(
        sorted(&result["retained"]),
        ["billing.view", "reports.view"]
    );
    assert_eq!(result["withheld"], json!([]));
    check(&[
        ("reports.view", true),
        ("billing.view", true),
        ("deals.view", true),
        ("crm.export", false),
        ("contacts.edit", false),
        ("contacts.delete:own", false),
    ])
    .await;
    // Levels: what reaches beyond hers is kept, closed by what it implies.
    let body = json!({"adjustments": {"added": ["contacts.delete:all"], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    let third = scene.client_set(&client, &["tickets.view"]).await;
    let answer = change(&mona, &scene, &client, &worker, &third).await.ok();
    let result = only_result(&answer);
    let retained = sorted(&result["retained"]);
    assert!(
        retained
            .iter()
            .any(|key| key.starts_with("contacts.delete")),
        "{result}"
    );
    check(&[
        ("contacts.delete:all", true),
        ("contacts.view:all", true),
        ("tickets.view", true),
        ("deals.view", false),
    ])
    .await;
}

/// A2: kept billing and the like.
async fn beyond_the_template_the_actor_gives_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": ["billing.view", "users.edit"], "withheld": []}});
    scene.put_member(&client.id, &mona, body).await;
    assert!(scene.may(&mona, "billing.view", &client).await);
    let worker = scene.employee("Emil").await;
    let set = scene
        .client_set(&client, &["billing.view", "users.edit", "contacts.view"])
        .await;
    let result = scene.add(&mona, &client, &worker, &set).await;
    assert_eq!(sorted(&result["withheld"]), ["billing.view", "users.edit"]);
    assert!(!scene.may(&worker, "billing.view", &client).await);
    // And they cannot take it either.
    let body = json!({"adjustments": {"added": ["billing.view"], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    let other = scene.client_set(&client, &["contacts.view"]).await;
    let answer = change(&mona, &scene, &client, &worker, &other).await.ok();
    assert_eq!(sorted(&only_result(&answer)["retained"]), ["billing.view"]);
    assert!(scene.may(&worker, "billing.view", &client).await);
}

/// A2 (W), D9: kept per person and account.
async fn what_the_client_withheld_stays_withheld(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Emil").await;
    let first = scene
        .client_set(&client, &["contacts.view", "reports.edit"])
        .await;
    scene.add(&mona, &client, &worker, &first).await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &worker, body).await;
    assert!(!scene.may(&worker, "reports.edit", &client).await);
    let second = scene
        .client_set(&client, &["crm.export", "reports.edit"])
        .await;
    let answer = change(&mona, &scene, &client, &worker, &second).await.ok();
    let result = only_result(&answer);
    assert_eq!(
        sorted(&result["withheld"]),
        ["reports.edit", "reports.view"]
    );
    assert!(scene.may(&worker, "crm.export", &client).await);
    assert!(!scene.may(&worker, "reports.view", &client).await);
    let member = client.admin.get(client.member(&worker)).await.ok();
    assert_eq!(keys(&member["adjustments"]["withheld"]), ["reports.view"]);
    // Deactivating and reactivating from the partner side lifts nothing.
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert!(scene.may(&worker, "crm.export", &client).await);
    assert!(!scene.may(&worker, "reports.view", &client).await);
    // The platform, which counts as the client, lifts it.
    let body = json!({"adjustments": {"added": [], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    change(&mona, &scene, &client, &worker, &first).await.ok();
    assert!(scene.may(&worker, "reports.edit", &client).await);
}

/// A2, T4.
async fn the_same_set_again_changes_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &mona, body).await;
    let worker = scene.employee("Emil").await;
    let first = scene.client_set(&client, &["reports.edit"]).await;
    let second = scene
        .client_set(&client, &["contacts.view", "reports.edit"])
        .await;
    scene.let_act(&client, &worker, &first).await;
    let once = change(&mona, &scene, &client, &worker, &second).await.ok();
    assert!(
        scene.may(&worker, "reports.edit", &client).await,
        "retained"
    );
    let member = client.admin.get(client.member(&worker)).await.ok();
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    let twice = change(&mona, &scene, &client, &worker, &second).await.ok();
    assert_eq!(
        only_result(&once)["permissions"],
        only_result(&twice)["permissions"]
    );
    assert_eq!(client.admin.get(client.member(&worker)).await.ok(), member);
    let after = client.admin.all(&client.at("/audit-events")).await.len();
    assert_eq!(after, events, "no event");
}

/// A6: 404 for whoever does not act for this partner; `not-an-employee` for those who left.
async fn only_the_partners_own_people_can_be_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let private = scene.employee("Priya").await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &private, body).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::set(&set), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let nobody = scene.employee("Nils").await;
    for person in [&staff, &private, &rival, &nobody, &client.admin] {
        for what in ["deactivate", "reactivate"] {
            act(&mona, &scene, &client, person, what).await.not_found();
        }
        let answer = change(&mona, &scene, &client, person, &set).await;
        answer.refused_as_one_of(&[(404, "not-found"), (409, "not-an-employee")]);
    }
    let unknown = scene.at_client(&client, "/employees/usr_01h455vb4pex5vsknk084sn02q");
    mona.patch(&unknown, json!({"permission_set": set}))
        .await
        .refused_as_one_of(&[(404, "not-found"), (409, "not-an-employee")]);

    change(&mona, &scene, &client, &mona, &set)
        .await
        .refused(403, "self-target");
    act(&mona, &scene, &client, &mona, "reactivate")
        .await
        .refused(403, "self-target");
    let boss = scene.employee("Berta").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &boss, body).await;
    change(&mona, &scene, &client, &boss, &set)
        .await
        .refused(409, "super-admin-target");
    let left = scene.employee("Leo").await;
    scene.let_act(&client, &left, &set).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &left, body).await;
    change(&mona, &scene, &client, &left, &set)
        .await
        .refused(409, "not-an-employee");
    act(&mona, &scene, &client, &left, "deactivate").await.ok();
    act(&mona, &scene, &client, &left, "reactivate")
        .await
        .refused(409, "not-an-employee");
    // A change brings nobody back who is deactivated.
    let off = scene.employee("Olga").await;
    scene.let_act(&client, &off, &set).await;
    act(&mona, &scene, &client, &off, "deactivate").await.ok();
    let other_set = scene.client_set(&client, &["crm.export"]).await;
    let answer = change(&mona, &scene, &client, &off, &other_set).await;
    if answer.status == 200 {
        assert_eq!(
            scene.why_not(&off, "crm.export", &client).await,
            "deactivated"
        );
    } else {
        assert_eq!(answer.status, 409, "{answer}");
    }
}

/// A6: their PA ends.
async fn a_partner_admin_may_be_changed_to_a_set(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let max = scene.partner_admin(&client, "Max").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let answer = change(&mona, &scene, &client, &max, &set).await.ok();
    assert_eq!(only_result(&answer)["outcome"], "changed");
    let member = client.admin.get(client.member(&max)).await.ok();
    assert_eq!(member["access"]["permission_set"], json!(set));
    assert_eq!(member["seat"], "partner");
    assert!(!scene.may(&max, "crm.export", &client).await);
    let worker = scene.employee("Emil").await;
    add(&max, &scene, &client, &worker, &set)
        .await
        .refused(403, "not-partner-admin");
    // What Mona lacks, Max keeps.
    let lars = scene.partner_admin(&client, "Lars").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &mona, body).await;
    let answer = change(&mona, &scene, &client, &lars, &set).await.ok();
    let retained = only_result(&answer)["retained"].clone();
    assert!(keys(&retained).contains(&"reports.view"), "{answer}");
    assert!(scene.may(&lars, "reports.edit", &client).await);
    assert!(!scene.may(&lars, "crm.import", &client).await);
}

/// The end of a membership, to the second.
async fn end(client: &Client, person: &Person) -> Option<String> {
    let member = client.admin.get(client.member(person)).await.ok();
    let end = member["expires_at"].as_str()?;
    Some(end.get(..19).unwrap().to_owned())
}

/// A9: clipped to the actor's on adding and reactivating.
async fn no_grant_outlives_the_actors_own_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let own = json!({"expires_at": AHEAD});
    scene.put_member(&client.id, &mona, own).await;
    let path = scene.at_client(&client, "/employees");
    for (asked, given) in [
        (json!(null), "2099-01-01T00:00:00"),
        (json!("2100-01-01T00:00:00Z"), "2099-01-01T00:00:00"),
        (json!("2098-01-01T00:00:00Z"), "2098-01-01T00:00:00"),
    ] {
        let worker = scene.employee("Emil").await;
        let body = json!({"employees": [worker.id], "permission_set": set, "expires_at": asked});
        let answer = mona.post(&path, body).await;
        assert_eq!(answer.ok()["results"][0]["outcome"], "added");
        assert_eq!(
            end(&client, &worker).await.as_deref(),
            Some(given),
            "{asked}"
        );
        assert!(
            answer.body.contains(given),
            "the answer says until when\n{answer}"
        );
    }
    let worker = scene.employee("Frida").await;
    scene.let_act(&client, &worker, &set).await;
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    let on = act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert_eq!(
        on["expires_at"].as_str().unwrap().get(..19),
        AHEAD.get(..19)
    );
    let body = json!({
        "employees": [worker.id],
        "permission_set": set,
        "expires_at": "2020-01-01T00:00:00Z",
    });
    mona.post(&path, body).await.invalid("/expires_at");
}

/// A9: A counts for taking only, unless the call sends an end within the actor's.
async fn who_outlives_the_actor_gains_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let first = scene
        .client_set(&client, &["contacts.view", "crm.export"])
        .await;
    let second = scene
        .client_set(&client, &["contacts.view", "crm.import"])
        .await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &first).await;
    let own = json!({"expires_at": AHEAD});
    scene.put_member(&client.id, &mona, own).await;
    let answer = change(&mona, &scene, &client, &worker, &second).await.ok();
    let result = only_result(&answer);
    assert_eq!(sorted(&result["withheld"]), ["crm.import"], "{result}");
    assert_eq!(sorted(&result["permissions"]), ["contacts.view"]);
    assert_eq!(end(&client, &worker).await, None);
    let body = json!({"permission_set": second, "expires_at": "2098-01-01T00:00:00Z"});
    let answer = mona
        .patch(scene.employee_at(&client, &worker), body)
        .await
        .ok();
    let result = only_result(&answer);
    assert_eq!(result["withheld"], json!([]), "{result}");
    assert!(scene.may(&worker, "crm.import", &client).await);
    assert_eq!(
        end(&client, &worker).await.as_deref(),
        Some("2098-01-01T00:00:00")
    );
    // A later end than the actor's is not theirs to give.
    let body = json!({"permission_set": first, "expires_at": "2100-01-01T00:00:00Z"});
    let answer = mona.patch(scene.employee_at(&client, &worker), body).await;
    if answer.status == 200 {
        let end = end(&client, &worker).await.unwrap();
        assert!(end.as_str() <= "2099-01-01T00:00:00", "{end}");
    } else {
        assert!([409, 422].contains(&answer.status), "{answer}");
    }
}

/// A9, D9: what the client timed, the partner only shortens.
async fn an_end_set_by_the_client_is_only_brought_forward(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let timed = json!({"expires_at": AHEAD});
    scene.put_member(&client.id, &worker, timed).await;
    let path = scene.employee_at(&client, &worker);
    for later in [json!("2100-01-01T00:00:00Z"), Value::Null] {
        let body = json!({"permission_set": set, "expires_at": later});
        let answer: Answer = mona.patch(&path, body).await;
        assert!([200, 403, 409, 422].contains(&answer.status), "{answer}");
        assert_eq!(
            end(&client, &worker).await.as_deref(),
            AHEAD.get(..19),
            "{later}: {answer}"
        );
    }
    let body = json!({"permission_set": set, "expires_at": "2098-01-01T00:00:00Z"});
    mona.patch(&path, body).await.ok();
    assert_eq!(
        end(&client, &worker).await.as_deref(),
        Some("2098-01-01T00:00:00")
    );
    // Off and on again lifts nothing either.
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    let kept = end(&client, &worker).await.unwrap();
    assert!(kept.as_str() <= "2099-01-01T00:00:00", "{kept}");
}

/// A2: a clip is what the actor could not give then; it is no refusal of the client's.
async fn a_clip_ends_once_the_key_may_be_given(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let withhold = |keys: Value| {
        let body = json!({"adjustments": {"added": [], "withheld": keys}});
        scene.put_member(&client.id, &mona, body)
    };
    withhold(json!(["reports.view", "crm.export"])).await;
    let set = scene
        .client_set(&client, &["contacts.view", "reports.view", "crm.export"])
        .await;
    let worker = scene.employee("Emil").await;
    let result = scene.add(&mona, &client, &worker, &set).await;
    assert_eq!(sorted(&result["withheld"]), ["crm.export", "reports.view"]);
    let member = client.admin.get(client.member(&worker)).await.ok();
    assert_eq!(
        sorted(&member["adjustments"]["clipped"]),
        ["crm.export", "reports.view"]
    );
    // A key put into `added` ends its clip, and only that one.
    let body = json!({"adjustments": {"added": ["crm.export"], "withheld": []}});
    let member = scene.put_member(&client.id, &worker, body).await;
    assert_eq!(sorted(&member["adjustments"]["clipped"]), ["reports.view"]);
    assert!(scene.may(&worker, "crm.export", &client).await);
    assert!(!scene.may(&worker, "reports.view", &client).await);
    // Once Mona holds the key, giving the set again gives it.
    withhold(json!([])).await;
    let answer = change(&mona, &scene, &client, &worker, &set).await.ok();
    assert_eq!(only_result(&answer)["withheld"], json!([]), "{answer}");
    assert!(scene.may(&worker, "reports.view", &client).await);
    let member = client.admin.get(client.member(&worker)).await.ok();
    assert_eq!(member["adjustments"]["clipped"], json!([]));
}
