//! What the platform does with service tokens: accounts, people, tokens and memberships.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{
    Answer, Caller, Person, Scene, Server, access, keys, later, on_both_databases,
};

on_both_databases!(
    accounts_are_made_found_and_changed,
    a_closed_account_gives_nothing_until_it_is_opened_again,
    people_are_registered_found_and_changed,
    disabling_a_person_ends_their_tokens_for_good,
    erasing_a_person_leaves_no_name_and_no_access,
    the_last_super_admin_survives_disabling_and_erasing,
    tokens_of_people_are_shown_once_listed_and_revoked,
    tokens_end_by_themselves,
    revoking_a_token_revokes_those_made_with_it,
    service_tokens_reach_as_far_as_their_scopes,
    a_membership_begins_with_the_documented_values,
    a_change_keeps_what_it_does_not_name,
    only_a_status_reactivates,
    a_change_of_access_clears_adjustments,
    super_admins_have_no_adjustments,
    unknown_and_reserved_keys_are_refused,
    seats_fit_the_access,
    a_partner_admin_is_an_employee_of_an_enrolled_partner,
    whom_a_member_acts_for_is_an_enrolled_partner_of_theirs,
    the_last_super_admin_survives_every_change_of_membership,
    an_account_that_never_had_a_super_admin_needs_none,
    ladders_are_named_once,
    withholding_takes_what_implies_it,
    an_imported_client_stands_in_the_partners_list,
);

/// A moment that is ahead for longer than these tests will be run.
const AHEAD: &str = "2099-01-01T00:00:00Z";

async fn accounts_are_made_found_and_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let external_id = scene.unique("account");
    let account = platform
        .post(
            "/v1/accounts",
            json!({
                "name": "Fabrikam",
                "external_id": external_id,
                "program": "solutions_provider",
                "seat_pricing": "legacy",
            }),
        )
        .await
        .created();
    assert_eq!(account["name"], "Fabrikam");
    assert_eq!(account["external_id"], external_id.as_str());
    assert_eq!(account["program"], "solutions_provider");
    assert_eq!(account["seat_pricing"], "legacy");
    assert_eq!(account["status"], "active");
    let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    assert_eq!(platform.get(&path).await.ok(), account);
    let changed = platform
        .patch(&path, json!({"name": "Fabrikam AS", "program": null}))
        .await
        .ok();
    assert_eq!(changed["name"], "Fabrikam AS");
    assert_eq!(changed["program"], Value::Null);
    assert_eq!(changed["seat_pricing"], "legacy", "what is left out stays");
    let revision = platform.revision().await;
    let same = platform.patch(&path, json!({"name": "Fabrikam AS"})).await;
    assert_eq!(same.ok()["name"], "Fabrikam AS");
    assert!(same.revision() >= revision);

    let plain = platform
        .post("/v1/accounts", json!({"name": "Plain"}))
        .await
        .created();
    assert_eq!(plain["program"], Value::Null);
    assert_eq!(plain["external_id"], Value::Null);
    assert!(["seat_based", "legacy"].contains(&plain["seat_pricing"].as_str().unwrap()));

    for body in [
        json!({"name": ""}),
        json!({"name": "   "}),
        json!({"name": "x".repeat(10_000)}),
    ] {
        platform.post("/v1/accounts", body).await.invalid("/name");
    }
    for body in [
        json!({"name": "X", "program": "friend"}),
        json!({"name": "X", "seat_pricing": "free"}),
    ] {
        let answer = platform.post("/v1/accounts", body).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
    platform
        .get("/v1/accounts/acc_01h455vb4pex5vsknk084sn02q")
        .await
        .not_found();
    platform
        .get(format!("/v1/accounts/{}", scene.owner.id))
        .await
        .not_found();
}

/// P5, I3: everything ends with the account, and comes back with it.
async fn a_closed_account_gives_nothing_until_it_is_opened_again(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let path = format!("/v1/accounts/{}", client.id);
    let status = |status: &str| scene.platform.patch(&path, json!({"status": status}));
    let closed = status("closed").await.ok();
    assert_eq!(closed["status"], "closed");
    for person in [&client.admin, &manager] {
        assert_eq!(
            scene.why_not(person, "contacts.view", &client).await,
            "account_closed"
        );
    }
    assert_eq!(status("active").await.ok()["status"], "active");
    for person in [&client.admin, &manager] {
        assert!(scene.may(person, "contacts.view", &client).await);
    }
    // A closed partner has no employees (L1).
    let partner = format!("/v1/accounts/{}", scene.partner);
    scene
        .platform
        .patch(&partner, json!({"status": "closed"}))
        .await
        .ok();
    let reason = scene.why_not(&manager, "contacts.view", &client).await;
    assert!(["partner_not_enrolled", "not_an_employee"].contains(&reason.as_str()));
    scene
        .platform
        .patch(&partner, json!({"status": "active"}))
        .await
        .ok();
    assert!(scene.may(&manager, "contacts.view", &client).await);
}

