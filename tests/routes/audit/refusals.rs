//! What the trail tells of refused writes, and to whom (T1, T2).

use serde_json::{Value, json};

use crate::support::{
    Answer, Client, Database, Kind, Person, Scene, Server, Start, access, on_both_databases,
    with_own_servers,
};

on_both_databases!(
    a_refusal_names_nobody_whose_id_was_guessed,
    the_account_concerned_reads_its_refusals_whole,
    ones_own_people_are_named_in_refusals,
);

with_own_servers!(refusals_left_out_are_counted_at_their_account,);

/// An account with somebody in it, a set and an owner, which the partner has nothing to do with.
struct Stranger {
    client: Client,
    staff: Person,
    set: String,
}

async fn stranger(scene: &Scene) -> Stranger {
    let client = scene.client("Confidential Ltd").await;
    Stranger {
        staff: scene.staff(&client, "Quentin", &["contacts.view"]).await,
        set: scene.client_set(&client, &["contacts.view"]).await,
        client,
    }
}

/// Every write of the client access manager that names an account, a person or a set, with ids that
/// were only guessed.
fn guesses(scene: &Scene, stranger: &Stranger) -> Vec<(&'static str, String, Value)> {
    let Stranger { client, staff, set } = stranger;
    let at = |path: &str| scene.employee_at(client, staff) + path;
    let pairs = json!({"clients": [client.id], "employees": [staff.id]});
    let mut assignment = pairs.clone();
    assignment["permission_set"] = json!(set);
    let people = json!({"employees": [staff.id], "permission_set": set});
    let mut all: Vec<_> = ["deactivate", "reactivate", "link", "unlink"]
        .map(|act| ("POST", at(&format!("/{act}")), Value::Null))
        .into();
    all.extend([
        ("PATCH", at(""), json!({"permission_set": set})),
        (
            "POST",
            at("/change-to-partner-admin"),
            json!({"keep_billing_permissions": false}),
        ),
        ("POST", scene.at_client(client, "/employees"), people),
        (
            "PATCH",
            scene.at_client(client, ""),
            json!({"display_name": "Guess"}),
        ),
        (
            "POST",
            scene.at_client(client, "/end-services"),
            Value::Null,
        ),
        (
            "POST",
            scene.at_client(client, "/resume-services"),
            Value::Null,
        ),
        (
            "PATCH",
            scene.at_partner(&format!("/employees/{}", staff.id)),
            json!({"engagement": "contractor"}),
        ),
        (
            "POST",
            scene.at_partner("/access-links"),
            json!({"employee": staff.id}),
        ),
        ("POST", scene.at_partner("/assignments"), assignment),
        ("POST", scene.at_partner("/deactivations"), pairs.clone()),
        ("POST", scene.at_partner("/reactivations"), pairs.clone()),
        ("POST", scene.at_partner("/removals/review"), pairs),
        (
            "POST",
            scene.at_partner(&format!("/permission-sets/{set}/apply")),
            json!({"clients": [client.id]}),
        ),
    ]);
    // The same on the account's own side: of the stranger's account, and of the caller's.
    for account in [&client.id, &scene.partner] {
        let member = format!("/v1/accounts/{account}/members/{}", staff.id);
        all.extend([
            ("POST", format!("{member}/deactivate"), Value::Null),
            ("POST", format!("{member}/reactivate"), Value::Null),
            ("POST", format!("{member}/resend-invitation"), Value::Null),
            (
                "POST",
                format!("{member}/change-to-partner-admin"),
                json!({"keep_billing_permissions": false}),
            ),
            ("PATCH", member.clone(), json!({"seat": "core"})),
            ("DELETE", member, Value::Null),
            (
                "PATCH",
                format!("/v1/accounts/{account}/permission-sets/{set}"),
                json!({"name": "Guess"}),
            ),
            (
                "DELETE",
                format!("/v1/accounts/{account}/partners/{}", client.id),
                Value::Null,
            ),
        ]);
    }
    all
}

async fn send(caller: &Person, method: &str, path: &str, body: &Value) -> Answer {
    let call = caller.call(method.parse().unwrap(), path);
    if body.is_null() {
        call.await
    } else {
        call.json(body).await
    }
}

/// The trail of one's own side in all its forms.
async fn own_trails(scene: &Scene, reader: &Person, filter: &str) -> String {
    let mut all = String::new();
    for path in [
        scene.at_partner("/audit-events"),
        format!("/v1/accounts/{}/audit-events", scene.partner),
    ] {
        let path = format!("{path}?limit=200{filter}");
        for form in ["application/json", "application/x-ndjson", "text/csv"] {
            let answer = reader.get(&path).header("Accept", form).await;
            if answer.status != 403 {
                assert_eq!(answer.status, 200, "{answer}");
                all.push_str(&answer.body);
            }
        }
    }
    all
}

