//! The end of an employment is shown before, and given back after it (D8).

use serde_json::{Value, json};

use crate::support::{
    Client, Kind, Person, Scene, Server, access, on_both_databases, until, with_own_servers,
};

on_both_databases!(
    a_dry_run_names_the_clients_it_cuts,
    what_a_break_cut_is_given_back,
    the_client_wins_over_giving_back,
    giving_back_takes_its_rights,
);

with_own_servers!(
    what_an_offboarding_deactivated_is_given_back,
    what_a_policy_removed_is_gone,
);

fn at_home(scene: &Scene, person: &Person) -> String {
    format!("/v1/accounts/{}/members/{}", scene.partner, person.id)
}

async fn leave(scene: &Scene, person: &Person) {
    let path = format!("{}/deactivate", at_home(scene, person));
    scene.owner.post_nothing(path).await.ok();
}

/// Employs the person again, gives back, and waits for the operation.
async fn give_back(scene: &Scene, person: &Person) -> Value {
    let path = format!("{}/reactivate", at_home(scene, person));
    let body = json!({"give_back": true});
    let answer = scene.owner.post(path, body).await.ok();
    assert_eq!(answer["status"], "active");
    let operation = json!({"id": answer["operation"]});
    let done = scene.owner.finish(&operation).await;
    assert_eq!(answer["gives_back"], done["total"], "{answer}");
    done
}

async fn may(scene: &Scene, person: &Person, client: &Client) -> bool {
    scene.may(person, "contacts.view", client).await
}

/// D8: what would be cut is named: not what is cut, deactivated or somebody's own already.
async fn a_dry_run_names_the_clients_it_cuts(server: &Server) {
    let scene = Scene::new(server).await;
    let (cut, off, own) = (
        scene.client("Cut").await,
        scene.client("Off").await,
        scene.client("Own").await,
    );
    let petra = scene.partner_admin(&cut, "Petra").await;
    scene.make_partner_admin(&off, &petra).await;
    let path = format!("{}/deactivate", off.member(&petra));
    off.admin.post_nothing(path).await.ok();
    let set = scene.client_set(&own, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&own.id, &petra, body).await;
    let path = format!("{}/deactivate", at_home(&scene, &petra));
    let dry = json!({"dry_run": true});
    let seen = scene.owner.post(&path, dry.clone()).await.ok();
    assert_eq!(seen["clients"], json!([{"id": cut.id, "name": cut.name}]));
    assert_eq!(seen["status"], "deactivated");
    assert!(may(&scene, &petra, &cut).await, "nothing has changed");
    let at = cut.member(&petra);
    let path_there = format!("{at}/deactivate");
    let there = cut.admin.post(&path_there, dry.clone()).await.ok();
    assert_eq!(there["clients"], json!([]), "a client employs nobody");
    assert!(may(&scene, &petra, &cut).await);
    let other = json!({"dry_run": true, "other": 1});
    let bad = scene.owner.post(&path, other).await;
    assert_eq!(bad.status, 400, "{bad}");
    // Who may not end it sees nothing of it.
    let viewer = scene.viewer("Vera").await;
    viewer
        .post(&path, dry)
        .await
        .refused(403, "missing-permission");
}

/// D8: what the break cut is given again in every client, which is told; super admins are not.
async fn what_a_break_cut_is_given_back(server: &Server) {
    let scene = Scene::new(server).await;
    let (admin_of, set_in, ruled) = (
        scene.client("Contoso").await,
        scene.client("Fabrikam").await,
        scene.client("Tailspin").await,
    );
    let petra = scene.partner_admin(&admin_of, "Petra").await;
    let set = scene.client_set(&set_in, &["contacts.view"]).await;
    scene.let_act(&set_in, &petra, &set).await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&ruled.id, &petra, body).await;
    leave(&scene, &petra).await;
    until("the super admin goes", async || {
        let seen = ruled.admin.get(ruled.member(&petra)).await.ok();
        (seen["status"] == "deactivated").then_some(())
    })
    .await;
    let done = give_back(&scene, &petra).await;
    assert_eq!(
        (&done["kind"], &done["total"]),
        (&json!("giving_back"), &json!(3))
    );
    for client in [&admin_of, &set_in] {
        assert!(may(&scene, &petra, client).await, "{}", client.name);
        assert_eq!(scene.told(client, "membership.given", &petra).await, 1);
    }
    assert!(!may(&scene, &petra, &ruled).await);
    // A second time there is nothing to begin (T4).
    let path = format!("{}/reactivate", at_home(&scene, &petra));
    let again = scene
        .owner
        .post(path, json!({"give_back": true}))
        .await
        .ok();
    assert_eq!(again["operation"], Value::Null);
    assert_eq!(again["gives_back"], Value::Null);
}