async fn people_are_registered_found_and_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let word = scene.unique("uma");
    let email = format!("{word}@elsewhere.test");
    let user = platform
        .post(
            "/v1/users",
            json!({"email": email, "name": "Uma", "locale": "nb", "external_id": word}),
        )
        .await
        .created();
    let id = user["id"].as_str().unwrap();
    assert_eq!(user["email"], email.as_str());
    assert_eq!(user["name"], "Uma");
    assert_eq!(user["locale"], "nb");
    assert_eq!(user["status"], "active");
    assert_eq!(user["confirmed"], true, "I1: the platform confirms");
    assert!(!user.to_string().contains("password"), "{user}");
    for query in [
        format!("email={email}"),
        format!("email={}", email.to_uppercase()),
        format!("external_id={word}"),
    ] {
        let found = platform.all(&format!("/v1/users?{query}")).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0]["id"], id);
    }
    for body in [
        json!({"email": email, "name": "Double"}),
        json!({"email": email.to_uppercase(), "name": "Double"}),
        json!({"email": format!("x{email}"), "name": "Double", "external_id": word}),
    ] {
        platform
            .post("/v1/users", body)
            .await
            .refused(409, "conflict");
    }
    let path = format!("/v1/users/{id}");
    let changed = platform
        .patch(&path, json!({"name": "Uma Berg", "locale": "de"}))
        .await
        .ok();
    assert_eq!(changed["name"], "Uma Berg");
    assert_eq!(changed["locale"], "de");
    assert_eq!(changed["email"], email.as_str());

    let by_external_id = format!("/v1/users/by-external-id/{}", scene.unique("ulf"));
    let body = |name: &str| json!({"email": format!("ulf-{word}@elsewhere.test"), "name": name});
    let made = platform.put(&by_external_id, body("Ulf")).await.created();
    let kept = platform.put(&by_external_id, body("Ulf B")).await.ok();
    assert_eq!(made["id"], kept["id"]);
    assert_eq!(kept["name"], "Ulf B");
    for address in [
        "",
        "uma",
        "@elsewhere.test",
        "uma@",
        "u ma@elsewhere.test",
        "a@b@c.test",
    ] {
        let body = json!({"email": address, "name": "Uma"});
        platform.post("/v1/users", body).await.invalid("/email");
    }
}

/// I3: the tokens of a disabled person do not come back with them; P6: at once.
async fn disabling_a_person_ends_their_tokens_for_good(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let own = person
        .post("/v1/me/tokens", json!({"label": "own", "scopes": ["read"]}))
        .await
        .created();
    let own = person.with_token(own["token"].as_str().unwrap());
    own.get("/v1/me").await.ok();
    let path = format!("/v1/users/{}", person.id);
    let status = |status: &str| scene.platform.patch(&path, json!({"status": status}));
    assert_eq!(status("disabled").await.ok()["status"], "disabled");
    person.get("/v1/me").await.problem(401);
    own.get("/v1/me").await.problem(401);
    assert_eq!(
        scene.why_not(&person, "contacts.view", &client).await,
        "user_disabled"
    );
    assert_eq!(status("active").await.ok()["status"], "active");
    assert!(scene.may(&person, "contacts.view", &client).await);
    person.get("/v1/me").await.problem(401);
    own.get("/v1/me").await.problem(401);
    // Nobody makes tokens for a disabled person that outlive the disabling.
    status("disabled").await.ok();
    let made = scene
        .platform
        .post(format!("{path}/tokens"), json!({"label": "late"}))
        .await;
    if made.status == 201 {
        let token = made.json()["token"].as_str().unwrap().to_owned();
        scene
            .platform
            .with_token(&token)
            .get("/v1/me")
            .await
            .problem(401);
    } else {
        assert!([404, 409, 422].contains(&made.status), "{made}");
    }
}

