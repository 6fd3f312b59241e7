//! Members that the client's own people change.

use serde_json::{Value, json};

use super::{change, create, new_member};
use crate::support::{AHEAD, Scene, Server, access, on_both_databases};

on_both_databases!(
    a_holder_of_users_edit_changes_those_within_reach,
    only_super_admins_lift_what_they_withheld_or_timed,
    a_super_admin_changes_members,
    a_new_set_replaces_adjustments,
    whom_a_member_acts_for_is_changed_by_the_client,
    the_last_super_admin_survives_a_change,
);

/// A8: members whose granted permissions lie in H, and anyone who acts for a partner; never on
/// themself, never on a super admin.
async fn a_holder_of_users_edit_changes_those_within_reach(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let within = scene.client_set(&client, &["contacts.view:own"]).await;
    let beyond = scene.client_set(&client, &["crm.export"]).await;
    let reachable = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let high = scene.staff(&client, "Egon", &["contacts.edit"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    let second = scene.outsider("Sara").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, own).await;
    let give = |set: &str| json!({"access": access::set(set)});
    for person in [&reachable, &agent] {
        change(&manager, &client, person, give(&beyond))
            .await
            .refused(403, "exceeds-own-permissions");
        let changed = change(&manager, &client, person, give(&within)).await.ok();
        assert_eq!(changed["access"]["permission_set"], json!(within));
    }
    change(&manager, &client, &high, give(&within))
        .await
        .refused(403, "exceeds-own-permissions");
    change(&manager, &client, &manager, give(&within))
        .await
        .refused(403, "self-target");
    change(&manager, &client, &second, give(&within))
        .await
        .refused_as_one_of(&[(409, "super-admin-target"), (403, "missing-permission")]);
    let seat = json!({"seat": "sales"});
    let changed = change(&manager, &client, &reachable, seat.clone())
        .await
        .ok();
    assert_eq!(changed["seat"], "sales");
    change(&manager, &client, &high, seat)
        .await
        .refused(403, "exceeds-own-permissions");
    // To partner admin and back is the one exception from H.
    let up = json!({"access": access::partner_admin()});
    change(&manager, &client, &agent, up).await.ok();
    assert!(scene.may(&agent, "crm.export", &client).await);
    let promote = json!({"access": access::super_admin()});
    change(&manager, &client, &reachable, promote)
        .await
        .refused_as_one_of(&[
            (403, "exceeds-own-permissions"),
            (403, "missing-permission"),
        ]);
    // Adjustments of a partner admin lie in H, too, or are refused.
    let more = json!({"adjustments": {"added": ["billing.view"], "withheld": []}});
    change(&manager, &client, &agent, more)
        .await
        .refused(403, "exceeds-own-permissions");
    let less = json!({"adjustments": {"added": [], "withheld": ["contacts.view"]}});
    change(&manager, &client, &agent, less).await.ok();
    assert!(!scene.may(&agent, "contacts.edit", &client).await, "P5");
    let stranger = scene.outsider("Sven").await;
    change(&client.admin, &client, &stranger, give(&within))
        .await
        .not_found();
    change(&agent, &client, &reachable, give(&within))
        .await
        .missing_permission();
}

/// A8, D9.
async fn only_super_admins_lift_what_they_withheld_or_timed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let every = &["users.edit", "contacts.view", "crm.export"];
    let manager = scene.staff(&client, "Ulla", every).await;
    let person = scene
        .staff(&client, "Dora", &["contacts.view", "crm.export"])
        .await;
    let hold = json!({
        "adjustments": {"added": [], "withheld": ["crm.export"]},
        "expires_at": AHEAD,
    });
    change(&client.admin, &client, &person, hold).await.ok();
    let same = scene
        .client_set(&client, &["contacts.view", "crm.export"])
        .await;
    for body in [
        json!({"adjustments": {"added": [], "withheld": []}}),
        json!({"adjustments": {"added": ["crm.export"], "withheld": []}}),
        json!({"access": access::set(&same)}),
        json!({"expires_at": null}),
        json!({"expires_at": "2100-01-01T00:00:00Z"}),
    ] {
        let answer = change(&manager, &client, &person, body).await;
        assert!([200, 403, 409].contains(&answer.status), "{answer}");
        assert!(
            !scene.may(&person, "crm.export", &client).await,
            "only a super admin lifts it\n{answer}"
        );
        let shown = client.admin.get(client.member(&person)).await.ok();
        assert_eq!(shown["expires_at"], AHEAD, "{answer}");
    }
    // Bringing the end forward and withholding more is within reach.
    let sooner = json!({"expires_at": "2098-01-01T00:00:00Z"});
    change(&manager, &client, &person, sooner).await.ok();
    // Nor does removing and making anew lift it.
    manager.delete(client.member(&person)).await.done();
    let answer = create(&manager, &client, new_member(&person.email, &same)).await;
    if answer.status == 201 {
        assert!(!scene.may(&person, "crm.export", &client).await, "{answer}");
        let shown = client.admin.get(client.member(&person)).await.ok();
        assert_ne!(shown["expires_at"], Value::Null, "{shown}");
    } else {
        assert!([403, 409].contains(&answer.status), "{answer}");
        create(&client.admin, &client, new_member(&person.email, &same))
            .await
            .created();
    }
    let lift = json!({"adjustments": {"added": [], "withheld": []}, "expires_at": null});
    let lifted = change(&client.admin, &client, &person, lift).await.ok();
    assert_eq!(lifted["expires_at"], Value::Null);
    assert!(scene.may(&person, "crm.export", &client).await);
}

