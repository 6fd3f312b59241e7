//! Who deactivates, reactivates and removes members, and whom.

use serde_json::json;

use crate::support::{Person, Scene, Server, access, on_both_databases};

on_both_databases!(
    a_super_admin_deactivates_reactivates_and_removes,
    holders_of_edit_reach_those_within_their_rights,
    acting_for_a_partner_gives_no_rights_here,
    the_partners_people_cannot_touch_the_last_admin,
);

/// A8, D3.
async fn a_super_admin_deactivates_reactivates_and_removes(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let admin = &client.admin;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let path = client.member(&person);
    let seat = admin.get(&path).await.ok()["seat"].clone();
    let off = admin.post_nothing(format!("{path}/deactivate")).await.ok();
    assert_eq!(off["status"], "deactivated");
    assert_eq!(off["seat"], seat, "D3: record and seat stay");
    assert_eq!(off["permissions"], json!([]));
    assert_eq!(
        scene.why_not(&person, "contacts.view", &client).await,
        "deactivated"
    );
    let on = admin.post_nothing(format!("{path}/reactivate")).await.ok();
    assert_eq!(on["status"], "active");
    assert_eq!(on["access"], off["access"]);
    assert!(scene.may(&person, "contacts.view", &client).await);
    admin.delete(&path).await.done();
    assert_eq!(
        scene.why_not(&person, "contacts.view", &client).await,
        "no_membership"
    );
    admin.get(&path).await.not_found();
    for act in ["deactivate", "reactivate"] {
        admin
            .post_nothing(format!("{path}/{act}"))
            .await
            .not_found();
    }
    admin.delete(&path).await.not_found();
    // A fellow super admin, and even oneself, as long as a permanent one stays (D5).
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, body.clone()).await;
    let of_second = client.member(&second);
    admin
        .post_nothing(format!("{of_second}/deactivate"))
        .await
        .ok();
    admin
        .post_nothing(format!("{}/deactivate", client.member(admin)))
        .await
        .refused(409, "last-super-admin");
    admin
        .post_nothing(format!("{of_second}/reactivate"))
        .await
        .ok();
    second.delete(client.member(admin)).await.done();
    admin.get(client.at("/members")).await.kept_out();
}

/// A8: H is what the holder of `users.edit` holds.
async fn holders_of_edit_reach_those_within_their_rights(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let within = scene.staff(&client, "Dora", &["contacts.view:team"]).await;
    let beyond = scene.staff(&client, "Egon", &["contacts.edit:own"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    for person in [&within, &agent] {
        let path = client.member(person);
        for act in ["deactivate", "reactivate"] {
            manager.post_nothing(format!("{path}/{act}")).await.ok();
        }
        manager.delete(&path).await.done();
    }
    let refuse_all = async |person: &Person, allowed: &[(u16, &str)]| {
        let path = client.member(person);
        for act in ["deactivate", "reactivate"] {
            let answer = manager.post_nothing(format!("{path}/{act}")).await;
            answer.refused_as_one_of(allowed);
        }
        manager.delete(&path).await.refused_as_one_of(allowed);
    };
    let beyond_own = [
        (403, "exceeds-own-permissions"),
        (403, "missing-permission"),
    ];
    refuse_all(&beyond, &beyond_own).await;
    refuse_all(&manager, &[(403, "self-target")]).await;
    // The last super admin may be told of first.
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, body).await;
    refuse_all(
        &second,
        &[(409, "super-admin-target"), (403, "missing-permission")],
    )
    .await;
    // Granted, not effective: a deactivated member beyond H stays out of reach.
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&beyond)))
        .await
        .ok();
    refuse_all(&beyond, &beyond_own).await;
    let plain = scene.staff(&client, "Pia", &["contacts.view"]).await;
    plain
        .post_nothing(format!("{}/deactivate", client.member(&beyond)))
        .await
        .missing_permission();
    let stranger = scene.outsider("Sven").await;
    stranger
        .post_nothing(format!("{}/deactivate", client.member(&plain)))
        .await
        .kept_out();
}

/// A11: rights on the account side count only in memberships that act for nobody; a super admin's
/// always.
async fn acting_for_a_partner_gives_no_rights_here(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let every_right = [
        "users.edit",
        "permission_sets.edit",
        "audit_log.view",
        "contacts.view",
    ];
    let set = scene.client_set(&client, &every_right).await;
    let agent = scene.employee("Emil").await;
    scene.let_act(&client, &agent, &set).await;
    let mine = json!({"name": scene.unique("Mine"), "permissions": ["contacts.view"]});
    for call in [
        agent.get(client.at("/members")),
        agent.get(client.member(&plain)),
        agent.get(client.at("/policy")),
        agent.get(client.at("/permission-sets")),
        agent.get(client.at("/audit-events")),
        agent.post(client.at("/permission-sets"), mine.clone()),
        agent.post_nothing(format!("{}/deactivate", client.member(&plain))),
        agent.delete(client.member(&plain)),
        agent.put(
            client.at("/policy"),
            json!({"partner_admins_by": "super_admin"}),
        ),
    ] {
        call.await.kept_out();
    }
    scene
        .put_member(&client.id, &agent, json!({"access": access::super_admin()}))
        .await;
    agent.get(client.at("/members")).await.ok();
    agent.get(client.at("/audit-events")).await.ok();
    agent
        .post(client.at("/permission-sets"), mine)
        .await
        .created();
    agent
        .post_nothing(format!("{}/deactivate", client.member(&plain)))
        .await
        .ok();
}

/// D5: the last permanent super admin who acts for nobody is safe from whoever acts for a partner.
async fn the_partners_people_cannot_touch_the_last_admin(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let agent = scene.employee("Emil").await;
    scene
        .put_member(
            &client.id,
            &agent,
            json!({"access": access::super_admin(), "partner": scene.partner}),
        )
        .await;
    let path = client.member(&client.admin);
    agent
        .post_nothing(format!("{path}/deactivate"))
        .await
        .refused(409, "last-super-admin");
    agent.delete(&path).await.refused(409, "last-super-admin");
    assert!(scene.may(&client.admin, "contacts.view", &client).await);
    // The client's own people may: the agent counts as a permanent super admin.
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    client.admin.get(client.at("/members")).await.kept_out();
    agent.get(client.at("/members")).await.ok();
}
