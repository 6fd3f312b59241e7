//! Removing people from clients: a review first, its confirmation, and what becomes of what they own.

mod assets;
mod confirm;
mod reassign;
mod review;

use serde_json::{Value, json};

use crate::support::{Call, Person, Scene, at_operation};

pub(super) fn review_path(scene: &Scene) -> String {
    scene.at_partner("/removals/review")
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "calls read better with json!() in place"
)]
pub(super) fn confirm(actor: &Person, scene: &Scene, review: &Value, items: Value) -> Call {
    let body = json!({"review": review["review"], "items": items});
    actor.post(scene.at_partner("/removals"), body)
}

/// Confirms, waits, and gives the results.
pub(super) async fn carried_out(
    actor: &Person,
    scene: &Scene,
    review: &Value,
    items: Value,
) -> Vec<Value> {
    let started = confirm(actor, scene, review, items).await.accepted();
    assert_eq!(started["kind"], "removal");
    actor.finish(&started).await;
    actor.all(&at_operation(&started, "/results")).await
}
