//! The client access manager: what a partner sees of its clients and people, and what its managers
//! give and take there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Answer, Call, Client, Person, Scene, Server, access, keys, on_both_databases, only_result,
};

on_both_databases!(
    the_list_of_clients_is_filtered_by_access_type,
    the_list_of_clients_is_searched_filtered_and_paged,
    a_client_has_the_name_and_tags_the_partner_gave_it,
    only_people_who_act_for_the_partner_are_seen_in_a_client,
    sets_offered_are_the_clients_the_standard_and_the_partners,
    adding_takes_edit_in_the_partner_and_partner_admin_in_the_client,
    each_item_of_an_adding_succeeds_or_fails_by_itself,
    a_dry_run_changes_nothing,
    the_delegation_rule_gives_and_takes_what_the_actor_holds,
    what_an_actor_holds_beyond_the_template_is_theirs_alone,
    what_the_client_withheld_stays_withheld,
    giving_the_same_set_again_changes_nothing,
    only_the_partners_own_people_can_be_changed,
    a_colleague_who_is_partner_admin_may_be_changed_to_a_set,
    deactivating_needs_only_edit_in_the_partner,
    people_who_left_the_partner_can_still_be_deactivated,
    a_super_admin_who_acts_for_the_partner_is_deactivated_but_never_the_last,
    reactivating_restores_the_former_access_clipped,
    when_all_are_deactivated_the_client_lets_somebody_in_again,
    no_grant_outlives_the_actors_own_access,
    who_outlives_the_actor_gains_nothing,
    an_end_set_by_the_client_is_only_brought_forward,
    an_expired_partner_admin_adds_nobody,
    employees_are_listed_shown_and_filtered,
    the_engagement_of_an_employee_is_changed,
    without_enrolment_people_are_taken_away_but_not_added,
    another_partners_paths_are_closed,
    reading_needs_view,
    what_the_client_refused_stays_refused,
    a_clip_ends_when_the_actor_or_the_client_may_give_the_key,
    a_set_of_another_partner_is_unknown,
    whoever_refuses_for_the_account_it_is_the_accounts_refusal,
    an_employment_that_has_ended_by_itself_ends_access_in_clients,
    a_partner_may_be_a_client_of_another_partner,
    whoever_acts_in_the_partners_account_for_another_partner_does_not_manage_its_people,
);

const AHEAD: &str = "2099-01-01T00:00:00Z";

fn add(actor: &Person, scene: &Scene, client: &Client, person: &Person, set: &str) -> Call {
    let body = json!({"employees": [person.id], "permission_set": set});
    actor.post(scene.at_client(client, "/employees"), body)
}

fn change(actor: &Person, scene: &Scene, client: &Client, person: &Person, set: &str) -> Call {
    let body = json!({"permission_set": set});
    actor.patch(scene.employee_at(client, person), body)
}

fn act(actor: &Person, scene: &Scene, client: &Client, person: &Person, what: &str) -> Call {
    actor.post_nothing(format!("{}/{what}", scene.employee_at(client, person)))
}

fn sorted(list: &Value) -> Vec<&str> {
    let mut keys = keys(list);
    keys.sort_unstable();
    keys
}

fn ids(items: &[Value]) -> BTreeSet<String> {
    items
        .iter()
        .map(|item| item["client"]["id"].as_str().unwrap().to_owned())
        .collect()
}

/// U1: it looks at memberships that exist, deactivated ones included.
async fn the_list_of_clients_is_filtered_by_access_type(server: &Server) {
    let scene = Scene::new(server).await;
    let mona = scene.manager("Mona").await;
    let colleague = scene.employee("Emil").await;
    let [
        as_admin,
        as_super,
        otherwise,
        colleagues,
        off,
        imported,
        past,
    ] = [
        scene.client("As admin").await,
        scene.client("As super").await,
        scene.client("Otherwise").await,
        scene.client("Colleagues").await,
        scene.client("Off").await,
        scene.client("Imported").await,
        scene.client("Past").await,
    ];
    scene.make_partner_admin(&as_admin, &mona).await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&as_super.id, &mona, body).await;
    let set = scene.client_set(&otherwise, &["contacts.view"]).await;
    scene.let_act(&otherwise, &mona, &set).await;
    scene.let_act(&otherwise, &colleague, &set).await;
    scene.make_partner_admin(&colleagues, &colleague).await;
    scene.make_partner_admin(&off, &mona).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&off.id, &mona, body).await;
    // Without memberships: one whose relationship has not ended, and one whose has.
    scene
        .platform
        .put(scene.at_client(&imported, ""), json!({}))
        .await
        .made();
    scene
        .platform
        .put(
            scene.at_client(&past, ""),
            json!({
                "connected_at": "2020-01-01T00:00:00Z",
                "last_qualifying_activity_at": "2020-02-01T00:00:00Z",
            }),
        )
        .await
        .made();
    // No client of this partner at all.
    let (other, owner) = scene.other_partner("Southwind").await;
    let elsewhere = scene.client("Elsewhere").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&elsewhere.id, &owner, body).await;

    let list = async |query: &str| ids(&mona.all(&scene.at_partner(query)).await);
    let expect = |clients: &[&Client]| -> BTreeSet<String> {
        clients.iter().map(|client| client.id.clone()).collect()
    };
    let by = |kinds: &[&str]| {
        let query: Vec<_> = kinds
            .iter()
            .map(|kind| format!("access_type={kind}"))
            .collect();
        format!("/clients?{}", query.join("&"))
    };
    assert_eq!(
        list(&by(&["partner_admin"])).await,
        expect(&[&as_admin, &off])
    );
    assert_eq!(list(&by(&["super_admin"])).await, expect(&[&as_super]));
    assert_eq!(list(&by(&["other"])).await, expect(&[&otherwise]));
    assert_eq!(
        list(&by(&["colleagues_only"])).await,
        expect(&[&colleagues])
    );
    assert_eq!(
        list(&by(&["super_admin", "colleagues_only"])).await,
        expect(&[&as_super, &colleagues])
    );
    let all = ["partner_admin", "super_admin", "other", "colleagues_only"];
    assert_eq!(
        list(&by(&all)).await,
        expect(&[&as_admin, &as_super, &otherwise, &colleagues, &off])
    );
    assert_eq!(
        list("/clients").await,
        expect(&[
            &as_admin,
            &as_super,
            &otherwise,
            &colleagues,
            &off,
            &imported
        ])
    );
    let answer = mona
        .get(scene.at_partner("/clients?access_type=friend"))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");

    let items = mona.all(&scene.at_partner("/clients")).await;
    let item = |client: &Client| {
        items
            .iter()
            .find(|item| item["client"]["id"] == client.id.as_str())
            .unwrap()
    };
    assert_eq!(
        item(&otherwise)["employees"],
        json!({"active": 2, "deactivated": 0})
    );
    assert_eq!(
        item(&off)["employees"],
        json!({"active": 0, "deactivated": 1})
    );
    assert_eq!(item(&as_admin)["relationship"]["status"], "connected");
    assert_eq!(item(&colleagues)["my_access"], Value::Null);
    assert_ne!(item(&as_admin)["my_access"], Value::Null);
    assert_eq!(item(&as_admin)["tags"], json!([]));
}