/// I3, P6, T3: what a person did stays in the trail, their name and address do not.
async fn erasing_a_person_leaves_no_name_and_no_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene
        .staff(&client, "Wilhelmina", &["contacts.view", "users.edit"])
        .await;
    let other = scene.staff(&client, "Dora", &["contacts.view"]).await;
    person
        .post_nothing(format!("{}/deactivate", client.member(&other)))
        .await
        .ok();
    let before = client.admin.get(client.at("/audit-events")).await;
    assert!(before.ok().to_string().contains("Wilhelmina"), "{before}");
    let path = format!("/v1/users/{}", person.id);
    scene
        .platform
        .post_nothing(format!("{path}/erase"))
        .await
        .done();
    person.get("/v1/me").await.problem(401);
    let reason = scene.why_not(&person, "contacts.view", &client).await;
    assert!(
        ["unknown_subject", "user_disabled", "no_membership"].contains(&reason.as_str()),
        "{reason}"
    );
    for answer in [
        client.admin.get(client.at("/audit-events")).await,
        client.admin.get(client.at("/members")).await,
        scene.platform.get(&path).await,
        scene
            .platform
            .get(format!("/v1/users?email={}", person.email))
            .await,
    ] {
        for trace in [person.email.as_str(), "Wilhelmina"] {
            let body = answer.body.replace(&format!("?email={}", person.email), "");
            assert!(!body.contains(trace), "{answer}");
        }
    }
    let events = client.admin.all(&client.at("/audit-events")).await;
    let kept = events
        .iter()
        .filter(|event| event["type"] == "membership.deactivated")
        .count();
    assert_eq!(kept, 1, "the event itself stays");
    // The address is free again, and erasing twice does no harm.
    let again = scene
        .platform
        .post(
            "/v1/users",
            json!({"email": person.email, "name": "Somebody else"}),
        )
        .await
        .created();
    assert_ne!(again["id"], person.id.as_str());
    let twice = scene.platform.post_nothing(format!("{path}/erase")).await;
    assert!([200, 204, 404].contains(&twice.status), "{twice}");
}

/// D5, I3.
async fn the_last_super_admin_survives_disabling_and_erasing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let path = format!("/v1/users/{}", client.admin.id);
    let disable = || scene.platform.patch(&path, json!({"status": "disabled"}));
    let erase = || scene.platform.post_nothing(format!("{path}/erase"));
    disable().await.refused(409, "last-super-admin");
    erase().await.refused(409, "last-super-admin");
    client.admin.get("/v1/me").await.ok();
    // A second one who is not permanent does not count.
    let second = scene.outsider("Sara").await;
    let until = json!({"access": access::super_admin(), "expires_at": AHEAD});
    scene.put_member(&client.id, &second, until).await;
    disable().await.refused(409, "last-super-admin");
    // One who is invited or deactivated does not either.
    for status in ["invited", "deactivated"] {
        let third = scene.outsider("Tone").await;
        let body = json!({"access": access::super_admin(), "status": status});
        scene.put_member(&client.id, &third, body).await;
        disable().await.refused(409, "last-super-admin");
    }
    // Nor does one whose person is disabled or erased.
    for how in ["disabled", "erased"] {
        let fourth = scene.outsider("Frode").await;
        let user = format!("/v1/users/{}", fourth.id);
        if how == "erased" {
            let erase = format!("{user}/erase");
            scene.platform.post_nothing(erase).await.done();
        } else {
            let body = json!({"status": "disabled"});
            scene.platform.patch(&user, body).await.ok();
        }
        let body = json!({"access": access::super_admin()});
        let answer = scene.platform.put(client.member(&fourth), body).await;
        assert!([200, 201, 404, 409].contains(&answer.status), "{answer}");
        disable().await.refused(409, "last-super-admin");
    }
    let lasting = json!({"expires_at": null});
    scene.put_member(&client.id, &second, lasting).await;
    disable().await.ok();
    let answer = scene
        .platform
        .post_nothing(format!("/v1/users/{}/erase", second.id))
        .await;
    answer.refused(409, "last-super-admin");
}

