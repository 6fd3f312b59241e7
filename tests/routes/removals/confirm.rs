//! Carrying out a review.

use serde_json::{Value, json};

use super::{carried_out, confirm, review_path};
use crate::support::{
    Answer, Kind, Person, Scene, Server, access, on_both_databases,
    removals::{item, of, reviewed, staffed},
    result_for, said, with_own_servers,
};

on_both_databases!(
    a_confirmed_review_removes,
    each_item_is_removed_or_deactivated,
    a_review_belongs_to_its_caller,
    a_review_serves_one_confirmation,
    a_stale_review_is_refused_with_a_fresh_one,
    an_item_outside_the_review_is_invalid,
    takes_edit_in_the_partner,
    lifts_nothing_that_the_client_refused,
    two_confirmations_at_once_remove_once,
);

with_own_servers!(two_managers_who_remove_each_other_both_go,);

/// D1, D3: without access of one's own; the seat is free, the history stays.
async fn a_confirmed_review_removes(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let max = scene.manager("Max").await;
    let left = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &emil, left).await;
    let review = scene.review(&max, of(&client, &[&emil])).await;
    let results = carried_out(&max, &scene, &review, json!([item(&client, &emil)])).await;
    let [result] = results.as_slice() else {
        panic!("{results:#?}");
    };
    assert_eq!(said(result), "removed");
    client.admin.get(client.member(&emil)).await.not_found();
    assert_eq!(scene.told(&client, "membership.removed", &emil).await, 1);
    assert_eq!(
        scene.why_not(&emil, "contacts.view", &client).await,
        "no_membership"
    );
    // What the partner removed, the partner may add again.
    let body = json!({"status": "active"});
    scene.put_member(&scene.partner, &emil, body).await;
    let set = scene.client_set(&client, &["crm.export"]).await;
    let added = scene.add(&mona, &client, &emil, &set).await;
    assert_eq!(added["outcome"], "added");
    // D5 permitting, oneself.
    let review = scene.review(&mona, of(&client, &[&mona])).await;
    let results = carried_out(&mona, &scene, &review, json!([item(&client, &mona)])).await;
    assert_eq!(said(&results[0]), "removed");
}

/// D6: remove (default) or deactivate.
async fn each_item_is_removed_or_deactivated(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let [frida, tor] = [scene.employee("Frida").await, scene.employee("Tor").await];
    for person in [&frida, &tor] {
        scene.let_act(&client, person, &set).await;
    }
    let review = scene.review(&mona, json!({"clients": [client.id]})).await;
    let with = |person: &Person, action: &str| {
        let mut item = item(&client, person);
        item["action"] = json!(action);
        item
    };
    let items = json!([with(&emil, "remove"), with(&frida, "deactivate")]);
    let results = carried_out(&mona, &scene, &review, items).await;
    assert_eq!(results.len(), 2, "the others were not chosen");
    assert_eq!(said(result_for(&results, &client.id, &emil.id)), "removed");
    let off = result_for(&results, &client.id, &frida.id);
    assert_eq!(said(off), "deactivated");
    assert!(scene.may(&tor, "contacts.view", &client).await);
    let member = client.admin.get(client.member(&frida)).await.ok();
    assert_eq!(member["status"], "deactivated");
    let review = scene.review(&mona, of(&client, &[&tor])).await;
    confirm(&mona, &scene, &review, json!([with(&tor, "vanish")]))
        .await
        .invalid("/items/0/action");
}

fn without_request_id(answer: &Answer) -> Value {
    let mut problem = answer.not_found();
    problem.as_object_mut().unwrap().remove("request_id");
    problem
}

/// D6: whoever else brings it, brings an unknown one.
async fn a_review_belongs_to_its_caller(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let items = json!([item(&client, &emil)]);
    let unknown = json!({"review": "rev_01h455vb4pex5vsknk084sn02q"});
    let max = scene.manager("Max").await;
    let expected = without_request_id(&confirm(&max, &scene, &unknown, items.clone()).await);
    for caller in [&max, &scene.owner] {
        let answer = confirm(caller, &scene, &review, items.clone()).await;
        assert_eq!(without_request_id(&answer), expected);
    }
    // By another partner's path, too.
    let theirs = Scene::new(server).await;
    let answer = confirm(&theirs.owner, &theirs, &review, items.clone()).await;
    assert_eq!(without_request_id(&answer), expected);
    // Even for somebody who manages both, a review stays in its partner.
    let body = json!({"access": access::set(&theirs.managing)});
    theirs.put_member(&theirs.partner, &mona, body).await;
    let answer = confirm(&mona, &theirs, &review, items.clone()).await;
    assert_eq!(without_request_id(&answer), expected);
    assert!(scene.may(&emil, "contacts.view", &client).await);
    let results = carried_out(&mona, &scene, &review, items).await;
    assert_eq!(said(&results[0]), "removed");
}

