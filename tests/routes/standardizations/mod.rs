//! Bringing partner admins back to the template.

mod cancel;
mod create;

use serde_json::{Value, json};

use crate::support::{Call, Client, Person, Scene};

pub(super) const PATH: &str = "/v1/partner-admins/standardize";

pub(super) fn standardize(scene: &Scene, body: Value) -> Call {
    scene.platform.post(PATH, body)
}

pub(super) fn one(run: &Value) -> String {
    format!("{PATH}/{}", run["id"].as_str().unwrap())
}

/// A partner admin with billing added and exporting withheld by the client.
pub(super) async fn adjusted(scene: &Scene) -> (Client, Person) {
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": ["billing.edit"], "withheld": ["crm.export"]}});
    scene.put_member(&client.id, &mona, body).await;
    (client, mona)
}
