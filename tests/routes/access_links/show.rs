//! What a client sees behind a link.

use serde_json::{Value, json};

use super::{approve, decline};
use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(
    an_unknown_token_is_not_found,
    offers_the_accounts_where_the_reader_may_approve,
    counts_only_for_employees_of_enrolled_partners,
);

async fn an_unknown_token_is_not_found(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let changed: String = token
        .chars()
        .map(|letter| if letter == 'a' { 'b' } else { 'a' })
        .collect();
    for unknown in [
        "x".to_owned(),
        changed,
        format!("{token}x"),
        "A".repeat(43),
        "%00".to_owned(),
        "é".to_owned(),
        "x".repeat(2_000),
    ] {
        client
            .admin
            .get(format!("/v1/access-links/{unknown}"))
            .await
            .not_found();
        approve(&client.admin, &unknown, &client.id)
            .await
            .not_found();
        decline(&client.admin, &unknown, &client.id)
            .await
            .not_found();
    }
    server
        .anonymous()
        .get(format!("/v1/access-links/{token}"))
        .await
        .problem(401);
}

/// L3, L4: the accounts where the reader may approve; others are told whom to ask.
async fn offers_the_accounts_where_the_reader_may_approve(server: &Server) {
    let scene = Scene::new(server).await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let page = format!("/v1/access-links/{token}");
    let person = scene.outsider("Carla").await;
    let mut expected = Vec::new();
    for (name, access_keys, eligible) in [
        ("One", None, true),
        ("Two", Some("users.edit"), true),
        ("Three", Some("contacts.view"), false),
    ] {
        let client = scene.client(name).await;
        let access = match access_keys {
            Some(key) => access::set(&scene.client_set(&client, &[key]).await),
            None => access::super_admin(),
        };
        scene
            .put_member(&client.id, &person, json!({"access": access}))
            .await;
        if eligible {
            expected.push(client.id.clone());
        }
    }
    let strict = scene.client("Strict").await;
    let set = scene.client_set(&strict, &["users.edit"]).await;
    scene
        .put_member(&strict.id, &person, json!({"access": access::set(&set)}))
        .await;
    strict
        .admin
        .put(
            strict.at("/policy"),
            json!({"partner_admins_by": "super_admin"}),
        )
        .await
        .ok();
    let shown = person.get(&page).await.ok();
    let eligible = |page: &Value| -> Vec<String> {
        let accounts = page["eligible_accounts"].as_array().unwrap();
        let mut ids: Vec<_> = accounts
            .iter()
            .map(|account| account["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    expected.sort();
    assert_eq!(eligible(&shown), expected);
    assert_eq!(shown["employee"]["email"], employee.email.as_str());
    // Nobody approves in the partner's own account, nor about themselves.
    let own = scene.owner.get(&page).await.ok();
    assert_eq!(eligible(&own), Vec::<String>::new());
    let client = scene.client("Subject").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &employee, body).await;
    let subject = employee.get(&page).await.ok();
    assert_eq!(eligible(&subject), Vec::<String>::new());
    // Somebody without any account may still read whom it is about.
    let stranger = scene.outsider("Sven").await;
    let read = stranger.get(&page).await.ok();
    assert_eq!(eligible(&read), Vec::<String>::new());
    assert_eq!(read["partner"]["name"], "Northwind");
}

/// L1: checked again at approval; `partner-not-enrolled` comes before `link-not-valid`.
async fn counts_only_for_employees_of_enrolled_partners(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let (stays, leaves, revoked) = (
        scene.employee("Emil").await,
        scene.employee("Leo").await,
        scene.employee("Rune").await,
    );
    let (_, of_stays) = scene.link(&stays).await;
    let (_, of_leaves) = scene.link(&leaves).await;
    let (id, of_revoked) = scene.link(&revoked).await;
    scene
        .owner
        .delete(scene.at_partner(&format!("/access-links/{id}")))
        .await
        .done();
    scene
        .put_member(&scene.partner, &leaves, json!({"status": "deactivated"}))
        .await;
    approve(&client.admin, &of_leaves, &client.id)
        .await
        .refused_as_one_of(&[(409, "not-an-employee"), (409, "link-not-valid")]);

    let partner = format!("/v1/accounts/{}", scene.partner);
    let program = |program: Value| scene.platform.patch(&partner, json!({"program": program}));
    program(Value::Null).await.ok();
    for token in [&of_stays, &of_leaves] {
        approve(&client.admin, token, &client.id)
            .await
            .refused(409, "partner-not-enrolled");
    }
    let answer = approve(&client.admin, &of_revoked, &client.id).await;
    answer.refused_as_one_of(&[(409, "partner-not-enrolled"), (404, "not-found")]);
    scene
        .owner
        .post(
            scene.at_partner("/access-links"),
            json!({"employee": stays.id}),
        )
        .await
        .refused(409, "partner-not-enrolled");
    assert_eq!(
        scene.why_not(&stays, "contacts.view", &client).await,
        "no_membership"
    );
    program(json!("solutions_provider")).await.ok();
    approve(&client.admin, &of_stays, &client.id).await.ok();
    scene
        .put_member(&scene.partner, &leaves, json!({"status": "active"}))
        .await;
    let back = approve(&client.admin, &of_leaves, &client.id).await;
    if back.status != 200 {
        back.refused(409, "link-not-valid");
    }
}