/// A8, T4, and the conventions of a PATCH.
async fn a_super_admin_changes_members(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let read = client.admin.get(client.member(&person)).await;
    let events = async || client.admin.all(&client.at("/audit-events")).await.len();
    let before = events().await;
    let body = json!({"seat": "sales", "paid_seats": ["service"], "expires_at": AHEAD});
    let changed = change(&client.admin, &client, &person, body.clone())
        .header("If-Match", &read.etag())
        .await;
    let member = changed.ok();
    assert_eq!(member["seat"], "sales");
    assert_eq!(member["paid_seats"], json!(["service"]));
    assert_eq!(member["expires_at"], AHEAD);
    assert_eq!(
        member["access"],
        read.ok()["access"],
        "left out, left as is"
    );
    assert_ne!(changed.etag(), read.etag());
    assert_eq!(events().await, before + 1);
    change(&client.admin, &client, &person, json!({"seat": "core"}))
        .header("If-Match", &read.etag())
        .await
        .refused(412, "stale");
    // What is so already changes nothing.
    let trail = scene.trail(&client).await;
    let again = change(&client.admin, &client, &person, body).await;
    again.ok();
    assert_eq!(scene.trail(&client).await, trail);
    assert_eq!(events().await, before + 1);
    let cleared = json!({"expires_at": null});
    let member = change(&client.admin, &client, &person, cleared).await.ok();
    assert_eq!(member["expires_at"], Value::Null);
    for wrong in [
        json!({"seat": null}),
        json!({"access": null}),
        json!({"seat": "window"}),
        json!({"expires_at": "2020-01-01T00:00:00Z"}),
        json!({"access": access::super_admin(), "seat": "view_only"}),
    ] {
        let answer = change(&client.admin, &client, &person, wrong).await;
        assert!([409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    change(&client.admin, &client, &person, json!({"status": "active"}))
        .await
        .problem(400);
    let unknown = "set_01h455vb4pex5vsknk084sn02q";
    let body = json!({"access": access::set(unknown)});
    change(&client.admin, &client, &person, body)
        .await
        .not_found();
    // S1, L1: partner admin takes a recognised employee and the seat.
    let mona = scene.partner_admin(&client, "Mona").await;
    change(&client.admin, &client, &mona, json!({"seat": "core"}))
        .await
        .refused(409, "partner-seat-required");
    let up = json!({"access": access::super_admin(), "seat": "core"});
    let promoted = change(&client.admin, &client, &mona, up).await.ok();
    assert_eq!(promoted["partner"], scene.partner.as_str(), "still theirs");
    let down = json!({"access": access::partner_admin(), "seat": "partner"});
    change(&client.admin, &client, &mona, down).await.ok();
    assert!(!scene.may(&mona, "users.edit", &client).await);
}

/// A8: a new set replaces adjustments; becoming super admin clears them.
async fn a_new_set_replaces_adjustments(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene
        .staff(&client, "Dora", &["contacts.view", "crm.export"])
        .await;
    let adjusted = json!({"adjustments": {"added": ["crm.import"], "withheld": ["crm.export"]}});
    let member = change(&client.admin, &client, &person, adjusted).await.ok();
    assert_eq!(member["adjustments"]["added"], json!(["crm.import"]));
    assert_eq!(member["adjustments"]["withheld"], json!(["crm.export"]));
    assert!(scene.may(&person, "crm.import", &client).await);
    assert!(!scene.may(&person, "crm.export", &client).await);
    let next = scene.client_set(&client, &["crm.export"]).await;
    let body = json!({"access": access::set(&next)});
    let member = change(&client.admin, &client, &person, body).await.ok();
    assert_eq!(member["adjustments"]["added"], json!([]));
    assert_eq!(member["adjustments"]["withheld"], json!([]));
    assert!(scene.may(&person, "crm.export", &client).await);
    let adjusted = json!({"adjustments": {"added": ["crm.import"], "withheld": []}});
    change(&client.admin, &client, &person, adjusted).await.ok();
    let up = json!({"access": access::super_admin()});
    let member = change(&client.admin, &client, &person, up).await.ok();
    assert_eq!(member["adjustments"]["added"], json!([]));
    let more = json!({"adjustments": {"added": ["crm.import"], "withheld": []}});
    change(&client.admin, &client, &person, more)
        .await
        .invalid("/adjustments");
}

/// A10: a super admin may set or clear whom a member acts for.
async fn whom_a_member_acts_for_is_changed_by_the_client(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let wide = scene.client_set(&client, &["contacts.edit"]).await;
    let employee = scene.unverified_employee("Ulf").await;
    let own = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &employee, own).await;
    let acts = |partner: Value| json!({"partner": partner});
    let set_to = change(
        &client.admin,
        &client,
        &employee,
        acts(json!(scene.partner)),
    )
    .await
    .ok();
    assert_eq!(set_to["partner"], scene.partner.as_str());
    let cleared = change(&client.admin, &client, &employee, acts(Value::Null))
        .await
        .ok();
    assert_eq!(cleared["partner"], Value::Null);
    // `users.edit`: only where the granted permissions lie in H, without an exception for partners.
    change(&manager, &client, &employee, acts(json!(scene.partner)))
        .await
        .ok();
    let body = json!({"access": access::set(&wide)});
    change(&client.admin, &client, &employee, body).await.ok();
    change(&manager, &client, &employee, acts(Value::Null))
        .await
        .refused(403, "exceeds-own-permissions");
    // On a partner admin, or with a partner seat, it needs another access and seat in the call.
    let mona = scene.partner_admin(&client, "Mona").await;
    for body in [
        acts(Value::Null),
        json!({"partner": null, "access": access::set(&set)}),
        json!({"partner": null, "seat": "core"}),
    ] {
        let answer = change(&client.admin, &client, &mona, body).await;
        assert!([409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    let body = json!({"partner": null, "access": access::set(&set), "seat": "core"});
    let changed = change(&client.admin, &client, &mona, body).await.ok();
    assert_eq!(changed["partner"], Value::Null);
    // Never the account itself, never a partner whose employee they are not, never one unenrolled.
    let stranger = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for (person, partner) in [
        (&employee, client.id.as_str()),
        (&stranger, scene.partner.as_str()),
        (&employee, "acc_01h455vb4pex5vsknk084sn02q"),
    ] {
        let answer = change(&client.admin, &client, person, acts(json!(partner))).await;
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    scene.enrolled_as(Value::Null).await;
    change(&client.admin, &client, &mona, acts(json!(scene.partner)))
        .await
        .refused(409, "partner-not-enrolled");
}

/// D5.
async fn the_last_super_admin_survives_a_change(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for body in [
        json!({"access": access::set(&set)}),
        json!({"expires_at": AHEAD}),
        json!({"access": access::set(&set), "seat": "view_only"}),
    ] {
        change(&client.admin, &client, &client.admin, body)
            .await
            .refused(409, "last-super-admin");
    }
    // Someone acting for a partner leaves the client its own last one.
    let agent = scene.employee("Emil").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &agent, body).await;
    let demote = json!({"access": access::set(&set)});
    change(&agent, &client, &client.admin, demote.clone())
        .await
        .refused(409, "last-super-admin");
    let expire = json!({"expires_at": AHEAD});
    change(&agent, &client, &client.admin, expire)
        .await
        .refused(409, "last-super-admin");
    change(&client.admin, &client, &client.admin, demote)
        .await
        .ok();
    assert!(scene.may(&agent, "contacts.view", &client).await);
}