async fn tokens_of_people_are_shown_once_listed_and_revoked(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let tokens = format!("/v1/users/{}/tokens", person.id);
    let made = scene
        .platform
        .post(&tokens, json!({"label": "laptop"}))
        .await
        .created();
    let secret = made["token"].as_str().unwrap();
    assert!(secret.len() >= 43, "256 bits: {made}");
    assert!(made["expires_at"].is_string(), "90 days by default: {made}");
    let caller = scene.platform.with_token(secret);
    caller.get("/v1/me").await.ok();
    // The platform's tokens have the scope `manage`: they write as well.
    caller
        .post(
            "/v1/me/tokens",
            json!({"label": "own", "scopes": ["manage"]}),
        )
        .await
        .created();
    let listed = scene.platform.get(&tokens).await;
    let items = listed.ok()["items"].as_array().unwrap().clone();
    assert!(
        items.iter().any(|item| item["id"] == made["id"]),
        "{listed}"
    );
    assert!(
        items.iter().any(|item| item["label"] == "laptop"),
        "{listed}"
    );
    assert!(!listed.body.contains(secret), "{listed}");
    let one = format!("{tokens}/{}", made["id"].as_str().unwrap());
    // The token of one person is unknown under another.
    let other = scene.outsider("Egon").await;
    scene
        .platform
        .delete(one.replace(&person.id, &other.id))
        .await
        .not_found();
    caller.get("/v1/me").await.ok();
    scene.platform.delete(&one).await.done();
    caller.get("/v1/me").await.problem(401);
    let again = scene.platform.delete(&one).await;
    assert!([200, 204, 404].contains(&again.status), "{again}");
    for seconds in [json!(0), json!(-1)] {
        let answer = scene
            .platform
            .post(
                &tokens,
                json!({"label": "x", "expires_in_seconds": seconds}),
            )
            .await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
}

/// I3; waits for the clock, since a lifetime cannot begin in the past.
async fn tokens_end_by_themselves(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let made = scene
        .platform
        .post(
            format!("/v1/users/{}/tokens", person.id),
            json!({"label": "short", "expires_in_seconds": 1}),
        )
        .await
        .created();
    let caller = scene.platform.with_token(made["token"].as_str().unwrap());
    let start = Instant::now();
    loop {
        let answer = caller.get("/v1/me").await;
        if answer.status != 200 {
            answer.problem(401);
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{answer}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// I3: within scopes and lifetime, and gone with the parent.
async fn revoking_a_token_revokes_those_made_with_it(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let tokens = format!("/v1/users/{}/tokens", person.id);
    let body = json!({"label": "parent", "expires_in_seconds": 3600});
    let parent = scene.platform.post(&tokens, body).await.created();
    let make = |caller: &Caller, seconds: u32| {
        let body = json!({"label": "child", "scopes": ["manage"], "expires_in_seconds": seconds});
        caller.post("/v1/me/tokens", body)
    };
    let caller = |token: &Value| scene.platform.with_token(token["token"].as_str().unwrap());
    let parent_caller = caller(&parent);
    let child = make(&parent_caller, 1800).await.created();
    let grandchild = make(&caller(&child), 900).await.created();
    let longer = make(&parent_caller, 7200).await;
    if longer.status == 201 {
        let ends = longer.json()["expires_at"].clone();
        assert!(ends.as_str() <= parent["expires_at"].as_str(), "{longer}");
    } else {
        assert!([403, 422].contains(&longer.status), "{longer}");
    }
    let beside = scene
        .platform
        .post(&tokens, json!({"label": "beside"}))
        .await
        .created();
    let path = format!("{tokens}/{}", parent["id"].as_str().unwrap());
    scene.platform.delete(path).await.done();
    for token in [&parent, &child, &grandchild] {
        caller(token).get("/v1/me").await.problem(401);
    }
    caller(&beside).get("/v1/me").await.ok();
}

async fn service_tokens_reach_as_far_as_their_scopes(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let body = |scopes: Value| json!({"label": "scoped", "scopes": scopes});
    for scope in ["provision", "decide", "activity", "audit", "admin"] {
        let made = platform
            .post("/v1/service-tokens", body(json!([scope])))
            .await
            .created();
        let caller = platform.with_token(made["token"].as_str().unwrap());
        let check = |answer: &Answer, allowed: &str| {
            if scope == allowed {
                assert!(answer.status < 300, "{scope}: {answer}");
            } else {
                answer.missing_permission();
            }
        };
        check(&caller.get("/v1/accounts").await, "provision");
        let account = caller.post("/v1/accounts", json!({"name": "X"})).await;
        check(&account, "provision");
        check(&caller.get("/v1/service-tokens").await, "admin");
        let tokens = format!("/v1/users/{}/tokens", scene.owner.id);
        check(&caller.get(&tokens).await, "admin");
        let question = json!({
            "subject": {"type": "user", "id": scene.owner.id},
            "action": {"name": "contacts.view"},
            "resource": {"type": "account", "id": scene.partner},
        });
        let decision = caller.post("/access/v1/evaluation", question).await;
        if scope == "decide" {
            assert_eq!(decision.ok()["decision"], true);
        } else {
            assert_eq!(decision.status, 403, "{decision}");
        }
        caller.get("/v1/me").await.problem(403);
    }
    for scopes in [
        json!([]),
        json!(["everything"]),
        json!("admin"),
        json!(null),
    ] {
        let answer = platform.post("/v1/service-tokens", body(scopes)).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
    let made = platform
        .post("/v1/service-tokens", body(json!(["audit"])))
        .await
        .created();
    let listed = platform.all("/v1/service-tokens").await;
    let item = listed.iter().find(|item| item["id"] == made["id"]).unwrap();
    assert_eq!(keys(&item["scopes"]), ["audit"]);
    let secret = made["token"].as_str().unwrap();
    assert!(!Value::from(listed.clone()).to_string().contains(secret));
}

async fn a_membership_begins_with_the_documented_values(server: &Server) {
    let scene = Scene::new(server).await;
    let account = scene.account("Contoso").await;
    let person = scene.outsider("Dora").await;
    let path = format!("/v1/accounts/{account}/members/{}", person.id);
    let body = json!({"access": access::super_admin()});
    let member = scene.platform.put(&path, body.clone()).await.created();
    assert!(member["id"].as_str().unwrap().starts_with("mem_"));
    assert_eq!(member["account"], account.as_str());
    assert_eq!(
        member["user"],
        json!({"id": person.id, "email": person.email, "name": person.name})
    );
    assert_eq!(member["access"], access::super_admin());
    assert_eq!(
        member["adjustments"],
        json!({"added": [], "withheld": [], "clipped": []})
    );
    assert!(keys(&member["permissions"]).contains(&"super_admins.manage"));
    assert_eq!(member["seat"], "core");
    assert_eq!(member["paid_seats"], json!([]));
    assert_eq!(member["status"], "active");
    assert_eq!(member["engagement"], "employee");
    for name in ["partner", "recognized", "expires_at", "last_active_at"] {
        assert_eq!(member[name], Value::Null, "{name}: {member}");
        assert!(member.as_object().unwrap().contains_key(name), "{member}");
    }
    assert_eq!(member["outdated"], false);
    assert!(member["created_at"].is_string() && member["updated_at"].is_string());
    // T4: the same again changes nothing.
    let again = scene.platform.put(&path, body).await;
    assert_eq!(again.ok(), member);
    // A new membership needs an access; an unknown account or person is unknown.
    let other = scene.outsider("Egon").await;
    let path = format!("/v1/accounts/{account}/members/{}", other.id);
    let answer = scene.platform.put(&path, json!({"seat": "core"})).await;
    assert!([400, 422].contains(&answer.status), "{answer}");
    let body = json!({"access": access::super_admin()});
    for unknown in [
        path.replace(&other.id, "usr_01h455vb4pex5vsknk084sn02q"),
        path.replace(&account, "acc_01h455vb4pex5vsknk084sn02q"),
    ] {
        scene.platform.put(unknown, body.clone()).await.not_found();
    }
    let unknown_set = access::set("set_01h455vb4pex5vsknk084sn02q");
    let answer = scene
        .platform
        .put(&path, json!({"access": unknown_set}))
        .await;
    answer.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
}

async fn a_change_keeps_what_it_does_not_name(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.outsider("Dora").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let full = json!({
        "access": access::set(&set),
        "seat": "sales",
        "paid_seats": ["service"],
        "engagement": "contractor",
        "adjustments": {"added": ["crm.export"], "withheld": ["contacts.view:all"]},
        "expires_at": AHEAD,
    });
    let before = scene.put_member(&client.id, &person, full).await;
    assert_eq!(before["seat"], "sales");
    assert_eq!(before["paid_seats"], json!(["service"]));
    assert_eq!(before["engagement"], "contractor");
    assert_eq!(before["adjustments"]["added"], json!(["crm.export"]));
    let after = scene
        .put_member(&client.id, &person, json!({"engagement": "employee"}))
        .await;
    assert_eq!(after["engagement"], "employee");
    for name in [
        "access",
        "seat",
        "paid_seats",
        "adjustments",
        "expires_at",
        "status",
        "id",
    ] {
        assert_eq!(after[name], before[name], "{name}");
    }
    let cleared = scene
        .put_member(&client.id, &person, json!({"expires_at": null}))
        .await;
    assert_eq!(cleared["expires_at"], Value::Null);
    assert_eq!(cleared["adjustments"], before["adjustments"]);
}

async fn only_a_status_reactivates(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let put = |body: Value| scene.put_member(&client.id, &person, body);
    put(json!({"status": "deactivated"})).await;
    let set = scene.client_set(&client, &["crm.export"]).await;
    let changed = put(json!({"access": access::set(&set), "seat": "core"})).await;
    assert_eq!(changed["status"], "deactivated");
    assert_eq!(
        scene.why_not(&person, "crm.export", &client).await,
        "deactivated"
    );
    let back = put(json!({"status": "active"})).await;
    assert_eq!(back["status"], "active");
    assert!(scene.may(&person, "crm.export", &client).await);
}

async fn a_change_of_access_clears_adjustments(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let put = |body: Value| scene.put_member(&client.id, &person, body);
    let adjustments = json!({"added": ["crm.export"], "withheld": ["contacts.view"]});
    let first = put(json!({"adjustments": adjustments})).await;
    assert_eq!(first["adjustments"]["withheld"], json!(["contacts.view"]));
    let set = scene
        .client_set(&client, &["contacts.view", "reports.view"])
        .await;
    let moved = put(json!({"access": access::set(&set)})).await;
    assert_eq!(moved["adjustments"]["added"], json!([]));
    assert_eq!(moved["adjustments"]["withheld"], json!([]));
    assert!(scene.may(&person, "contacts.view", &client).await);
    assert!(!scene.may(&person, "crm.export", &client).await);
    // Sent together, they hold for the new access.
    let other = scene.client_set(&client, &["reports.view"]).await;
    let both = put(json!({"access": access::set(&other), "adjustments": adjustments})).await;
    assert_eq!(both["adjustments"]["added"], json!(["crm.export"]));
    // Each list replaces the old one.
    let replaced = put(json!({"adjustments": {"added": ["crm.import"], "withheld": []}})).await;
    assert_eq!(replaced["adjustments"]["added"], json!(["crm.import"]));
    assert_eq!(replaced["adjustments"]["withheld"], json!([]));
    // Becoming super admin clears them (422 to set them then).
    let admin = put(json!({"access": access::super_admin()})).await;
    assert_eq!(
        admin["adjustments"],
        json!({"added": [], "withheld": [], "clipped": []})
    );
}

/// No adjustments on a super admin: 422.
async fn super_admins_have_no_adjustments(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene
        .platform
        .put(client.member(&client.admin), body)
        .await
        .refused(422, "invalid");
    let person = scene.outsider("Dora").await;
    let body = json!({
        "access": access::super_admin(),
        "adjustments": {"added": ["crm.export"], "withheld": []},
    });
    scene
        .platform
        .put(client.member(&person), body)
        .await
        .refused(422, "invalid");
    assert_eq!(
        scene.why_not(&person, "crm.export", &client).await,
        "no_membership"
    );
}

/// P5: `super_admins.manage` is nobody's to give.
async fn unknown_and_reserved_keys_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for key in [
        "no.such_key",
        "contacts",
        "contacts.view:everything",
        "reports.view:own",
        "super_admins.manage",
        "",
        "Contacts.View",
    ] {
        for adjustments in [
            json!({"added": [key], "withheld": []}),
            json!({"added": [], "withheld": [key]}),
        ] {
            scene
                .platform
                .put(client.member(&person), json!({"adjustments": adjustments}))
                .await
                .refused(422, "invalid");
        }
        client
            .admin
            .post(
                client.at("/permission-sets"),
                json!({"name": scene.unique("Bad"), "permissions": [key]}),
            )
            .await
            .refused(422, "invalid");
    }
}

/// S1.
async fn seats_fit_the_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let put = |person: &Person, access: Value, seat: &str| {
        let mut body = json!({"access": access, "seat": seat});
        if access["type"] == "partner_admin" {
            body["partner"] = json!(scene.partner);
        }
        scene.platform.put(client.member(person), body)
    };
    for seat in ["core", "sales", "service", "view_only"] {
        let answer = put(&employee, access::partner_admin(), seat).await;
        answer.refused_as_one_of(&[
            (409, "partner-seat-required"),
            (409, "conflict"),
            (422, "invalid"),
        ]);
    }
    put(&employee, access::partner_admin(), "core")
        .await
        .refused(409, "partner-seat-required");
    let person = scene.outsider("Dora").await;
    let answer = put(&person, access::super_admin(), "view_only").await;
    answer.refused_as_one_of(&[(409, "conflict"), (422, "invalid")]);
    // Not by a change of the seat either.
    put(&employee, access::partner_admin(), "partner")
        .await
        .created();
    let answer = scene
        .platform
        .put(client.member(&employee), json!({"seat": "core"}))
        .await;
    answer.refused(409, "partner-seat-required");
    let second = scene.client("Second").await;
    let answer = scene
        .platform
        .put(second.member(&second.admin), json!({"seat": "view_only"}))
        .await;
    answer.refused_as_one_of(&[(409, "conflict"), (422, "invalid")]);
    // A partner seat alone gives no permission.
    let other = scene.employee("Frida").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &other, &set).await;
    assert!(!scene.may(&other, "crm.export", &client).await);
}

/// L1.
async fn a_partner_admin_is_an_employee_of_an_enrolled_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let not_enrolled = scene.account("Quiet").await;
    let ask = |person: &Person, partner: Value| {
        scene.platform.put(
            client.member(person),
            json!({"access": access::partner_admin(), "seat": "partner", "partner": partner}),
        )
    };
    let outsider = scene.outsider("Dora").await;
    let employee = scene.employee("Emil").await;
    ask(&outsider, json!(scene.partner))
        .await
        .refused(409, "not-an-employee");
    ask(&outsider, Value::Null).await.refused_as_one_of(&[
        (409, "not-an-employee"),
        (409, "partner-not-enrolled"),
        (409, "not-recognized"),
        (422, "invalid"),
    ]);
    ask(&employee, json!(not_enrolled))
        .await
        .refused(409, "partner-not-enrolled");
    let (other, _) = scene.other_partner("Southwind").await;
    ask(&employee, json!(other))
        .await
        .refused(409, "not-an-employee");
    for status in ["deactivated", "invited"] {
        let person = scene.employee("Former").await;
        scene
            .put_member(&scene.partner, &person, json!({"status": status}))
            .await;
        ask(&person, json!(scene.partner))
            .await
            .refused(409, "not-an-employee");
    }
    ask(&employee, json!(scene.partner)).await.created();
}

/// A membership acts for one enrolled partner of which the person is an employee, or for nobody,
/// never for the account itself.
async fn whom_a_member_acts_for_is_an_enrolled_partner_of_theirs(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let employee = scene.employee("Emil").await;
    let outsider = scene.outsider("Dora").await;
    let ask = |person: &Person, partner: &str| {
        scene.platform.put(
            client.member(person),
            json!({"access": access::set(&set), "partner": partner}),
        )
    };
    ask(&outsider, &scene.partner)
        .await
        .refused(409, "not-an-employee");
    let quiet = scene.account("Quiet").await;
    ask(&employee, &quiet)
        .await
        .refused(409, "partner-not-enrolled");
    let unknown = ask(&employee, "acc_01h455vb4pex5vsknk084sn02q").await;
    unknown.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
    let own = scene
        .platform
        .put(
            format!("/v1/accounts/{}/members/{}", scene.partner, employee.id),
            json!({"partner": scene.partner}),
        )
        .await;
    assert!([409, 422].contains(&own.status), "{own}");
    own.problem(own.status);
    // Set, it stays until another call clears it; on a partner admin only with another access.
    let acting = ask(&employee, &scene.partner).await.created();
    assert_eq!(acting["partner"], scene.partner.as_str());
    let admin = scene.partner_admin(&client, "Mona").await;
    let answer = scene
        .platform
        .put(client.member(&admin), json!({"partner": null}))
        .await;
    assert!([409, 422].contains(&answer.status), "{answer}");
    let cleared = scene
        .put_member(
            &client.id,
            &admin,
            json!({"partner": null, "access": access::set(&set), "seat": "core"}),
        )
        .await;
    assert_eq!(cleared["partner"], Value::Null);
}

/// D5: from anywhere, by anyone, in whatever words.
async fn the_last_super_admin_survives_every_change_of_membership(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let put = |body: Value| scene.platform.put(client.member(&client.admin), body);
    for body in [
        json!({"status": "deactivated"}),
        json!({"access": access::set(&set)}),
        json!({"expires_at": AHEAD}),
    ] {
        put(body).await.refused(409, "last-super-admin");
    }
    let invited = put(json!({"status": "invited"})).await;
    assert!([409, 422].contains(&invited.status), "{invited}");
    for call in [
        client
            .admin
            .post_nothing(format!("{}/deactivate", client.member(&client.admin))),
        client.admin.delete(client.member(&client.admin)),
    ] {
        call.await.refused(409, "last-super-admin");
    }
    assert!(
        scene
            .may(&client.admin, "super_admins.manage", &client)
            .await
    );
    // With a second permanent one, each of these is allowed.
    let second = scene.outsider("Sara").await;
    scene
        .put_member(
            &client.id,
            &second,
            json!({"access": access::super_admin()}),
        )
        .await;
    put(json!({"expires_at": AHEAD})).await.ok();
    let answer = scene
        .platform
        .put(client.member(&second), json!({"expires_at": AHEAD}))
        .await;
    answer.refused(409, "last-super-admin");
}

/// D5 protects accounts that have had a permanent super admin, and no others.
async fn an_account_that_never_had_a_super_admin_needs_none(server: &Server) {
    let scene = Scene::new(server).await;
    let account = scene.account("Empty").await;
    let person = scene.outsider("Dora").await;
    let until = json!({"access": access::super_admin(), "expires_at": AHEAD});
    let member = scene.put_member(&account, &person, until).await;
    assert!(member["expires_at"].is_string());
    let body = json!({"status": "deactivated"});
    scene.put_member(&account, &person, body).await;
}

/// P1: answers name a ladder by its bare key when all of it is held, else by the highest level.
async fn ladders_are_named_once(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let of_contacts = |member: &Value| -> Vec<String> {
        keys(&member["permissions"])
            .into_iter()
            .filter(|key| key.starts_with("contacts."))
            .map(str::to_owned)
            .collect()
    };
    for (held, named) in [
        (vec!["contacts.view"], vec!["contacts.view"]),
        (vec!["contacts.view:all"], vec!["contacts.view"]),
        (vec!["contacts.view:team"], vec!["contacts.view:team"]),
        (
            vec!["contacts.view:own", "contacts.edit:own"],
            vec!["contacts.edit:own", "contacts.view:own"],
        ),
        // `contacts.edit` implies `contacts.view`, level by level.
        (
            vec!["contacts.view:all", "contacts.edit:team"],
            vec!["contacts.edit:team", "contacts.view"],
        ),
    ] {
        let person = scene.staff(&client, "Dora", &held).await;
        let member = client.admin.get(client.member(&person)).await.ok();
        let mut shown = of_contacts(&member);
        shown.sort();
        assert_eq!(shown, named, "held {held:?}");
    }
    let person = scene.staff(&client, "Egon", &["contacts.edit:team"]).await;
    for (question, granted) in [
        ("contacts.view:own", true),
        ("contacts.view:team", true),
        ("contacts.view:all", false),
        ("contacts.view", false),
        ("contacts.edit:team", true),
        ("contacts.edit", false),
    ] {
        assert_eq!(
            scene.may(&person, question, &client).await,
            granted,
            "{question}"
        );
    }
    // In adjustments as well, whoever put them there.
    for (added, named) in [
        ("deals.view", "deals.view"),
        ("deals.view:all", "deals.view"),
        ("deals.view:team", "deals.view:team"),
    ] {
        let body = json!({"adjustments": {"added": [added], "withheld": []}});
        let member = scene.put_member(&client.id, &person, body).await;
        assert_eq!(
            keys(&member["adjustments"]["added"]),
            [named],
            "added {added}"
        );
    }
    let manager = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["deals.view"]}});
    scene.put_member(&client.id, &manager, body).await;
    let worker = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["deals.view"]).await;
    scene.let_act(&client, &worker, &set).await;
    let other = scene.client_set(&client, &["crm.export"]).await;
    manager
        .patch(
            scene.employee_at(&client, &worker),
            json!({"permission_set": other}),
        )
        .await
        .ok();
    let member = client.admin.get(client.member(&worker)).await.ok();
    assert_eq!(
        keys(&member["adjustments"]["added"]),
        ["deals.view"],
        "{member}"
    );
}

