//! A newer version of a set for those who hold it.

use serde_json::json;

use crate::support::{
    Client, Server,
    agency::{Agency, agency},
    on_both_databases, result_for, said,
};

on_both_databases!(a_newer_version_reaches_its_holders,);

/// A7: holders elsewhere stay on their version until a partner admin there applies the new one.
async fn a_newer_version_reaches_its_holders(server: &Server) {
    let agency = agency(server, 2, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let emil = &agency.people[0];
    let set = scene.partner_set(&["contacts.view", "crm.export"]).await;
    agency.assign(agency.assignment(&set)).await;
    let colleagues = scene.client("Colleagues").await;
    scene.let_act(&colleagues, emil, &set).await;
    let path = format!("/v1/accounts/{}/permission-sets/{set}", scene.partner);
    let body = json!({"permissions": ["contacts.view", "crm.import"]});
    scene.owner.patch(path, body).await.ok();
    let outdated = async |client: &Client| {
        let member = client.admin.get(client.member(emil)).await.ok();
        member["outdated"].clone()
    };
    for client in &agency.clients {
        assert_eq!(outdated(client).await, true);
        assert!(scene.may(emil, "crm.export", client).await);
    }
    let path = scene.at_partner(&format!("/permission-sets/{set}/apply"));
    let dry = mona.post(&path, json!({"dry_run": true})).await.ok();
    let dry_results = dry["results"].as_array().unwrap();
    assert_eq!(dry_results.len(), 3, "{dry}");
    assert_eq!(outdated(&agency.clients[0]).await, true);
    // In chosen clients, and then in all.
    let first = &agency.clients[0];
    let body = json!({"clients": [first.id]});
    let results = mona.carry_out(&path, body).await;
    assert_eq!(results.len(), 1, "{results:#?}");
    assert_eq!(said(result_for(&results, &first.id, &emil.id)), "changed");
    assert_eq!(outdated(first).await, false);
    assert_eq!(outdated(&agency.clients[1]).await, true);
    assert!(scene.may(emil, "crm.import", first).await);
    assert!(!scene.may(emil, "crm.export", first).await);
    let results = mona.carry_out(&path, json!({})).await;
    let second = &agency.clients[1];
    assert_eq!(said(result_for(&results, &second.id, &emil.id)), "changed");
    assert_eq!(outdated(second).await, false);
    let there = result_for(&results, &colleagues.id, &emil.id);
    assert_eq!(said(there), "not-partner-admin");
    assert_eq!(outdated(&colleagues).await, true);
}
