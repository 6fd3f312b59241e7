//! Whoever acts for a partner ends no super admin of the client's own (D5, A8): every door is tried, in
//! one call and in two.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, Person, Scene, Server, access, on_both_databases};

on_both_databases!(
    no_door_ends_an_own_super_admin,
    two_calls_do_not_either,
    who_acts_for_a_partner_makes_no_super_admin,
    what_the_own_side_laid_down_stays,
    a_partners_super_admin_severs_only_their_own,
    nobody_must_stay_by_anothers_hand,
    a_closed_partners_super_admins_rest,
    the_policy_holds_where_access_comes_back,
);

/// A client with super admins of its own and one who acts for the partner.
struct Ground {
    scene: Scene,
    client: Client,
    /// Super admin of the client who acts for the partner.
    acting: Person,
    /// Partner admin of the client, who manages employees for the partner.
    colleague: Person,
}

impl Ground {
    async fn new(server: &Server) -> Self {
        let scene = Scene::new(server).await;
        let client = scene.client("Contoso").await;
        let acting = scene.manager("Signe").await;
        let body = json!({
            "access": access::super_admin(), "seat": "partner", "partner": scene.partner,
        });
        scene.put_member(&client.id, &acting, body).await;
        let colleague = scene.partner_admin(&client, "Mona").await;
        Self {
            scene,
            client,
            acting,
            colleague,
        }
    }

    /// One more super admin of the client's own.
    async fn own_super_admin(&self) -> Person {
        let person = self.scene.newcomer("Xenia").await;
        let body = json!({"access": access::super_admin()});
        self.scene.put_member(&self.client.id, &person, body).await;
        person
    }

    /// The membership, seen by the platform.
    async fn membership(&self, person: &Person) -> Value {
        let path = self.client.member(person);
        self.client.admin.get(path).await.ok()
    }
}

/// A door: the method, the path and the body of a call that could take a super admin away.
struct Door {
    name: &'static str,
    method: Method,
    path: String,
    body: Value,
}

/// Every call that can end a membership, change its access, its end or its partner.
fn doors(ground: &Ground, target: &Person) -> Vec<Door> {
    let (scene, client) = (&ground.scene, &ground.client);
    let here = client.member(target);
    let there = scene.employee_at(client, target);
    let chosen = json!({"clients": [client.id], "employees": [target.id]});
    let door = |name, method, path: String, body| Door {
        name,
        method,
        path,
        body,
    };
    let change = |name, body| door(name, Method::PATCH, here.clone(), body);
    let set = access::set(&scene.working);
    let far = "2999-01-01T00:00:00Z";
    let partner = &scene.partner;
    let mut all = vec![
        change("other access", json!({"access": set})),
        change(
            "partner admin",
            json!({"access": access::partner_admin(), "seat": "partner", "partner": partner}),
        ),
        change("an end", json!({"expires_at": far})),
        change("a partner", json!({"partner": partner})),
        change("a partner seat", json!({"seat": "partner"})),
        door(
            "deactivate",
            Method::POST,
            format!("{here}/deactivate"),
            json!({}),
        ),
        door("remove", Method::DELETE, here.clone(), Value::Null),
        door(
            "change to partner admin",
            Method::POST,
            format!("{here}/change-to-partner-admin"),
            json!({"keep_billing_permissions": false, "partner": partner}),
        ),
        door(
            "change by the partner",
            Method::PATCH,
            there.clone(),
            json!({"permission_set": scene.working}),
        ),
    ];
    for act in ["deactivate", "reactivate", "change-to-partner-admin"] {
        let body = match act {
            "change-to-partner-admin" => json!({"keep_billing_permissions": false}),
            _ => json!({}),
        };
        let at = format!("{there}/{act}");
        all.push(door("by the partner", Method::POST, at, body));
    }
    for (act, body) in [
        ("deactivations", chosen.clone()),
        ("reactivations", chosen.clone()),
        (
            "assignments",
            json!({
                "clients": [client.id], "employees": [target.id], "permission_set": scene.working,
            }),
        ),
        ("removals/review", chosen),
    ] {
        let at = scene.at_partner(&format!("/{act}"));
        all.push(door("work over many", Method::POST, at, body));
    }
    all
}

