//! Ending everything with a partner.

use serde_json::Value;

use crate::support::{Client, Scene};

pub(crate) fn of(scene: &Scene, client: &Client) -> String {
    client.at(&format!("/partners/{}", scene.partner))
}

pub(crate) async fn sever(scene: &Scene, client: &Client) -> Value {
    client.admin.delete(of(scene, client)).await.ok()
}