/// D6.
async fn a_review_serves_one_confirmation(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let frida = scene.employee("Frida").await;
    scene.let_act(&client, &frida, &set).await;
    let review = scene.review(&mona, of(&client, &[&emil, &frida])).await;
    carried_out(&mona, &scene, &review, json!([item(&client, &emil)])).await;
    confirm(&mona, &scene, &review, json!([item(&client, &frida)]))
        .await
        .refused_as_one_of(&[(409, "conflict"), (409, "stale-review"), (404, "not-found")]);
    assert!(scene.may(&frida, "contacts.view", &client).await);
    // What is refused as malformed or invalid has not used it up.
    let review = scene.review(&mona, of(&client, &[&frida])).await;
    confirm(&mona, &scene, &review, json!([]))
        .await
        .invalid("/items");
    let results = carried_out(&mona, &scene, &review, json!([item(&client, &frida)])).await;
    assert_eq!(said(&results[0]), "removed");
}

/// D6: assets or members of a chosen item changed since: refused with a fresh review.
async fn a_stale_review_is_refused_with_a_fresh_one(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let set = scene.client_set(&client, &["crm.export"]).await;
    let frida = scene.employee("Frida").await;
    scene.let_act(&client, &frida, &set).await;
    let items = json!([item(&client, &emil)]);
    let stale = async |review: &Value| -> Value {
        let answer = confirm(&mona, &scene, review, items.clone()).await;
        let fresh = answer.refused(409, "stale-review")["review"].clone();
        assert!(fresh["review"].as_str().unwrap().starts_with("rev_"));
        assert_ne!(fresh["review"], review["review"]);
        assert!(scene.may(&emil, "contacts.view", &client).await);
        fresh
    };
    let all = of(&client, &[&emil, &frida]);
    // Another asset, one more taken away, a changed kind, and a changed membership.
    let review = scene.review(&mona, all.clone()).await;
    scene.own_assets(&client, &[("p-1", "page", &emil)]).await;
    let fresh = stale(&review).await;
    assert_eq!(
        reviewed(&fresh, &client, &emil)["assets"],
        json!([{"kind": "page", "count": 1}])
    );
    assert_eq!(fresh["items"].as_array().unwrap().len(), 2);
    scene
        .platform
        .delete(client.at("/assets/p-1"))
        .await
        .no_content();
    let fresh = stale(&fresh).await;
    let path = scene.employee_at(&client, &emil);
    let wide = scene
        .client_set(&client, &["contacts.view", "crm.export"])
        .await;
    mona.patch(&path, json!({"permission_set": wide}))
        .await
        .ok();
    let fresh = stale(&fresh).await;
    // What changed of somebody who is not chosen is no matter.
    scene.own_assets(&client, &[("f-1", "page", &frida)]).await;
    let path = scene.employee_at(&client, &frida);
    mona.post_nothing(format!("{path}/deactivate")).await.ok();
    let results = carried_out(&mona, &scene, &fresh, items.clone()).await;
    assert_eq!(said(&results[0]), "removed");
    assert_eq!(results.len(), 1);
    // Somebody who is gone since.
    let review = scene.review(&mona, of(&client, &[&frida])).await;
    client.admin.delete(client.member(&frida)).await.done();
    let answer = confirm(&mona, &scene, &review, json!([item(&client, &frida)])).await;
    answer.refused(409, "stale-review");
}

/// 422.
async fn an_item_outside_the_review_is_invalid(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let (other, _, frida) = staffed(&scene).await;
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    for outside in [
        item(&client, &mona),
        item(&other, &emil),
        item(&other, &frida),
    ] {
        let items = json!([item(&client, &emil), outside]);
        confirm(&mona, &scene, &review, items)
            .await
            .invalid("/items/1");
    }
    let twice = json!([item(&client, &emil), item(&client, &emil)]);
    confirm(&mona, &scene, &review, twice)
        .await
        .invalid("/items/1");
    for items in [
        json!([{"client": client.id}]),
        json!([{"employee": emil.id}]),
        json!([{"client": "x", "employee": emil.id}]),
    ] {
        confirm(&mona, &scene, &review, items)
            .await
            .invalid("/items/0");
    }
    for items in [json!("all"), json!([7]), json!([{"who": emil.id}])] {
        confirm(&mona, &scene, &review, items).await.problem(400);
    }
    let path = scene.at_partner("/removals");
    mona.post(&path, json!({"items": [item(&client, &emil)]}))
        .await
        .invalid("/review");
    mona.post(&path, json!({"review": review["review"]}))
        .await
        .invalid("/items");
    assert!(scene.may(&emil, "contacts.view", &client).await);
}