/// R6, U1: `q` looks at either name, in any case.
async fn the_list_of_clients_is_searched_filtered_and_paged(server: &Server) {
    let scene = Scene::new(server).await;
    let mona = scene.manager("Mona").await;
    let mut clients = Vec::new();
    for name in [
        "Contoso Søk",
        "Fabrikam",
        "Litware",
        "contoso nord",
        "Zebra",
    ] {
        let client = scene.client(name).await;
        scene.make_partner_admin(&client, &mona).await;
        clients.push(client);
    }
    let rename = |client: &Client, body: Value| {
        let path = scene.at_client(client, "");
        let mona = mona.clone();
        async move { mona.patch(path, body).await.ok() }
    };
    rename(
        &clients[1],
        json!({"display_name": "Our ÆTHER", "tags": ["north", "retainer"]}),
    )
    .await;
    rename(&clients[2], json!({"tags": ["north"]})).await;
    let names = async |query: &str| -> BTreeSet<String> {
        mona.all(&scene.at_partner(&format!("/clients?{query}")))
            .await
            .iter()
            .map(|item| item["client"]["official_name"].as_str().unwrap().to_owned())
            .collect()
    };
    let expect = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    };
    assert_eq!(
        names("q=CONTOSO").await,
        expect(&["Contoso Søk", "contoso nord"])
    );
    assert_eq!(names("q=s%C3%98K").await, expect(&["Contoso Søk"]));
    assert_eq!(
        names("q=%C3%A6ther").await,
        expect(&["Fabrikam"]),
        "the own name"
    );
    assert_eq!(
        names("q=fabri").await,
        expect(&["Fabrikam"]),
        "the official one"
    );
    assert_eq!(names("q=nothing").await, expect(&[]));
    // What a pattern would mean elsewhere is a letter here.
    for letter in ["%25", "_", "%5C", "*", "'"] {
        assert_eq!(names(&format!("q={letter}")).await, expect(&[]), "{letter}");
    }
    assert_eq!(names("tag=north").await, expect(&["Fabrikam", "Litware"]));
    assert_eq!(names("tag=retainer").await, expect(&["Fabrikam"]));
    assert_eq!(names("tag=nort").await, expect(&[]));
    assert_eq!(names("tag=north&q=lit").await, expect(&["Litware"]));
    assert_eq!(names("status=connected").await.len(), 5);
    assert_eq!(names("status=managed").await, expect(&[]));
    let answer = mona.get(scene.at_partner("/clients?status=friend")).await;
    assert!([400, 422].contains(&answer.status), "{answer}");
    // Pages, with a filter and without, give each client once in one order.
    for query in ["", "?q=o", "?access_type=partner_admin&access_type=other"] {
        let path = scene.at_partner(&format!("/clients{query}"));
        let whole: Vec<_> = mona.all(&path).await;
        for limit in [1, 2, 3] {
            let walked: Vec<_> = mona.pages(&path, limit).await.concat();
            assert_eq!(walked, whole, "limit {limit} of {path}");
        }
    }
    // A cursor belongs to its list.
    let first = mona
        .get(scene.at_partner("/clients?limit=1&q=o"))
        .await
        .ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let answer = mona
        .get(scene.at_partner(&format!("/employees?limit=1&cursor={cursor}")))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");
}

