//! The sets that may be given in a client.

use serde_json::json;

use super::sorted;
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(offers_sets_of_the_client_the_partner_and_standard,);

/// A5.
async fn offers_sets_of_the_client_the_partner_and_standard(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let other = scene.client("Fabrikam").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &mona, body).await;
    let of_client = scene
        .client_set(&client, &["contacts.view", "reports.edit", "users.edit"])
        .await;
    let of_partner = scene.partner_set(&["contacts.view", "crm.export"]).await;
    let of_other = scene.client_set(&other, &["contacts.view"]).await;
    let path = scene.at_client(&client, "/assignable-permission-sets");
    let answer = mona.get(&path).await;
    let listed = answer.ok();
    let items = listed["items"].as_array().unwrap();
    let find = |id: &str| items.iter().find(|item| item["id"] == id);
    let withheld = find(&of_client).unwrap_or_else(|| panic!("{answer}"))["withheld"].clone();
    assert_eq!(
        sorted(&withheld),
        ["reports.edit", "reports.view", "users.edit"],
        "each with what the caller would withhold"
    );
    assert_eq!(find(&of_partner).unwrap()["withheld"], json!([]));
    assert!(find(&of_other).is_none());
    let standard = client
        .admin
        .all(&client.at("/permission-sets"))
        .await
        .into_iter()
        .filter(|set| set["id"] != of_client.as_str());
    for set in standard {
        let offered = find(set["id"].as_str().unwrap());
        assert!(offered.is_some(), "{set} in {answer}");
    }
    // In another client the partner's own sets are offered, this client's are not.
    let there = scene.partner_admin(&other, "Max").await;
    let listed = there
        .get(scene.at_client(&other, "/assignable-permission-sets"))
        .await
        .ok()
        .to_string();
    assert!(listed.contains(&of_partner) && listed.contains(&of_other));
    assert!(!listed.contains(&of_client));
}