/// D9, L3: a client that said no since is not passed over, nor one that leaves partner admins to its super
/// admins.
async fn the_client_wins_over_giving_back(server: &Server) {
    let scene = Scene::new(server).await;
    let (said_no, strict, willing) = (
        scene.client("Contoso").await,
        scene.client("Fabrikam").await,
        scene.client("Tailspin").await,
    );
    let petra = scene.partner_admin(&said_no, "Petra").await;
    scene.make_partner_admin(&strict, &petra).await;
    scene.make_partner_admin(&willing, &petra).await;
    leave(&scene, &petra).await;
    let path = format!("{}/deactivate", said_no.member(&petra));
    said_no.admin.post_nothing(path).await.ok();
    let policy = json!({"partner_admins_by": "super_admin"});
    strict.admin.put(strict.at("/policy"), policy).await.ok();
    give_back(&scene, &petra).await;
    assert!(may(&scene, &petra, &willing).await);
    for client in [&said_no, &strict] {
        assert!(!may(&scene, &petra, client).await, "{}", client.name);
    }
}

/// D8: it takes `.edit` in the partner's account, besides the right over its members; and an account that is
/// a partner.
async fn giving_back_takes_its_rights(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let petra = scene.partner_admin(&client, "Petra").await;
    let set = scene.partner_set(&["users.edit", "contacts.view"]).await;
    let personnel = scene.employee("Pia").await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&scene.partner, &personnel, body).await;
    let body = json!({"access": access::set(&scene.partner_set(&["contacts.view"]).await)});
    scene.put_member(&scene.partner, &petra, body).await;
    leave(&scene, &petra).await;
    let path = format!("{}/reactivate", at_home(&scene, &petra));
    let body = json!({"give_back": true});
    let answer = personnel.post(&path, body.clone()).await;
    answer.refused(403, "missing-permission");
    let manager = scene.manager("Max").await;
    let answer = manager.post(&path, body.clone()).await;
    answer.refused(403, "missing-permission");
    personnel.post_nothing(&path).await.ok();
    assert!(!may(&scene, &petra, &client).await);
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let path = format!("{}/reactivate", client.member(&staff));
    client.admin.post(path, body).await.refused(409, "conflict");
}

/// D8: whatever the policy left of it comes back, and not what somebody deactivated before or since.
async fn what_an_offboarding_deactivated_is_given_back(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.with("OFFBOARDING__POLICY", "deactivate")
    });
    let scene = Scene::new(&server).await;
    let (client, before, since) = (
        scene.client("Contoso").await,
        scene.client("Fabrikam").await,
        scene.client("Tailspin").await,
    );
    let petra = scene.partner_admin(&client, "Petra").await;
    scene.make_partner_admin(&before, &petra).await;
    scene.make_partner_admin(&since, &petra).await;
    let mona = scene.partner_admin(&before, "Mona").await;
    let path = format!("{}/deactivate", scene.employee_at(&before, &petra));
    mona.post_nothing(path).await.ok();
    leave(&scene, &petra).await;
    for client in [&client, &since] {
        until("the offboarding deactivates", async || {
            let seen = client.admin.get(client.member(&petra)).await.ok();
            (seen["status"] == "deactivated").then_some(())
        })
        .await;
    }
    // D1: a manager deactivates what is deactivated already. It is noted once (T4).
    let path = format!("{}/deactivate", scene.employee_at(&since, &petra));
    mona.post_nothing(&path).await.ok();
    let told = scene.told(&since, "membership.deactivated", &petra).await;
    mona.post_nothing(&path).await.ok();
    let again = scene.told(&since, "membership.deactivated", &petra).await;
    assert_eq!((told, again), (2, 2));
    give_back(&scene, &petra).await;
    assert!(may(&scene, &petra, &client).await);
    for client in [&before, &since] {
        assert!(!may(&scene, &petra, client).await, "{}", client.name);
    }
}

/// D3, D8: what the policy removed is gone, and the answer says that nothing is given back.
async fn what_a_policy_removed_is_gone(kind: Kind) {
    let server = Server::start_with(kind, |start| start.with("OFFBOARDING__POLICY", "remove"));
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let petra = scene.partner_admin(&client, "Petra").await;
    leave(&scene, &petra).await;
    until("the offboarding removes", async || {
        let seen = client.admin.get(client.member(&petra)).await;
        (seen.status == 404).then_some(())
    })
    .await;
    let done = give_back(&scene, &petra).await;
    assert_eq!(
        (&done["state"], &done["total"]),
        (&json!("done"), &json!(0))
    );
    assert!(!may(&scene, &petra, &client).await);
}
