//! Super admins who become partner admins.

use serde_json::{Value, json};

use crate::support::{Call, Client, Person, Scene, access};

/// Lets the person be super admin of the client, acting for the partner.
pub(crate) async fn make_super_admin(scene: &Scene, client: &Client, person: &Person) -> Value {
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, person, body).await
}

pub(crate) fn by_partner(
    actor: &Person,
    scene: &Scene,
    client: &Client,
    target: &Person,
    keep: bool,
) -> Call {
    let path = scene.employee_at(client, target);
    let body = json!({"keep_billing_permissions": keep});
    actor.post(format!("{path}/change-to-partner-admin"), body)
}

pub(crate) fn by_client(actor: &Person, client: &Client, target: &Person, keep: bool) -> Call {
    let body = json!({"keep_billing_permissions": keep});
    let path = client.member(target);
    actor.post(format!("{path}/change-to-partner-admin"), body)
}

#[track_caller]
pub(crate) fn assert_became_partner_admin(scene: &Scene, member: &Value) {
    assert_eq!(member["access"], access::partner_admin(), "{member}");
    assert_eq!(member["seat"], "partner", "{member}");
    assert_eq!(member["partner"], scene.partner.as_str(), "{member}");
    assert_eq!(member["status"], "active", "{member}");
}
