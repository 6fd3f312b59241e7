//! Bringing partner admins back to the template.

use serde_json::{Value, json};

use super::{PATH, adjusted, one, standardize};
use crate::support::{Client, Kind, Person, Scene, Server, keys, later, until, with_own_servers};

with_own_servers!(
    clears_what_was_added,
    a_dry_run_lists_gains_and_losses_only,
    what_clients_withheld_stays_unless_restored,
    a_future_day_is_carried_out_once,
    what_cannot_be_standardized_is_refused,
);

fn affected<'a>(run: &'a Value, client: &Client, person: &Person) -> &'a Value {
    let found = run["affected"].as_array().unwrap().iter().find(|entry| {
        entry["account"]["id"] == client.id.as_str() && entry["user"]["id"] == person.id.as_str()
    });
    found.unwrap_or_else(|| panic!("{} in {run}", person.name))
}

/// L9: billing included; effective now, it is carried out before the answer.
async fn clears_what_was_added(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, mona) = adjusted(&scene).await;
    let (other, plain) = (scene.client("Fabrikam").await, scene.manager("Max").await);
    scene.make_partner_admin(&other, &plain).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let body = json!({"adjustments": {"added": ["billing.view"], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    let now = scene.now().await;
    let run = standardize(&scene, json!({"effective": now, "reason": "January"}))
        .await
        .ok();
    assert_eq!(run["state"], "done");
    assert_eq!(run["restore_withheld"], false);
    assert!(run["id"].as_str().unwrap().starts_with("op_"));
    let entry = affected(&run, &client, &mona);
    let mut losses = keys(&entry["losses"]);
    losses.sort_unstable();
    assert_eq!(losses, ["billing.edit", "billing.view"]);
    assert_eq!(entry["gains"], json!([]));
    assert_eq!(entry["user"]["name"], mona.name.as_str());
    assert_eq!(entry["account"]["name"], "Contoso");
    assert_eq!(run["affected"].as_array().unwrap().len(), 1, "{run}");
    assert!(!scene.may(&mona, "billing.view", &client).await);
    assert!(!scene.may(&mona, "crm.export", &client).await, "stays");
    assert!(scene.may(&mona, "crm.import", &client).await);
    assert!(
        scene.may(&worker, "billing.view", &client).await,
        "partner admins alone"
    );
    assert_eq!(scene.told(&client, "membership.changed", &mona).await, 2);
    // Done twice, there is nothing left to do; and later adjustments stay possible.
    let again = standardize(&scene, json!({"effective": now})).await.ok();
    assert_eq!(again["affected"], json!([]));
    let body = json!({"adjustments": {"added": ["billing.view"], "withheld": []}});
    scene.put_member(&client.id, &mona, body).await;
    assert!(scene.may(&mona, "billing.view", &client).await);
}

/// L9.
async fn a_dry_run_lists_gains_and_losses_only(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, mona) = adjusted(&scene).await;
    let revision = scene.platform.revision().await;
    let body = |dry_run: bool| {
        json!({
            "effective": "2020-01-01T00:00:00Z",
            "dry_run": dry_run,
            "restore_withheld": true,
        })
    };
    let tried = standardize(&scene, body(true)).await.ok();
    assert_eq!(tried["id"], Value::Null);
    let entry = affected(&tried, &client, &mona);
    assert!(keys(&entry["gains"]).contains(&"crm.export"), "{entry}");
    assert!(keys(&entry["losses"]).contains(&"billing.edit"), "{entry}");
    assert_eq!(scene.platform.revision().await, revision);
    assert!(scene.may(&mona, "billing.edit", &client).await);
    assert_eq!(scene.platform.all(PATH).await, Vec::<Value>::new());
    let done = standardize(&scene, body(false)).await.ok();
    assert_eq!(done["affected"], tried["affected"], "it says what would be");
}

/// L9.
async fn what_clients_withheld_stays_unless_restored(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, mona) = adjusted(&scene).await;
    let hold = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    client.admin.patch(client.member(&mona), hold).await.ok();
    let now = scene.now().await;
    standardize(&scene, json!({"effective": now})).await.ok();
    assert!(!scene.may(&mona, "reports.view", &client).await);
    let body = json!({"effective": now, "restore_withheld": true});
    let run = standardize(&scene, body).await.ok();
    let entry = affected(&run, &client, &mona);
    assert!(keys(&entry["gains"]).contains(&"reports.view"), "{entry}");
    assert!(scene.may(&mona, "reports.view", &client).await);
    assert!(!scene.may(&mona, "billing.view", &client).await, "P3");
}

/// L9: carried out once, on the day, on whom it then finds.
async fn a_future_day_is_carried_out_once(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, mona) = adjusted(&scene).await;
    let now = scene.now().await;
    let soon = later(&now, 3);
    let run = standardize(&scene, json!({"effective": soon})).await.ok();
    let gone = standardize(&scene, json!({"effective": soon, "restore_withheld": true}))
        .await
        .ok();
    scene.platform.delete(one(&gone)).await.no_content();
    until("the day has come", async || {
        let shown = scene.platform.get(one(&run)).await.ok();
        (shown["state"] == "done").then_some(())
    })
    .await;
    assert!(!scene.may(&mona, "billing.edit", &client).await);
    assert!(!scene.may(&mona, "crm.export", &client).await, "called off");
    assert_eq!(scene.told(&client, "membership.changed", &mona).await, 2);
    // What is added afterwards stays, however often the jobs look again: another day comes and
    // goes that restores what was withheld.
    let body =
        json!({"adjustments": {"added": ["payments.instruments"], "withheld": ["crm.export"]}});
    let (other, max) = (scene.client("Fabrikam").await, scene.manager("Max").await);
    scene.make_partner_admin(&other, &max).await;
    scene.put_member(&other.id, &max, body).await;
    let shown = scene.platform.get(one(&run)).await.ok();
    assert_eq!(shown["state"], "done");
    assert!(scene.may(&max, "payments.instruments", &other).await);
}

/// Scope `admin`.
async fn what_cannot_be_standardized_is_refused(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, mona) = adjusted(&scene).await;
    standardize(&scene, json!({})).await.invalid("/effective");
    for wrong in ["", "tomorrow", "2026-02-30T00:00:00Z"] {
        standardize(&scene, json!({"effective": wrong}))
            .await
            .invalid("/effective");
    }
    for body in [
        json!({"effective": 7}),
        json!({"effective": "2020-01-01T00:00:00Z", "dry_run": "yes"}),
        json!({"effective": "2020-01-01T00:00:00Z", "restore": true}),
    ] {
        standardize(&scene, body).await.problem(400);
    }
    let narrow = scene
        .platform
        .post(
            "/v1/service-tokens",
            json!({"label": "x", "scopes": ["provision", "audit"]}),
        )
        .await
        .created();
    let narrow = scene.platform.with_token(narrow["token"].as_str().unwrap());
    let body = json!({"effective": "2020-01-01T00:00:00Z"});
    for caller in [&narrow, &*client.admin, &*mona, &*scene.owner] {
        caller.post(PATH, body.clone()).await.missing_permission();
        caller.get(PATH).await.missing_permission();
    }
    assert!(scene.may(&mona, "billing.edit", &client).await);
}