/// P1, P5: the bare key withholds the whole ladder, and what implies a withheld key goes with it.
async fn withholding_takes_what_implies_it(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let held = ["contacts.delete", "companies.view", "reports.edit"];
    let person = scene.staff(&client, "Dora", &held).await;
    let withhold = |keys: Value| {
        let body = json!({"adjustments": {"added": [], "withheld": keys}});
        scene.put_member(&client.id, &person, body)
    };
    let check = async |expected: &[(&str, bool)]| {
        for (key, granted) in expected {
            assert_eq!(scene.may(&person, key, &client).await, *granted, "{key}");
        }
    };
    withhold(json!(["contacts.view:all", "reports.view"])).await;
    check(&[
        ("contacts.view:team", true),
        ("contacts.view:all", false),
        ("contacts.edit:team", true),
        ("contacts.edit:all", false),
        ("contacts.delete:team", true),
        ("contacts.delete", false),
        ("companies.view", true),
        ("reports.view", false),
        ("reports.edit", false),
    ])
    .await;
    withhold(json!(["contacts.view"])).await;
    check(&[
        ("contacts.view:own", false),
        ("contacts.delete:own", false),
        ("reports.edit", true),
    ])
    .await;
    withhold(json!(["contacts.edit"])).await;
    check(&[("contacts.view", true), ("contacts.edit:own", false)]).await;
    // Adding brings what it implies (P4).
    let body = json!({"adjustments": {"added": ["deals.edit:team"], "withheld": []}});
    scene.put_member(&client.id, &person, body).await;
    check(&[("deals.view:team", true), ("deals.view:all", false)]).await;
}