/// D1: `.edit`, and nothing more.
async fn takes_edit_in_the_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let viewer = scene.viewer("Vera").await;
    scene.make_partner_admin(&client, &viewer).await;
    let body = of(&client, &[&emil]);
    for caller in [&viewer, &emil] {
        caller
            .post(review_path(&scene), body.clone())
            .await
            .missing_permission();
    }
    for caller in [&client.admin, &scene.other_partner("Southwind").await.1] {
        caller
            .post(review_path(&scene), body.clone())
            .await
            .kept_out();
    }
    // The right is asked for again when the review is confirmed.
    let review = scene.review(&mona, body).await;
    let viewing = json!({"access": access::set(&scene.viewing)});
    scene.put_member(&scene.partner, &mona, viewing).await;
    confirm(&mona, &scene, &review, json!([item(&client, &emil)]))
        .await
        .missing_permission();
    // Without enrolment removing goes on (L1).
    scene.enrolled_as(Value::Null).await;
    let review = scene.review(&scene.owner, of(&client, &[&emil])).await;
    let items = json!([item(&client, &emil)]);
    let results = carried_out(&scene.owner, &scene, &review, items).await;
    assert_eq!(said(&results[0]), "removed");
}

/// D1, D9.
async fn lifts_nothing_that_the_client_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let hold = json!({"adjustments": {"added": [], "withheld": ["contacts.view"]}});
    client.admin.patch(client.member(&emil), hold).await.ok();
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&emil)))
        .await
        .ok();
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    carried_out(&mona, &scene, &review, json!([item(&client, &emil)])).await;
    let set = scene
        .client_set(&client, &["contacts.view", "crm.export"])
        .await;
    let refused = scene.add(&mona, &client, &emil, &set).await;
    assert_eq!(refused["problem"], "client-refused");
}

/// The same confirmation twice at the same time.
async fn two_confirmations_at_once_remove_once(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let items = json!([item(&client, &emil)]);
    let call = || confirm(&mona, &scene, &review, items.clone()).patiently();
    let (one, two) = tokio::join!(call(), call());
    let (won, lost) = if one.status == 202 {
        (one, two)
    } else {
        (two, one)
    };
    mona.finish(&won.accepted()).await;
    lost.refused_as_one_of(&[(409, "conflict"), (409, "stale-review"), (404, "not-found")]);
    assert_eq!(scene.told(&client, "membership.removed", &emil).await, 1);
    // With one key, both are the same confirmation.
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &emil, &set).await;
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let key = scene.unique("key");
    let call = || {
        confirm(&mona, &scene, &review, items.clone())
            .key(&key)
            .patiently()
    };
    let (one, two) = tokio::join!(call(), call());
    let (one, two) = (one.accepted(), two.accepted());
    assert_eq!(one["id"], two["id"]);
    mona.finish(&one).await;
    assert_eq!(scene.told(&client, "membership.removed", &emil).await, 2);
}

/// D1, A6: a cycle of two admins who remove each other from each other's clients and from the same
/// ones; each has the right until it is taken in the partner account.
async fn two_managers_who_remove_each_other_both_go(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (mona, max) = (scene.manager("Mona").await, scene.manager("Max").await);
    let mut clients = Vec::new();
    for _ in 0..6 {
        let client = scene.client("Contoso").await;
        for person in [&mona, &max] {
            scene.make_partner_admin(&client, person).await;
            scene
                .own_assets(&client, &[(&person.email, "page", person)])
                .await;
        }
        clients.push(client);
    }
    let review = async |actor: &Person, target: &Person| {
        scene.review(actor, json!({"employees": [target.id]})).await
    };
    let items = |target: &Person, to: &Person, backwards: bool| {
        let mut items: Vec<Value> = clients
            .iter()
            .map(|client| {
                let mut item = item(client, target);
                item["reassign_to"] = json!(to.id);
                item
            })
            .collect();
        if backwards {
            items.reverse();
        }
        Value::from(items)
    };
    let (of_max, of_mona) = (review(&mona, &max).await, review(&max, &mona).await);
    let (one, two) = tokio::join!(
        confirm(&mona, &scene, &of_max, items(&max, &mona, false)).patiently(),
        confirm(&max, &scene, &of_mona, items(&mona, &max, true)).patiently()
    );
    // The second may find that the first has changed what it looked at.
    for (actor, answer) in [(&mona, &one), (&max, &two)] {
        if answer.status == 409 {
            answer.refused(409, "stale-review");
        } else {
            let ended = actor.finish(&answer.accepted()).await;
            assert_eq!(ended["state"], "done", "{ended}");
        }
    }
    for client in &clients {
        let members = client.admin.all(&client.at("/members")).await;
        let left = [&mona, &max]
            .iter()
            .filter(|person| {
                members
                    .iter()
                    .any(|member| member["user"]["id"] == person.id.as_str())
            })
            .count();
        let gone = scene.told(client, "membership.removed", &mona).await
            + scene.told(client, "membership.removed", &max).await;
        assert_eq!(left + gone, 2, "each is there or was removed once");
        assert!(gone >= 1, "nobody blocked both");
    }
}