/// R6.
async fn a_client_has_the_name_and_tags_the_partner_gave_it(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let path = scene.at_client(&client, "");
    let shown = mona.get(&path).await.ok();
    assert_eq!(shown["client"]["id"], client.id.as_str());
    assert_eq!(shown["client"]["name"], "Contoso");
    assert_eq!(shown["client"]["official_name"], "Contoso");
    let body = json!({"display_name": "The big one", "tags": ["north"]});
    let changed = mona.patch(&path, body.clone()).await.ok();
    assert_eq!(changed["client"]["name"], "The big one");
    assert_eq!(changed["client"]["official_name"], "Contoso");
    assert_eq!(changed["tags"], json!(["north"]));
    mona.patch(&path, body).await.ok();
    mona.patch(&path, json!({"tags": []})).await.ok();
    let shown = mona.get(&path).await.ok();
    assert_eq!(shown["client"]["name"], "The big one");
    assert_eq!(shown["tags"], json!([]));
    mona.patch(&path, json!({"display_name": null})).await.ok();
    let shown = mona.get(&path).await.ok();
    assert_eq!(
        shown["client"]["name"], "Contoso",
        "without one, the official name"
    );
    // The client keeps its own name for itself.
    let account = scene
        .platform
        .get(format!("/v1/accounts/{}", client.id))
        .await
        .ok();
    assert_eq!(account["name"], "Contoso");
    let viewer = scene.viewer("Vera").await;
    viewer.get(&path).await.ok();
    viewer
        .patch(&path, json!({"tags": ["x"]}))
        .await
        .missing_permission();
    // An account that is no client of this partner is as unknown as none at all.
    let strange = scene.client("Strange").await;
    for id in [
        &strange.id,
        &scene.partner,
        &"acc_01h455vb4pex5vsknk084sn02q".to_owned(),
    ] {
        let path = scene.at_partner(&format!("/clients/{id}"));
        mona.get(&path).await.not_found();
        mona.get(format!("{path}/employees")).await.not_found();
        mona.patch(&path, json!({"tags": []})).await.not_found();
    }
}