async fn an_imported_client_stands_in_the_partners_list(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let path = scene.at_client(&client, "");
    let import = json!({
        "display_name": "Our Contoso",
        "connected_at": "2024-01-01T00:00:00Z",
        "last_qualifying_activity_at": "2024-02-01T00:00:00Z",
    });
    scene.platform.put(&path, import.clone()).await.made();
    scene.platform.put(&path, import).await.ok();
    let seen = scene.owner.get(&path).await.ok();
    assert_eq!(seen["client"]["name"], "Our Contoso");
    assert_eq!(seen["client"]["official_name"], "Contoso");
    // R2: 60 days after the last activity, to the second.
    assert_eq!(seen["relationship"]["status"], "ended");
    let ends_at = seen["relationship"]["ends_at"].as_str().unwrap();
    let expected = later("2024-02-01T00:00:00Z", 60 * 86_400);
    assert_eq!(ends_at.get(..19), expected.get(..19));
    for itself in [&scene.partner] {
        let answer = scene
            .platform
            .put(scene.at_partner(&format!("/clients/{itself}")), json!({}))
            .await;
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
    }
    let unknown = scene.at_partner("/clients/acc_01h455vb4pex5vsknk084sn02q");
    scene.platform.put(unknown, json!({})).await.not_found();
}