async fn knock(by: &Person, door: &Door) -> Answer {
    let call = by.call(door.method.clone(), &door.path);
    if door.body.is_null() {
        call.await
    } else {
        call.json(&door.body).await
    }
}

/// D5: neither one of several, nor the only one, whoever of the partner tries it.
async fn no_door_ends_an_own_super_admin(server: &Server) {
    let ground = Ground::new(server).await;
    for several in [false, true] {
        let target = if several {
            ground.own_super_admin().await
        } else {
            ground.client.admin.clone()
        };
        let before = ground.membership(&target).await;
        for by in [&ground.acting, &ground.colleague, &ground.scene.owner] {
            for door in doors(&ground, &target) {
                let answer = knock(by, &door).await;
                let after = ground.membership(&target).await;
                let (name, path) = (door.name, &door.path);
                assert_eq!(before, after, "{name} ({path}) by {}: {answer:?}", by.name);
            }
        }
        if several {
            let path = ground.client.member(&target);
            let deactivate = ground.acting.post_nothing(format!("{path}/deactivate"));
            deactivate.await.refused(409, "super-admin-target");
            let removal = ground.acting.delete(&path).await;
            removal.refused(409, "super-admin-target");
            // The client's own side may.
            ground.client.admin.delete(&path).await.done();
        }
    }
}

/// D5: what one call may not do, two may not either.
async fn two_calls_do_not_either(server: &Server) {
    let ground = Ground::new(server).await;
    let (client, acting) = (&ground.client, &ground.acting);
    let only = &client.admin;
    // A second address of their own as super admin, or a colleague who acts for nobody from now on.
    let second = ground.scene.outsider("Second").await;
    let body = json!({
        "email": second.email, "seat": "core", "access": access::super_admin(),
    });
    let made = acting.post(client.at("/members"), body).await;
    made.refused(403, "exceeds-own-permissions");
    let colleague = client.member(&ground.colleague);
    let freed = json!({
        "partner": null, "seat": "core", "access": access::super_admin(),
    });
    let freed = acting.patch(&colleague, freed).await;
    freed.refused(403, "exceeds-own-permissions");
    let path = client.member(only);
    let off = acting.post_nothing(format!("{path}/deactivate")).await;
    off.refused(409, "last-super-admin");
    acting.delete(&path).await.refused(409, "last-super-admin");
    assert_eq!(ground.membership(only).await["status"], "active");
}

/// A8: while the client has a permanent super admin of its own, whoever acts for a partner makes none,
/// in no way, and changes for nobody whom they act for.
async fn who_acts_for_a_partner_makes_no_super_admin(server: &Server) {
    let ground = Ground::new(server).await;
    let (scene, client, acting) = (&ground.scene, &ground.client, &ground.acting);
    let staff = scene.staff(client, "Dora", &["contacts.view"]).await;
    let colleague = &ground.colleague;
    for (whom, body) in [
        (&staff, json!({"access": access::super_admin()})),
        (
            colleague,
            json!({"access": access::super_admin(), "seat": "core"}),
        ),
        (
            colleague,
            json!({"partner": null, "seat": "core", "access": access::set(&scene.client_set(client, &["contacts.view"]).await)}),
        ),
    ] {
        let before = ground.membership(whom).await;
        let answer = acting.patch(client.member(whom), body).await;
        answer.refused(403, "exceeds-own-permissions");
        assert_eq!(before, ground.membership(whom).await);
    }
    // Bringing back a super admin is making one, and loosening the policy is lifting the own side's word.
    let former = ground.own_super_admin().await;
    let path = client.member(&former);
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    let back = acting.post_nothing(format!("{path}/reactivate")).await;
    back.refused(403, "exceeds-own-permissions");
    let policy = |by: &str| json!({"partner_admins_by": by});
    let at = client.at("/policy");
    client.admin.put(&at, policy("super_admin")).await.ok();
    let loosened = acting.put(&at, policy("users_edit")).await;
    loosened.refused(403, "exceeds-own-permissions");
    client.admin.put(&at, policy("users_edit")).await.ok();
    let offered = acting
        .get(client.at(&format!("/assignable-access?email={}", staff.email)))
        .await
        .ok();
    let offers_super_admin = offered["access"]
        .as_array()
        .unwrap()
        .iter()
        .any(|it| it["type"] == "super_admin");
    assert!(
        !offers_super_admin,
        "what is refused is not offered: {offered}"
    );
    // The client's own side does all of that.
    let own = &client.admin;
    let body = json!({"access": access::super_admin()});
    own.patch(client.member(&staff), body).await.ok();
}