/// A6: never another partner's people nor the client's staff.
async fn only_people_who_act_for_the_partner_are_seen_in_a_client(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let left = scene.employee("Leo").await;
    scene.let_act(&client, &left, &set).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &left, body).await;
    // An employee who is there on their own behalf, the staff, and somebody else's agent.
    let private = scene.employee("Priya").await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &private, body).await;
    scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;

    let path = scene.at_client(&client, "/employees");
    let seen = async |caller: &Person, path: &str| -> BTreeSet<String> {
        caller
            .all(path)
            .await
            .iter()
            .map(|member| member["user"]["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let expected: BTreeSet<_> = [&mona, &worker, &left]
        .map(|person| person.id.clone())
        .into();
    assert_eq!(seen(&mona, &path).await, expected);
    let theirs = format!("/v1/partners/{other}/clients/{}/employees", client.id);
    assert_eq!(
        seen(&rival, &theirs).await,
        BTreeSet::from([rival.id.clone()])
    );
    let answer = mona.get(&path).await.ok();
    assert_eq!(answer["linked"], json!([]));
}

/// A5.
async fn sets_offered_are_the_clients_the_standard_and_the_partners(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let other = scene.client("Fabrikam").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &mona, body).await;
    let of_client = scene
        .client_set(&client, &["contacts.view", "reports.edit", "users.edit"])
        .await;
    let of_partner = scene.partner_set(&["contacts.view", "crm.export"]).await;
    let of_other = scene.client_set(&other, &["contacts.view"]).await;
    let path = scene.at_client(&client, "/assignable-permission-sets");
    let answer = mona.get(&path).await;
    let listed = answer.ok();
    let items = listed["items"].as_array().unwrap();
    let find = |id: &str| items.iter().find(|item| item["id"] == id);
    let withheld = find(&of_client).unwrap_or_else(|| panic!("{answer}"))["withheld"].clone();
    assert_eq!(
        sorted(&withheld),
        ["reports.edit", "reports.view", "users.edit"],
        "each with what the caller would withhold"
    );
    assert_eq!(find(&of_partner).unwrap()["withheld"], json!([]));
    assert!(find(&of_other).is_none());
    let standard = client
        .admin
        .all(&client.at("/permission-sets"))
        .await
        .into_iter()
        .filter(|set| set["id"] != of_client.as_str());
    for set in standard {
        let offered = find(set["id"].as_str().unwrap());
        assert!(offered.is_some(), "{set} in {answer}");
    }
    // In another client the partner's own sets are offered, this client's are not.
    let there = scene.partner_admin(&other, "Max").await;
    let listed = there
        .get(scene.at_client(&other, "/assignable-permission-sets"))
        .await
        .ok()
        .to_string();
    assert!(listed.contains(&of_partner) && listed.contains(&of_other));
    assert!(!listed.contains(&of_client));
}

/// A1: both, each by itself is not enough.
async fn adding_takes_edit_in_the_partner_and_partner_admin_in_the_client(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let target = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let without_edit = scene.viewer("Vera").await;
    scene.make_partner_admin(&client, &without_edit).await;
    add(&without_edit, &scene, &client, &target, &set)
        .await
        .missing_permission();
    let mona = scene.manager("Mona").await;
    for caller in [&mona, &scene.owner] {
        add(caller, &scene, &client, &target, &set)
            .await
            .refused(403, "not-partner-admin");
    }
    // Other access, or partner admin that is off, is not being an active partner admin.
    scene.let_act(&client, &mona, &set).await;
    add(&mona, &scene, &client, &target, &set)
        .await
        .refused(403, "not-partner-admin");
    scene.make_partner_admin(&client, &mona).await;
    let status = |status: &str| {
        let body = json!({"status": status});
        scene.put_member(&client.id, &mona, body)
    };
    status("deactivated").await;
    add(&mona, &scene, &client, &target, &set)
        .await
        .refused(403, "not-partner-admin");
    status("active").await;
    let added = add(&mona, &scene, &client, &target, &set).await.ok();
    assert_eq!(added["results"][0]["outcome"], "added");
    let member = client.admin.get(client.member(&target)).await.ok();
    assert_eq!(member["seat"], "partner", "S2");
    assert_eq!(member["partner"], scene.partner.as_str());
    assert_eq!(member["status"], "active");
    assert_eq!(member["recognized"], "verified");
    // A super admin of the partner holds both client access permissions.
    scene.make_partner_admin(&client, &scene.owner).await;
    let second = scene.employee("Frida").await;
    let added = add(&scene.owner, &scene, &client, &second, &set).await.ok();
    assert_eq!(added["results"][0]["outcome"], "added");
    // The right in another client does not count here.
    let other = scene.client("Fabrikam").await;
    let max = scene.partner_admin(&other, "Max").await;
    let third = scene.employee("Tor").await;
    add(&max, &scene, &client, &third, &set)
        .await
        .refused(403, "not-partner-admin");
}

/// A4, A6, D9.
async fn each_item_of_an_adding_succeeds_or_fails_by_itself(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let (first, last) = (scene.employee("Anna").await, scene.employee("Zoe").await);
    let outsider = scene.outsider("Sven").await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let former = scene.employee("Former").await;
    let body = json!({"status": "deactivated"});
    scene
        .put_member(&scene.partner, &former, body.clone())
        .await;
    let acting = scene.employee("Emil").await;
    scene.let_act(&client, &acting, &set).await;
    let off = scene.employee("Olga").await;
    scene.let_act(&client, &off, &set).await;
    scene
        .owner
        .post_nothing(format!("{}/deactivate", scene.employee_at(&client, &off)))
        .await
        .ok();
    let private = scene.employee("Priya").await;
    let own = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &private, own).await;
    let boss = scene.employee("Berta").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &boss, own).await;
    let (other, _) = scene.other_partner("Southwind").await;
    let shared = scene.employee("Shay").await;
    let there = json!({"access": access::super_admin()});
    scene.put_member(&other, &shared, there).await;
    let theirs = json!({"access": access::set(&set), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &shared, theirs).await;
    let removed = scene.employee("Rune").await;
    scene.let_act(&client, &removed, &set).await;
    client.admin.delete(client.member(&removed)).await.done();

    let unknown = "usr_01h455vb4pex5vsknk084sn02q".to_owned();
    let asked: [(&String, &[&str]); 12] = [
        (&first.id, &["added"]),
        (&outsider.id, &["not-an-employee"]),
        (&unknown, &["not-an-employee"]),
        (&staff.id, &["not-an-employee"]),
        (&former.id, &["not-an-employee"]),
        (&acting.id, &["already-a-member"]),
        (&off.id, &["already-a-member"]),
        (&private.id, &["already-a-member"]),
        (&shared.id, &["already-a-member"]),
        (&boss.id, &["already-a-member", "super-admin-target"]),
        (&removed.id, &["client-refused"]),
        (&last.id, &["added"]),
    ];
    let employees: Vec<_> = asked.iter().map(|(id, _)| id).collect();
    let body = json!({"employees": employees, "permission_set": set});
    let path = scene.at_client(&client, "/employees");
    let answer = mona.post(&path, body).await;
    let results = answer.ok()["results"].as_array().unwrap().clone();
    assert_eq!(results.len(), asked.len(), "{answer}");
    for ((id, expected), result) in asked.iter().zip(&results) {
        assert_eq!(
            result["employee"],
            id.as_str(),
            "in the order asked\n{answer}"
        );
        let said = if result["outcome"] == "refused" {
            result["problem"].as_str().unwrap()
        } else {
            assert!(result["problem"].is_null(), "{result}");
            result["outcome"].as_str().unwrap()
        };
        assert!(
            expected.contains(&said),
            "{said}, not {expected:?}: {result}"
        );
    }
    assert!(scene.may(&first, "contacts.view", &client).await);
    assert!(scene.may(&last, "contacts.view", &client).await);
    let body = json!({"employees": [mona.id], "permission_set": set});
    let own = mona.post(&path, body).await;
    if own.status == 403 {
        own.refused(403, "self-target");
    } else {
        let result = own.ok()["results"][0].clone();
        assert_eq!(result["outcome"], "refused", "{result}");
        assert!(
            ["self-target", "already-a-member"].contains(&result["problem"].as_str().unwrap()),
            "{result}"
        );
    }
    // The same person twice in one call is added once at most.
    let twice = scene.employee("Tove").await;
    let body = json!({"employees": [twice.id, twice.id], "permission_set": set});
    let answer = mona.post(&path, body).await;
    if answer.status == 200 {
        let added = answer.json()["results"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|result| result["outcome"] == "added")
            .count();
        assert_eq!(added, 1, "{answer}");
    } else {
        answer.refused(422, "invalid");
    }
    for employees in [json!([]), json!([""]), json!([client.id])] {
        let body = json!({"employees": employees, "permission_set": set});
        let answer = mona.post(&path, body).await;
        if answer.status == 200 {
            let results = answer.json()["results"].clone();
            for result in results.as_array().unwrap() {
                assert_eq!(result["outcome"], "refused", "{answer}");
            }
        } else {
            assert!([400, 404, 422].contains(&answer.status), "{answer}");
        }
    }
}