/// T2: whatever a caller tries with an id that they guessed, and whatever they are refused with, their
/// own side's trail tells no name for it: else the trail would be a register of names.
async fn a_refusal_names_nobody_whose_id_was_guessed(server: &Server) {
    let scene = Scene::new(server).await;
    let stranger = stranger(&scene).await;
    let viewer = scene.viewer("Vera").await;
    let manager = scene.manager("Manu").await;
    let body = json!({"label": "read", "scopes": ["read"], "expires_in_seconds": 3600});
    let token = viewer.post("/v1/me/tokens", body).await.created();
    let reading = viewer.on(viewer.with_token(token["token"].as_str().unwrap()));
    for caller in [&reading, &viewer, &manager, &scene.owner] {
        for (method, path, body) in guesses(&scene, &stranger) {
            let answer = send(caller, method, &path, &body).await;
            assert!(answer.status != 401 && answer.status != 500, "{answer}");
        }
    }
    let names = [stranger.client.name.as_str(), &stranger.staff.name];
    let filters = [
        String::new(),
        format!("&user={}", stranger.staff.id),
        format!("&account={}", stranger.client.id),
        format!("&actor={}", viewer.id),
    ];
    for filter in filters {
        let trail = own_trails(&scene, &scene.owner, &filter).await;
        assert!(trail.contains(&stranger.staff.id), "{filter}");
        for name in names {
            assert!(!trail.contains(name), "{name} is told by `{filter}`");
        }
    }
}

/// T2: who tried what, on whom and from where stands in the trail of the account concerned.
async fn the_account_concerned_reads_its_refusals_whole(server: &Server) {
    let scene = Scene::new(server).await;
    let stranger = stranger(&scene).await;
    let viewer = scene.viewer("Vera").await;
    let path = scene.employee_at(&stranger.client, &stranger.staff);
    viewer
        .post_nothing(format!("{path}/deactivate"))
        .await
        .refused(403, "missing-permission");
    let trail = stranger
        .client
        .admin
        .all(&stranger.client.at("/audit-events"))
        .await;
    let refusal = &trail[0];
    assert_eq!(refusal["outcome"], "refused", "{refusal}");
    assert_eq!(refusal["account"]["name"], stranger.client.name.as_str());
    assert_eq!(refusal["user"]["name"], stranger.staff.name.as_str());
    assert_eq!(refusal["actor"]["name"], viewer.name.as_str());
    assert_eq!(refusal["actor"]["account"]["name"], "Northwind");
}

/// T2: whom a side knows anyway it reads by name, its own people who left included.
async fn ones_own_people_are_named_in_refusals(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let worker = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &worker, &set).await;
    let gone = format!("/v1/accounts/{}/members/{}", scene.partner, worker.id);
    scene.owner.delete(gone).await.done();
    let viewer = scene.viewer("Vera").await;
    let path = format!("{}/deactivate", scene.employee_at(&client, &worker));
    viewer
        .post_nothing(&path)
        .await
        .refused(403, "missing-permission");
    let trail = scene.owner.all(&scene.at_partner("/audit-events")).await;
    let refusal = trail.iter().find(|event| event["outcome"] == "refused");
    let refusal = refusal.unwrap();
    assert_eq!(refusal["user"]["name"], worker.name.as_str(), "{refusal}");
    assert_eq!(refusal["account"]["name"], "Contoso");

    // Somebody of the client's own staff stays unknown (A6), also beside the client's name.
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let path = format!("{}/deactivate", scene.employee_at(&client, &dora));
    viewer
        .post_nothing(&path)
        .await
        .refused(403, "missing-permission");
    let body =
        json!({"access": access::partner_admin(), "partner": scene.partner, "seat": "partner"});
    client.admin.patch(client.member(&dora), body).await;
    let trail = scene.owner.all(&scene.at_partner("/audit-events")).await;
    assert!(!Value::from(trail).to_string().contains(&dora.name));
}

/// T1: what was tried elsewhere before takes nothing from the trail of the account concerned, and the
/// count of what was left out stands there too, at the latest when the node has stopped.
async fn refusals_left_out_are_counted_at_their_account(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let server = start.serve();
    let scene = Scene::new(&server).await;
    let viewer = scene.viewer("Vera").await;
    let victim = scene.client("Victim").await;
    let third = scene.client("Third").await;
    for (client, times) in [(&third, 10), (&victim, 25)] {
        for _ in 0..times {
            let path = scene.employee_at(client, &client.admin);
            let call = viewer.post_nothing(format!("{path}/deactivate"));
            call.await.refused(403, "missing-permission");
        }
    }
    let seen = |events: Vec<Value>| {
        let refused = events
            .into_iter()
            .filter(|event| event["outcome"] == "refused");
        let left_out = refused.map(|event| event["details"]["refusals_left_out"].as_u64());
        left_out.collect::<Vec<_>>()
    };
    let trail = |client: &Client| client.at("/audit-events");
    let at_victim = victim.admin.all(&trail(&victim)).await;
    assert_eq!(seen(at_victim), vec![None; 10]);
    server.terminate();
    assert_eq!(server.wait(), Some(0));

    let server = start.serve();
    let reads = |client: &Client| {
        let admin = client
            .admin
            .on(server.anonymous().with_token(client.admin.token()));
        let path = trail(client);
        async move { seen(admin.all(&path).await) }
    };
    let mut expected = vec![Some(15)];
    expected.extend([None; 10]);
    assert_eq!(reads(&victim).await, expected);
    assert_eq!(reads(&third).await, vec![None; 10]);
}
