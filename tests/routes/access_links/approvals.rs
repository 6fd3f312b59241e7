//! How often a link was approved, by whom, and who is told.

use serde_json::json;

use super::approve;
use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(
    a_link_tells_how_often_it_was_approved,
    approvals_are_for_those_who_see_the_employees,
    people_of_other_partners_are_not_named,
);

/// L2: in every answer that shows a link, and one by one.
async fn a_link_tells_how_often_it_was_approved(server: &Server) {
    let scene = Scene::new(server).await;
    let employee = scene.employee("Emil").await;
    let links = scene.at_partner("/access-links");
    let body = json!({"employee": employee.id});
    let link = scene.owner.post(&links, body.clone()).await.created();
    assert_eq!(link["approvals"], json!({"count": 0, "last_at": null}));
    let path = scene.at_partner(&format!("/access-links/{}", link["id"].as_str().unwrap()));
    let approvals = format!("{path}/approvals");
    assert_eq!(scene.owner.all(&approvals).await.len(), 0);
    let token = link["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let mut clients = Vec::new();
    for name in ["Contoso", "Fabrikam", "Litware"] {
        let client = scene.client(name).await;
        approve(&client.admin, token, &client.id).await.ok();
        // Approved once more, nothing changes, and nothing is counted (T4).
        let again = approve(&client.admin, token, &client.id).await.ok();
        assert_eq!(again["outcome"], "unchanged");
        clients.push(client);
    }
    let path_of_client = scene.at_client(&clients[0], "");
    let called = json!({"display_name": "Our Contoso"});
    scene.owner.patch(path_of_client, called).await.ok();

    let listed = scene.owner.all(&approvals).await;
    let seen: Vec<_> = listed.iter().map(|it| it["client"]["id"].clone()).collect();
    let newest_first: Vec<_> = clients.iter().rev().map(|it| json!(it.id)).collect();
    assert_eq!(seen, newest_first);
    for (approval, client) in listed.iter().zip(clients.iter().rev()) {
        let admin = &client.admin;
        assert_eq!(approval["by"], json!({"id": admin.id, "name": admin.name}));
        assert_eq!(approval["hint"], link["hint"]);
        assert!(!approval.to_string().contains(token), "{approval}");
        assert!(!approval.to_string().contains(admin.email.as_str()), "T2");
    }
    let first = &listed[2]["client"];
    assert_eq!(first["name"], "Our Contoso", "R6");
    assert_eq!(first["official_name"], "Contoso");
    for limit in [1, 2] {
        let pages = scene.owner.pages(&approvals, limit).await;
        assert_eq!(pages.concat(), listed, "limit {limit}");
    }

    let expected = json!({"count": 3, "last_at": listed[0]["at"]});
    let standing = scene.owner.post(&links, body).await.ok();
    assert_eq!(standing["approvals"], expected);
    let rotated = scene.owner.post_nothing(format!("{path}/rotate")).await;
    let rotated = rotated.ok();
    assert_eq!(rotated["approvals"], expected);
    assert_ne!(rotated["hint"], link["hint"]);
    let shown = scene.owner.all(&links).await;
    assert_eq!(shown[0]["approvals"], expected);
    // What was approved keeps the hint that was shown then.
    assert_eq!(scene.owner.all(&approvals).await, listed);
    scene.owner.delete(&path).await.done();
    assert_eq!(scene.owner.all(&approvals).await, listed, "revoked");
}

/// Nobody else learns of it, and no URL is in it.
async fn approvals_are_for_those_who_see_the_employees(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (id, token) = scene.link(&employee).await;
    approve(&client.admin, &token, &client.id).await.ok();
    let path = scene.at_partner(&format!("/access-links/{id}/approvals"));
    let viewer = scene.viewer("Vera").await;
    let manager = scene.manager("Mona").await;
    for caller in [&viewer, &manager, &scene.owner] {
        assert_eq!(caller.all(&path).await.len(), 1);
    }
    employee.get(&path).await.missing_permission();
    client.admin.get(&path).await.kept_out();
    let (other, rival) = scene.other_partner("Southwind").await;
    rival.get(&path).await.kept_out();
    for unknown in [
        format!("/v1/partners/{other}/access-links/{id}/approvals"),
        format!("/v1/partners/{other}/access-links/lnk_01h455vb4pex5vsknk084sn02q/approvals"),
    ] {
        rival.get(&unknown).await.not_found();
    }
}

/// A6: who acts for another partner stays hidden; the approval does not.
async fn people_of_other_partners_are_not_named(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::super_admin(), "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let employee = scene.employee("Emil").await;
    let (id, token) = scene.link(&employee).await;
    approve(&rival, &token, &client.id).await.ok();
    let path = scene.at_partner(&format!("/access-links/{id}/approvals"));
    let listed = scene.owner.all(&path).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["client"]["id"], client.id.as_str());
    assert_eq!(listed[0]["by"], json!(null));
}