/// A3.
async fn a_dry_run_changes_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &mona, body).await;
    let set = scene
        .client_set(&client, &["contacts.view", "reports.view"])
        .await;
    let worker = scene.employee("Emil").await;
    let path = scene.at_client(&client, "/employees");
    let events = async || client.admin.all(&client.at("/audit-events")).await.len();
    let before = events().await;
    let body = |dry_run: bool| json!({"employees": [worker.id], "permission_set": set, "dry_run": dry_run});
    let tried = mona.post(&path, body(true)).await.ok();
    assert_eq!(events().await, before);
    assert_eq!(
        scene.why_not(&worker, "contacts.view", &client).await,
        "no_membership"
    );
    let done = mona.post(&path, body(false)).await.ok();
    assert_eq!(tried["results"], done["results"], "it says what would be");
    assert_eq!(sorted(&done["results"][0]["withheld"]), ["reports.view"]);

    let member = client.admin.get(client.member(&worker)).await.ok();
    let other = scene.client_set(&client, &["crm.export"]).await;
    let before = events().await;
    let path = scene.employee_at(&client, &worker);
    let body = |dry_run: bool| json!({"permission_set": other, "dry_run": dry_run});
    let tried = mona.patch(&path, body(true)).await.ok();
    assert_eq!(events().await, before);
    assert_eq!(client.admin.get(client.member(&worker)).await.ok(), member);
    let done = mona.patch(&path, body(false)).await.ok();
    assert_eq!(only_result(&tried), only_result(&done));
    // The checks are the same.
    let viewer = scene.viewer("Vera").await;
    viewer.patch(&path, body(true)).await.missing_permission();
}