/// A8, D9: a super admin who acts for a partner lifts nothing that the own side laid down.
async fn what_the_own_side_laid_down_stays(server: &Server) {
    let ground = Ground::new(server).await;
    let (scene, client, acting) = (&ground.scene, &ground.client, &ground.acting);
    let manager = scene
        .staff(client, "Ulla", &["users.edit", "reports.view"])
        .await;
    let path = client.member(&ground.colleague);
    let end = "2999-01-01T00:00:00Z";
    let laid = json!({"adjustments": {"withheld": ["reports.view"]}, "expires_at": end});
    manager.patch(&path, laid).await.ok();
    for body in [
        json!({"adjustments": {"withheld": []}}),
        json!({"expires_at": null}),
        json!({"expires_at": "2999-01-02T00:00:00Z"}),
    ] {
        let answer = acting.patch(&path, body).await;
        answer.refused(403, "exceeds-own-permissions");
    }
    manager
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    let back = acting.post_nothing(format!("{path}/reactivate")).await;
    back.refused(409, "client-refused");
    manager.delete(&path).await.done();
    let body = json!({
        "email": ground.colleague.email, "seat": "partner", "access": access::partner_admin(),
    });
    let added = acting.post(client.at("/members"), body.clone()).await;
    added.refused(409, "client-refused");
    let (_, token) = scene.link(&ground.colleague).await;
    let approval = format!("/v1/access-links/{token}/approve");
    let approved = acting.post(&approval, json!({"account": client.id})).await;
    approved.refused(409, "client-refused");
    // The own side takes its word back.
    manager.post(client.at("/members"), body).await.created();
}

/// A8: they sever only the partner that they act for.
async fn a_partners_super_admin_severs_only_their_own(server: &Server) {
    let ground = Ground::new(server).await;
    let (scene, client, acting) = (&ground.scene, &ground.client, &ground.acting);
    let (other, owner) = scene.other_partner("Southwind").await;
    let body = json!({
        "access": access::partner_admin(), "seat": "partner", "partner": other,
    });
    scene.put_member(&client.id, &owner, body).await;
    let others = client.at(&format!("/partners/{other}"));
    let severed = acting.delete(&others).await;
    severed.refused(403, "exceeds-own-permissions");
    assert_eq!(ground.membership(&owner).await["status"], "active");
    let own = client.at(&format!("/partners/{}", scene.partner));
    acting.delete(&own).await.done();
    client.admin.delete(&others).await.done();
}

