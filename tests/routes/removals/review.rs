//! What removing people would do.

use serde_json::json;

use super::{carried_out, confirm, review_path};
use crate::support::{
    Scene, Server, access, at_operation, on_both_databases,
    removals::{item, of, reviewed, staffed},
    result_for, said,
};

on_both_databases!(
    shows_what_would_go,
    super_admins_are_deactivated_or_blocked,
    needs_someone_to_review,
    nobody_elses_people_are_reviewed,
);

/// D6.
async fn shows_what_would_go(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let (other, max, _) = staffed(&scene).await;
    let set = scene.client_set(&other, &["contacts.view"]).await;
    scene.let_act(&other, &emil, &set).await;
    scene
        .own_assets(
            &client,
            &[
                ("p-1", "page", &emil),
                ("p-2", "page", &emil),
                ("w-1", "workflow", &emil),
            ],
        )
        .await;
    // One employee from chosen clients.
    let body = json!({"employees": [emil.id], "clients": [client.id, other.id]});
    let review = scene.review(&mona, body).await;
    assert!(review["review"].as_str().unwrap().starts_with("rev_"));
    assert!(review["expires_at"].is_string());
    assert_eq!(review["items"].as_array().unwrap().len(), 2);
    let here = reviewed(&review, &client, &emil);
    assert_eq!(here["client"]["name"], "Contoso");
    assert_eq!(here["employee"]["name"], emil.name.as_str());
    assert_eq!(here["employee"]["email"], emil.email.as_str());
    assert_eq!(here["status"], "active");
    assert_eq!(here["actions"], json!(["remove", "deactivate"]));
    assert!(here["blocked"].is_null(), "{here}");
    assert_eq!(
        here["assets"],
        json!([{"kind": "page", "count": 2}, {"kind": "workflow", "count": 1}])
    );
    let candidates = here["reassign_candidates"].to_string();
    for person in [&mona, &client.admin] {
        assert!(candidates.contains(&person.id), "{here}");
    }
    assert!(!candidates.contains(&emil.id), "{here}");
    assert!(!candidates.contains(&max.id), "{here}");
    assert_eq!(reviewed(&review, &other, &emil)["assets"], json!([]));
    // All employees of one client, and one employee from all clients.
    let all = scene.review(&mona, json!({"clients": [client.id]})).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    reviewed(&all, &client, &mona);
    let everywhere = scene.review(&mona, json!({"employees": [emil.id]})).await;
    assert_eq!(everywhere["items"].as_array().unwrap().len(), 2);
    // Looking changes nothing.
    let trail = scene.trail(&client).await;
    scene.review(&mona, json!({"clients": [client.id]})).await;
    assert_eq!(scene.trail(&client).await, trail);
    assert!(scene.may(&emil, "contacts.view", &client).await);
    // Deactivated people are there, and can only be removed.
    let at = scene.employee_at(&client, &emil);
    mona.post_nothing(format!("{at}/deactivate")).await.ok();
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let off = reviewed(&review, &client, &emil);
    assert_eq!(off["status"], "deactivated");
    assert!(off["actions"].to_string().contains("remove"), "{off}");
}

/// D5.
async fn super_admins_are_deactivated_or_blocked(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &emil, body.clone()).await;
    let alone = scene.account("Alone").await;
    scene.put_member(&alone, &emil, body).await;
    let review = scene.review(&mona, json!({"employees": [emil.id]})).await;
    let here = reviewed(&review, &client, &emil);
    assert_eq!(here["actions"], json!(["deactivate"]), "{here}");
    let there = review["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["client"]["id"] == alone.as_str())
        .unwrap();
    assert_eq!(there["actions"], json!([]), "{there}");
    assert_eq!(there["blocked"], "last-super-admin", "{there}");
    // Asked for all the same, each is refused by itself, or the whole as invalid.
    let items = json!([
        item(&client, &emil),
        {"client": alone, "employee": emil.id, "action": "deactivate"},
    ]);
    let answer = confirm(&mona, &scene, &review, items).await;
    if answer.status == 202 {
        let started = answer.accepted();
        mona.finish(&started).await;
        let results = mona.all(&at_operation(&started, "/results")).await;
        let refused = said(result_for(&results, &client.id, &emil.id));
        assert_eq!(refused, "super-admin-target");
        let last = said(result_for(&results, &alone, &emil.id));
        assert_eq!(last, "last-super-admin");
    } else {
        assert!([409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    assert!(scene.may(&emil, "users.edit", &client).await);
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let mut off = item(&client, &emil);
    off["action"] = json!("deactivate");
    let results = carried_out(&mona, &scene, &review, json!([off])).await;
    assert_eq!(said(&results[0]), "deactivated");
}

async fn needs_someone_to_review(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, _) = staffed(&scene).await;
    for body in [
        json!({}),
        json!({"employees": []}),
        json!({"clients": []}),
        json!({"employees": ["x"]}),
        json!({"clients": [client.id, "x"]}),
    ] {
        let answer = mona.post(review_path(&scene), body).await;
        answer.refused(422, "invalid");
    }
    for body in [
        json!({"employees": "all"}),
        json!({"clients": [7]}),
        json!({"everyone": true}),
    ] {
        mona.post(review_path(&scene), body).await.problem(400);
    }
}

/// A6.
async fn nobody_elses_people_are_reviewed(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, _) = staffed(&scene).await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let private = scene.employee("Priya").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &private, own).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    scene.own_assets(&client, &[("d-1", "page", &dora)]).await;
    let review = scene.review(&mona, json!({"clients": [client.id]})).await;
    assert_eq!(review["items"].as_array().unwrap().len(), 2, "{review}");
    let stranger = scene.outsider("Sven").await;
    let strange = scene.client("Strange").await;
    for body in [
        of(&client, &[&dora]),
        of(&client, &[&private]),
        of(&client, &[&rival]),
        of(&client, &[&client.admin]),
        of(&client, &[&stranger]),
        json!({"employees": [dora.id]}),
        json!({"clients": [strange.id]}),
        of(&strange, &[&strange.admin]),
    ] {
        let answer = mona.post(review_path(&scene), body).await;
        if answer.status == 200 {
            assert_eq!(answer.ok()["items"], json!([]), "{answer}");
        } else {
            answer.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
        }
    }
}