/// A2: `new = ((S ∩ A ∩ L) ∪ (C \ A)) \ W`.
async fn the_delegation_rule_gives_and_takes_what_the_actor_holds(server: &Server) {
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
async fn what_an_actor_holds_beyond_the_template_is_theirs_alone(server: &Server) {
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
async fn giving_the_same_set_again_changes_nothing(server: &Server) {
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
async fn a_colleague_who_is_partner_admin_may_be_changed_to_a_set(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let max = scene.partner_admin(&client, "Max").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let answer = change(&mona, &scene, &client, &max, &set).await.ok();
    assert_eq!(only_result(&answer)["outcome"], "changed");
    let member = client.admin.get(client.member(&max)).await.ok();
    assert_eq!(member["access"], access::set(&set));
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

/// D1.
async fn deactivating_needs_only_edit_in_the_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let (viewer, plain) = (scene.viewer("Vera").await, scene.employee("Per").await);
    for caller in [&viewer, &plain, &worker] {
        act(caller, &scene, &client, &worker, "deactivate")
            .await
            .missing_permission();
    }
    for caller in [&client.admin, &scene.outsider("Sven").await] {
        act(caller, &scene, &client, &worker, "deactivate")
            .await
            .kept_out();
    }
    let manager = scene.manager("Mona").await;
    let off = act(&manager, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    assert_eq!(off["status"], "deactivated");
    assert_eq!(off["access"], access::set(&set), "D3: the record stays");
    assert_eq!(off["seat"], "partner");
    // T4: again changes nothing.
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    act(&scene.owner, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    let after = client.admin.all(&client.at("/audit-events")).await.len();
    assert_eq!(after, events);
    // Oneself, and a partner admin colleague.
    let admin = scene.partner_admin(&client, "Max").await;
    let second = scene.partner_admin(&client, "Lars").await;
    act(&manager, &scene, &client, &second, "deactivate")
        .await
        .ok();
    act(&admin, &scene, &client, &admin, "deactivate")
        .await
        .ok();
    assert_eq!(
        scene.why_not(&admin, "contacts.view", &client).await,
        "deactivated"
    );
}

/// D1: whatever the person's status in the partner account.
async fn people_who_left_the_partner_can_still_be_deactivated(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.manager("Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for how in ["deactivated", "removed", "disabled"] {
        let left = scene.employee("Leo").await;
        scene.let_act(&client, &left, &set).await;
        let membership = format!("/v1/accounts/{}/members/{}", scene.partner, left.id);
        match how {
            "deactivated" => {
                scene
                    .owner
                    .post_nothing(format!("{membership}/deactivate"))
                    .await
                    .ok();
            }
            "removed" => {
                scene.owner.delete(&membership).await.done();
            }
            _ => {
                let body = json!({"status": "disabled"});
                scene
                    .platform
                    .patch(format!("/v1/users/{}", left.id), body)
                    .await
                    .ok();
            }
        }
        let off = act(&manager, &scene, &client, &left, "deactivate")
            .await
            .ok();
        assert_eq!(off["status"], "deactivated", "{how}");
    }
}

/// D5, D1.
async fn a_super_admin_who_acts_for_the_partner_is_deactivated_but_never_the_last(server: &Server) {
    let scene = Scene::new(server).await;
    let manager = scene.manager("Mona").await;
    let client = scene.client("Contoso").await;
    let boss = scene.employee("Berta").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &boss, body.clone()).await;
    let off = act(&manager, &scene, &client, &boss, "deactivate")
        .await
        .ok();
    assert_eq!(off["status"], "deactivated");
    assert_eq!(off["access"]["type"], "super_admin");
    // D2: only a super admin of the client brings one back.
    let admin = scene.partner_admin(&client, "Max").await;
    act(&admin, &scene, &client, &boss, "reactivate")
        .await
        .refused(409, "super-admin-target");
    client
        .admin
        .post_nothing(format!("{}/reactivate", client.member(&boss)))
        .await
        .ok();
    // The last of an account where nobody else is.
    let account = scene.account("Orphan").await;
    scene.put_member(&account, &boss, body).await;
    let orphan = Client {
        id: account,
        name: "Orphan".to_owned(),
        admin: boss.clone(),
    };
    act(&manager, &scene, &orphan, &boss, "deactivate")
        .await
        .refused(409, "last-super-admin");
    assert!(scene.may(&boss, "contacts.view", &orphan).await);
}

/// D2: S is what they had, C is empty.
async fn reactivating_restores_the_former_access_clipped(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene
        .client_set(&client, &["contacts.view", "crm.export"])
        .await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let body = json!({"adjustments": {"added": ["billing.view", "crm.import"], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    // Active already: nothing to do.
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert!(scene.may(&worker, "billing.view", &client).await);
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    for caller in [&scene.owner, &scene.manager("Max").await] {
        act(caller, &scene, &client, &worker, "reactivate")
            .await
            .refused(403, "not-partner-admin");
    }
    let body = json!({"adjustments": {"added": [], "withheld": ["crm.export"]}});
    scene.put_member(&client.id, &mona, body).await;
    let on = act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert_eq!(on["status"], "active");
    assert_eq!(on["access"], access::set(&set));
    assert_eq!(sorted(&on["permissions"]), ["contacts.view", "crm.import"]);
    for (key, granted) in [
        ("contacts.view", true),
        ("crm.import", true),
        ("crm.export", false),
        ("billing.view", false),
    ] {
        assert_eq!(scene.may(&worker, key, &client).await, granted, "{key}");
    }
    // A partner admin colleague comes back as one, clipped.
    let lars = scene.partner_admin(&client, "Lars").await;
    act(&mona, &scene, &client, &lars, "deactivate").await.ok();
    let on = act(&mona, &scene, &client, &lars, "reactivate").await.ok();
    assert_eq!(on["access"]["type"], "partner_admin");
    assert!(scene.may(&lars, "crm.import", &client).await);
    assert!(!scene.may(&lars, "crm.export", &client).await);
}

/// D4.
async fn when_all_are_deactivated_the_client_lets_somebody_in_again(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &mona, "deactivate").await.ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .refused(403, "not-partner-admin");
    let answer = act(&mona, &scene, &client, &mona, "reactivate").await;
    assert_eq!(answer.status, 403, "{answer}");
    let (_, token) = scene.link(&mona).await;
    client
        .admin
        .post(
            format!("/v1/access-links/{token}/approve"),
            json!({"account": client.id}),
        )
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert!(scene.may(&worker, "contacts.view", &client).await);
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

/// A1, A9; waits for the clock.
async fn an_expired_partner_admin_adds_nobody(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.manager("Mona").await;
    let made = scene.make_partner_admin(&client, &mona).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    let soon = crate::support::later(made["updated_at"].as_str().unwrap(), 2);
    let body = json!({"expires_at": soon});
    let answer = scene.platform.put(client.member(&mona), body).await;
    answer.ok();
    crate::evaluation::wait_until_expired(&scene, &mona, "contacts.view", &client).await;
    add(&mona, &scene, &client, &worker, &set)
        .await
        .refused(403, "not-partner-admin");
    // D1 needs no access there.
    scene.let_act(&client, &worker, &set).await;
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .refused(403, "not-partner-admin");
}

async fn employees_are_listed_shown_and_filtered(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let viewer = scene.viewer("Vera").await;
    let (anna, bert) = (scene.employee("Anna").await, scene.employee("Bert").await);
    let uwe = scene.unverified_employee("Uwe").await;
    let body = json!({"engagement": "contractor"});
    scene.put_member(&scene.partner, &bert, body).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &anna, &set).await;
    // On their own behalf: no client of the partner's for this person.
    let private = scene.client("Private").await;
    let own = scene.client_set(&private, &["contacts.view"]).await;
    let body = json!({"access": access::set(&own)});
    scene.put_member(&private.id, &anna, body).await;
    let list = async |query: &str| -> BTreeSet<String> {
        viewer
            .all(&scene.at_partner(&format!("/employees{query}")))
            .await
            .iter()
            .map(|item| {
                let id = item["id"].as_str().or_else(|| item["user"]["id"].as_str());
                id.unwrap_or_else(|| panic!("{item}")).to_owned()
            })
            .collect()
    };
    let expect = |people: &[&Person]| -> BTreeSet<String> {
        people.iter().map(|person| person.id.clone()).collect()
    };
    let all = [&scene.owner, &viewer, &anna, &bert, &uwe];
    assert_eq!(list("").await, expect(&all));
    assert_eq!(list("?engagement=contractor").await, expect(&[&bert]));
    assert_eq!(
        list("?engagement=employee").await,
        expect(&[&scene.owner, &viewer, &anna, &uwe])
    );
    assert_eq!(list("?verified=false").await, expect(&[&uwe]));
    assert_eq!(
        list("?verified=true").await,
        expect(&[&scene.owner, &viewer, &anna, &bert])
    );
    assert_eq!(list("?q=ANNA").await, expect(&[&anna]));
    assert_eq!(list(&format!("?q={}", uwe.email)).await, expect(&[&uwe]));
    assert_eq!(list("?q=%25").await, expect(&[]));
    assert_eq!(
        list("?verified=true&engagement=contractor").await,
        expect(&[&bert])
    );
    for query in ["?verified=perhaps", "?engagement=friend"] {
        let answer = viewer
            .get(scene.at_partner(&format!("/employees{query}")))
            .await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
    let walked = viewer.pages(&scene.at_partner("/employees"), 2).await;
    assert_eq!(walked.concat().len(), all.len());
    let path = scene.at_partner(&format!("/employees/{}", anna.id));
    let shown = viewer.get(&path).await;
    let text = shown.ok().to_string();
    assert!(
        text.contains(&anna.email) && text.contains(&client.id),
        "{shown}"
    );
    assert!(!text.contains(&private.id), "{shown}");
    let stranger = scene.outsider("Sven").await;
    for id in [
        &stranger.id,
        &client.admin.id,
        &"usr_01h455vb4pex5vsknk084sn02q".to_owned(),
    ] {
        viewer
            .get(scene.at_partner(&format!("/employees/{id}")))
            .await
            .not_found();
    }
}

async fn the_engagement_of_an_employee_is_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let manager = scene.manager("Mona").await;
    let viewer = scene.viewer("Vera").await;
    let worker = scene.employee("Emil").await;
    let path = scene.at_partner(&format!("/employees/{}", worker.id));
    let body = json!({"engagement": "contractor"});
    viewer.patch(&path, body.clone()).await.missing_permission();
    let changed = manager.patch(&path, body.clone()).await.ok();
    assert_eq!(changed["engagement"], "contractor");
    let shown = viewer.get(&path).await.ok();
    assert_eq!(shown["engagement"], "contractor");
    manager.patch(&path, body).await.ok();
    let answer = manager.patch(&path, json!({"engagement": "friend"})).await;
    assert!([400, 422].contains(&answer.status), "{answer}");
    let stranger = scene.outsider("Sven").await;
    manager
        .patch(
            scene.at_partner(&format!("/employees/{}", stranger.id)),
            json!({"engagement": "employee"}),
        )
        .await
        .not_found();
}

/// L1.
async fn without_enrolment_people_are_taken_away_but_not_added(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let (worker, next) = (scene.employee("Emil").await, scene.employee("Frida").await);
    scene.let_act(&client, &worker, &set).await;
    let partner = format!("/v1/accounts/{}", scene.partner);
    let program = |program: Value| scene.platform.patch(&partner, json!({"program": program}));
    program(Value::Null).await.ok();
    add(&mona, &scene, &client, &next, &set)
        .await
        .refused_as_one_of(&[(409, "partner-not-enrolled"), (403, "not-partner-admin")]);
    mona.get(scene.at_partner("/clients")).await.ok();
    mona.get(scene.at_client(&client, "/employees")).await.ok();
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    assert_eq!(
        scene.why_not(&worker, "contacts.view", &client).await,
        "deactivated"
    );
    program(json!("solutions_provider")).await.ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    let added = add(&mona, &scene, &client, &next, &set).await.ok();
    assert_eq!(added["results"][0]["outcome"], "added");
}

async fn another_partners_paths_are_closed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    let (other, owner) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &owner, body).await;
    for caller in [&owner, &client.admin, &scene.outsider("Sven").await] {
        for path in [
            "/clients",
            "/employees",
            "/access-links",
            "/email-domains",
            "/audit-events",
        ] {
            caller.get(scene.at_partner(path)).await.kept_out();
        }
        caller.get(scene.at_client(&client, "")).await.kept_out();
        add(caller, &scene, &client, &worker, &set).await.kept_out();
        change(caller, &scene, &client, &mona, &set)
            .await
            .kept_out();
        act(caller, &scene, &client, &mona, "deactivate")
            .await
            .kept_out();
    }
    // An account that never was a partner has none of these paths for its own super admin either.
    let path = format!("/v1/partners/{}/clients", client.id);
    let answer = client.admin.get(path).await;
    assert!([403, 404, 409].contains(&answer.status), "{answer}");
    assert!(scene.may(&mona, "contacts.view", &client).await);
}

/// Every GET needs `.view`, the trail included; edit implies view.
async fn reading_needs_view(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let worker = scene.employee("Emil").await;
    scene.make_partner_admin(&client, &worker).await;
    let (viewer, manager) = (scene.viewer("Vera").await, scene.manager("Mona").await);
    for path in [
        scene.at_partner("/clients"),
        scene.at_client(&client, ""),
        scene.at_client(&client, "/employees"),
        scene.at_partner("/employees"),
        scene.at_partner(&format!("/employees/{}", worker.id)),
        scene.at_partner("/audit-events"),
    ] {
        worker.get(&path).await.missing_permission();
        for caller in [&viewer, &manager, &scene.owner] {
            caller.get(&path).await.ok();
        }
    }
}

/// D9: kept per person and account, so it outlives removal and a new attempt.
async fn what_the_client_refused_stays_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    // Deactivated by the client, then removed by the client: still the client's refusal.
    let path = client.member(&worker);
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .refused(409, "client-refused");
    client.admin.delete(&path).await.done();
    let refused = scene.add(&mona, &client, &worker, &set).await;
    assert_eq!(refused["problem"], "client-refused");
    let dry = json!({"employees": [worker.id], "permission_set": set, "dry_run": true});
    let answer = mona
        .post(scene.at_client(&client, "/employees"), dry)
        .await
        .ok();
    assert_eq!(answer["results"][0]["problem"], "client-refused");
    // The platform's PUT is the account's own hand: it lets the person in again.
    scene.let_act(&client, &worker, &set).await;
    assert!(scene.may(&worker, "contacts.view", &client).await);
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    // Reactivating by the client lifts it, too.
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    client
        .admin
        .post_nothing(format!("{path}/reactivate"))
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert!(scene.may(&worker, "contacts.view", &client).await);
}

/// A2: a clip is what the actor could not give then; it is no refusal of the client's.
async fn a_clip_ends_when_the_actor_or_the_client_may_give_the_key(server: &Server) {
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

/// A5.
async fn a_set_of_another_partner_is_unknown(server: &Server) {
    let scene = Scene::new(server).await;
    let theirs = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    theirs.partner_admin(&client, "Max").await;
    let set = theirs.partner_set(&["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    add(&mona, &scene, &client, &worker, &set).await.not_found();
    scene.let_act(&client, &worker, &scene.working).await;
    change(&mona, &scene, &client, &worker, &set)
        .await
        .not_found();
    let offered = mona
        .get(scene.at_client(&client, "/assignable-permission-sets"))
        .await;
    assert!(!offered.body.contains(&set), "{offered}");
    let listed = client.admin.get(client.at("/permission-sets")).await;
    assert!(!listed.body.contains(&set), "{listed}");
}

/// A partner is an account like any other, seen by another partner.
async fn a_partner_may_be_a_client_of_another_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let (southwind, otto) = scene.other_partner("Southwind").await;
    let link = otto
        .post_nothing(format!("/v1/partners/{southwind}/access-links"))
        .await
        .created();
    let token = link["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let approved = scene
        .owner
        .post(
            format!("/v1/access-links/{token}/approve"),
            json!({"account": scene.partner}),
        )
        .await
        .ok();
    assert_eq!(approved["outcome"], "created");
    let clients = otto.all(&format!("/v1/partners/{southwind}/clients")).await;
    assert_eq!(ids(&clients), BTreeSet::from([scene.partner.clone()]));
    // Otto works in Northwind's account for Southwind: that makes him no employee of Northwind's.
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let result = scene.add(&mona, &client, &otto, &scene.working).await;
    assert_eq!(result["problem"], "not-an-employee");
    let answer = scene
        .owner
        .post(
            scene.at_partner("/access-links"),
            json!({"employee": otto.id}),
        )
        .await;
    answer.refused_as_one_of(&[(409, "not-an-employee"), (404, "not-found")]);
    let employees = mona.get(scene.at_partner("/employees")).await;
    assert!(!employees.body.contains(&otto.id), "{employees}");
}

/// A11, P3: rights over people and partners count only in memberships that act for nobody.
async fn whoever_acts_in_the_partners_account_for_another_partner_does_not_manage_its_people(
    server: &Server,
) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &scene.working).await;
    let (southwind, otto) = scene.other_partner("Southwind").await;
    scene
        .put_member(
            &scene.partner,
            &otto,
            json!({
                "access": access::set(&scene.managing),
                "seat": "partner",
                "partner": southwind,
            }),
        )
        .await;
    act(&otto, &scene, &client, &worker, "deactivate")
        .await
        .kept_out();
    otto.post(
        scene.at_partner("/access-links"),
        json!({"employee": worker.id}),
    )
    .await
    .kept_out();
    otto.get(scene.at_partner("/clients")).await.kept_out();
    assert!(scene.may(&worker, "contacts.view", &client).await);
}

/// D9: by its super admins, its holders of `users.edit`, or the platform, even where the partner had
/// deactivated the person before.
async fn whoever_refuses_for_the_account_it_is_the_accounts_refusal(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let ulla = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for first_by_partner in [false, true] {
        for who in ["super admin", "users.edit", "platform"] {
            let worker = scene.employee("Emil").await;
            scene.add(&mona, &client, &worker, &set).await;
            if first_by_partner {
                act(&mona, &scene, &client, &worker, "deactivate")
                    .await
                    .ok();
            }
            let off = format!("{}/deactivate", client.member(&worker));
            match who {
                "super admin" => client.admin.post_nothing(off).await.ok(),
                "users.edit" => ulla.post_nothing(off).await.ok(),
                _ => {
                    let body = json!({"status": "deactivated"});
                    scene.put_member(&client.id, &worker, body).await
                }
            };
            act(&mona, &scene, &client, &worker, "reactivate")
                .await
                .refused(409, "client-refused");
            // The partner's own deactivating afterwards does not make it the partner's.
            act(&mona, &scene, &client, &worker, "deactivate")
                .await
                .ok();
            act(&mona, &scene, &client, &worker, "reactivate")
                .await
                .refused(409, "client-refused");
        }
    }
}

/// P5, A9: one who is no active employee any more, by whatever end; waits for the clock.
async fn an_employment_that_has_ended_by_itself_ends_access_in_clients(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let path = format!("/v1/accounts/{}/members/{}", scene.partner, worker.id);
    let employed = scene.owner.get(&path).await.ok();
    let soon = crate::support::later(employed["updated_at"].as_str().unwrap(), 2);
    let body = json!({"expires_at": soon});
    scene.put_member(&scene.partner, &worker, body).await;
    let partner = Client {
        id: scene.partner.clone(),
        name: "Northwind".to_owned(),
        admin: scene.owner.clone(),
    };
    crate::evaluation::wait_until_expired(&scene, &worker, "contacts.view", &partner).await;
    assert_eq!(
        scene.why_not(&worker, "contacts.view", &client).await,
        "not_an_employee"
    );
}