/// D5, I1: who is made super admin unasked does not count until they take it, and can be stopped.
async fn nobody_must_stay_by_anothers_hand(server: &Server) {
    let ground = Ground::new(server).await;
    let (scene, client) = (&ground.scene, &ground.client);
    let victim = scene.outsider("Vera").await;
    let maker = scene.client("Shell").await;
    let body = json!({
        "email": victim.email, "seat": "core", "access": access::super_admin(),
    });
    let made = maker.admin.post(maker.at("/members"), body).await.created();
    assert_eq!(
        (&made["status"], &made["taken"]),
        (&json!("active"), &json!(false))
    );
    // Whoever made them is still the one who must stay.
    let leaves = maker.admin.delete(maker.member(&maker.admin)).await;
    leaves.refused(409, "last-super-admin");
    let disabled = json!({"status": "disabled"});
    let path = format!("/v1/users/{}", victim.id);
    scene.platform.patch(&path, disabled).await.ok();
    let enabled = json!({"status": "active"});
    scene.platform.patch(&path, enabled).await.ok();

    // Taken by saying so, or by the first write; who asks counts already in that call.
    let helper = scene.outsider("Hedda").await;
    for (person, by_a_write) in [(&victim, false), (&helper, true)] {
        if by_a_write {
            let body = json!({
                "email": person.email, "seat": "core", "access": access::super_admin(),
            });
            maker.admin.post(maker.at("/members"), body).await.created();
            let policy = json!({"partner_admins_by": "super_admin"});
            person.put(maker.at("/policy"), policy).await.ok();
        } else {
            let token = scene
                .platform
                .post(
                    format!("/v1/users/{}/tokens", person.id),
                    json!({"label": "again"}),
                )
                .await
                .created();
            let caller = scene.platform.with_token(token["token"].as_str().unwrap());
            let accepted = caller.post_nothing(format!("/v1/me/memberships/{}/accept", maker.id));
            assert_eq!(accepted.await.ok()["taken"], true);
        }
        let seen = maker.admin.get(maker.member(person)).await.ok();
        assert_eq!(seen["taken"], true, "{seen}");
        let events = maker
            .admin
            .all(&maker.at("/audit-events?type=membership.taken"))
            .await;
        assert!(!events.is_empty());
    }
    let refused = scene.platform.patch(
        format!("/v1/users/{}", client.admin.id),
        json!({"status": "disabled"}),
    );
    refused.await.ok();
}

/// P5: while the partner's account is closed, its super admins in clients hold nothing and do not count.
async fn a_closed_partners_super_admins_rest(server: &Server) {
    let ground = Ground::new(server).await;
    let (scene, client, acting) = (&ground.scene, &ground.client, &ground.acting);
    assert!(scene.may(acting, "contacts.view", client).await);
    let partner = format!("/v1/accounts/{}", scene.partner);
    let closed = json!({"status": "closed"});
    scene.platform.patch(&partner, closed).await.ok();
    let why = scene.why_not(acting, "contacts.view", client).await;
    assert_eq!(why, "not_an_employee");
    let last = client.admin.delete(client.member(&client.admin)).await;
    last.refused(409, "last-super-admin");
    let open = json!({"status": "active"});
    scene.platform.patch(&partner, open).await.ok();
    assert!(scene.may(acting, "contacts.view", client).await);
}

/// L3: under `partner_admins_by: super_admin` nobody else gives a partner admin their access again.
async fn the_policy_holds_where_access_comes_back(server: &Server) {
    let ground = Ground::new(server).await;
    let (scene, client) = (&ground.scene, &ground.client);
    let own = &client.admin;
    let manager = scene
        .staff(client, "Ulla", &["users.edit", "reports.view"])
        .await;
    let policy = json!({"partner_admins_by": "super_admin"});
    own.put(client.at("/policy"), policy).await.ok();
    let target = scene.partner_admin(client, "Petra").await;
    let (here, there) = (client.member(&target), scene.employee_at(client, &target));
    manager
        .patch(&here, json!({"expires_at": "2999-01-01T00:00:00Z"}))
        .await
        .ok();
    for end in [Value::Null, json!("2999-01-02T00:00:00Z")] {
        let later = manager.patch(&here, json!({"expires_at": end})).await;
        later.missing_permission();
    }
    let off = ground.colleague.post_nothing(format!("{there}/deactivate"));
    off.await.ok();
    let by_partner = ground.colleague.post_nothing(format!("{there}/reactivate"));
    by_partner.await.missing_permission();
    let by_manager = manager.post_nothing(format!("{here}/reactivate")).await;
    by_manager.missing_permission();
    own.post_nothing(format!("{here}/reactivate")).await.ok();
}
