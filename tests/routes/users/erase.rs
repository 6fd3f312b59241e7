//! Erasing a person.

use serde_json::json;

use crate::support::{
    AHEAD, Database, Kind, Scene, Server, Start, access, on_both_databases, with_own_servers,
};

on_both_databases!(
    leaves_no_name_and_no_access,
    the_last_super_admin_is_not_disabled_or_erased,
    every_account_left_alone_is_named,
    a_refusal_outlives_it,
);

with_own_servers!(nothing_in_the_database_tells_who_was_erased,);

/// I3, P6, T3: what a person did stays in the trail, their name and address do not.
async fn leaves_no_name_and_no_access(server: &Server) {
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
async fn the_last_super_admin_is_not_disabled_or_erased(server: &Server) {
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

/// D5: the refusal names every account concerned, not only the first.
async fn every_account_left_alone_is_named(server: &Server) {
    let scene = Scene::new(server).await;
    let [first, second, spared] = [
        scene.client("First").await,
        scene.client("Second").await,
        scene.client("Spared").await,
    ];
    let body = json!({"access": access::super_admin()});
    for client in [&second, &spared] {
        scene
            .put_member(&client.id, &first.admin, body.clone())
            .await;
    }
    let member = second.member(&second.admin);
    first.admin.delete(member).await.done();
    let path = format!("/v1/users/{}", first.admin.id);
    let disabled = json!({"status": "disabled"});
    for answer in [
        scene.platform.patch(&path, disabled).await,
        scene.platform.post_nothing(format!("{path}/erase")).await,
    ] {
        let problem = answer.refused(409, "last-super-admin");
        let mut named = problem["accounts"].as_array().unwrap().clone();
        named.sort_by_key(|account| account["name"].to_string());
        let expected = [&first, &second].map(|it| json!({"id": it.id, "name": it.name}));
        assert_eq!(named, expected);
    }
}

/// Every value of every table.
fn everything_in(database: &Database) -> String {
    database.execute(match database {
        Database::Sqlite(_) => ".dump",
        Database::Postgres(_) => {
            "SELECT query_to_xml('SELECT * FROM ' || quote_ident(table_name), true, false, '') \
             FROM information_schema.tables WHERE table_schema = 'public'"
        }
    })
}

/// T3: name, address and external id of an erased person are gone from everywhere: consents, labels
/// of tokens, results, and answers that were kept under an idempotency key.
async fn nothing_in_the_database_tells_who_was_erased(kind: Kind) {
    let database = Database::new(kind);
    let server = Start::on(&database.url()).serve();
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let platform = &scene.platform;
    let (name, email, external) = ("Wilhelmina Quux", "wilhelmina@quux.test", "crm-quux-77");
    let person = json!({"name": name, "email": email, "external_id": external});
    let make = || platform.post("/v1/users", person.clone()).key("make");
    let user = make().await.created()["id"].as_str().unwrap().to_owned();
    let at = |account: &str| format!("/v1/accounts/{account}/members/{user}");
    let employee = json!({"access": access::set(&scene.working)});
    platform.put(at(&scene.partner), employee).await.made();
    let token = json!({"label": "Laptop of Wilhelmina Quux"});
    let token = platform
        .post(format!("/v1/users/{user}/tokens"), token)
        .await;
    let own = platform.with_token(token.created()["token"].as_str().unwrap());
    let body = json!({"label": "Quux again", "scopes": ["read"], "expires_in_seconds": 60});
    own.post("/v1/me/tokens", body).await.created();

    // A consent, and answers that are kept.
    let link = scene.at_partner("/access-links");
    let link = scene
        .owner
        .post(link, json!({"employee": user}))
        .await
        .made();
    let link = link["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let link = format!("/v1/access-links/{link}/approve");
    let body = json!({"account": client.id});
    let approve = || client.admin.post(&link, body.clone()).key("approve");
    approve().await.ok();
    let path = format!("{}/deactivate", at(&client.id));
    let deactivate = || client.admin.post_nothing(&path).key("deactivate");
    deactivate().await.ok();
    assert_eq!(deactivate().await.ok()["user"]["name"], name);
    // A result of an operation.
    let body = json!({"employees": [user]});
    let path = scene.at_partner("/deactivations");
    let begun = scene.owner.post(path, body).await;
    assert_eq!(begun.status, 202, "{begun}");
    let before = everything_in(&database);
    for told in [name, email, external] {
        assert!(before.contains(told), "{told}");
    }

    let erase = || {
        platform
            .post_nothing(format!("/v1/users/{user}/erase"))
            .key("erase")
    };
    let erased = erase().await;
    erased.done();
    for replay in [make().await, approve().await, deactivate().await] {
        let problem = replay.refused(409, "conflict");
        assert!(!problem.to_string().contains("Quux"), "{replay}");
    }
    assert_eq!(erase().await.body, erased.body, "its own answer is kept");
    let after = everything_in(&database);
    for told in ["Wilhelmina", "wilhelmina", "Quux", "quux"] {
        let place = after.find(told).map(|at| {
            let from = after.floor_char_boundary(at.saturating_sub(200));
            after.get(from..).unwrap_or_default().chars().take(300)
        });
        let place: Option<String> = place.map(Iterator::collect);
        assert_eq!(place, None);
    }
}

/// D9: a refusal outlives erasure. Who comes back with the same address is refused there, by whatever door
/// they become known; the account's own side lifts it.
async fn a_refusal_outlives_it(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let colleague = scene.partner_admin(&client, "Mona").await;
    for door in [
        "registered",
        "put",
        "readdressed",
        "invited",
        "former address",
    ] {
        let agent = scene.partner_admin(&client, "Petra").await;
        let withheld = json!({"adjustments": {"withheld": ["contacts.view"]}});
        let path = client.member(&agent);
        client.admin.patch(&path, withheld).await.ok();
        client.admin.delete(&path).await.done();
        let user = format!("/v1/users/{}", agent.id);
        if door == "former address" {
            let moved = json!({"email": format!("{}@moved.test", scene.unique("petra"))});
            scene.platform.patch(&user, moved).await.ok();
        }
        scene
            .platform
            .post_nothing(format!("{user}/erase"))
            .await
            .ok();
        let body = json!({"email": agent.email, "name": "Petra again"});
        let platform = &scene.platform;
        let id = match door {
            "registered" | "former address" => {
                platform.post("/v1/users", body).await.created()["id"].clone()
            }
            "put" => {
                let path = format!("/v1/users/by-external-id/{}", scene.unique("petra"));
                platform.put(path, body).await.created()["id"].clone()
            }
            "readdressed" => {
                let other = scene.outsider("Petra").await;
                let path = format!("/v1/users/{}", other.id);
                let email = json!({"email": agent.email});
                platform.patch(path, email).await.ok()["id"].clone()
            }
            _ => {
                let member = json!({
                    "email": agent.email, "seat": "core", "access": access::set(&scene.working),
                });
                let path = format!("/v1/accounts/{}/members", scene.partner);
                let made = scene.owner.post(path, member).await.created();
                made["user"]["id"].clone()
            }
        };
        let id = id.as_str().unwrap();
        let employed = json!({"access": access::set(&scene.working), "status": "active"});
        let path = format!("/v1/accounts/{}/members/{id}", scene.partner);
        platform.put(path, employed).await.made();
        let body = json!({"employees": [id], "permission_set": scene.working});
        let path = scene.at_client(&client, "/employees");
        let added = colleague.post(path, body).await.ok();
        let problem = &added["results"][0]["problem"];
        assert_eq!(problem, "client-refused", "{door}: {added}");
        let member = json!({
            "email": agent.email, "seat": "core",
            "access": access::set(&scene.client_set(&client, &["contacts.view"]).await),
        });
        let path = client.at("/members");
        client.admin.post(path, member).await.created();
    }
}
