//! Removing people from clients: a review first, its confirmation, and what becomes of what they own.

use serde_json::{Value, json};

use crate::support::{
    Answer, Call, Client, Kind, Person, Scene, Server, access, at_operation, on_both_databases,
    result_for, said, with_own_servers,
};

on_both_databases!(
    a_review_shows_what_would_go,
    names_of_assets_are_for_those_with_access,
    a_confirmed_review_removes,
    each_item_is_removed_or_deactivated,
    assets_are_handed_on_whole_or_by_kind,
    assets_go_only_to_active_members_of_the_client,
    without_access_assets_go_only_to_the_partners_own_people,
    super_admins_are_deactivated_or_blocked,
    a_review_belongs_to_its_caller,
    a_review_serves_one_confirmation,
    a_stale_review_is_refused_with_a_fresh_one,
    an_item_outside_the_review_is_invalid,
    a_review_needs_someone_to_review,
    removing_takes_edit_in_the_partner,
    nobody_elses_people_are_reviewed,
    removing_lifts_nothing_that_the_client_refused,
    the_client_removes_and_hands_on_by_itself,
    two_confirmations_at_once_remove_once,
);

with_own_servers!(two_managers_who_remove_each_other_both_go,);

fn review_path(scene: &Scene) -> String {
    scene.at_partner("/removals/review")
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "calls read better with json!() in place"
)]
fn confirm(actor: &Person, scene: &Scene, review: &Value, items: Value) -> Call {
    let body = json!({"review": review["review"], "items": items});
    actor.post(scene.at_partner("/removals"), body)
}

fn item(client: &Client, person: &Person) -> Value {
    json!({"client": client.id, "employee": person.id})
}

fn of(client: &Client, people: &[&Person]) -> Value {
    let people: Vec<_> = people.iter().map(|person| &person.id).collect();
    json!({"clients": [client.id], "employees": people})
}

/// The item of a review for one person in one client.
fn reviewed<'a>(review: &'a Value, client: &Client, person: &Person) -> &'a Value {
    let found = review["items"].as_array().unwrap().iter().find(|item| {
        item["client"]["id"] == client.id.as_str() && item["employee"]["id"] == person.id.as_str()
    });
    found.unwrap_or_else(|| panic!("{} in {review}", person.name))
}

/// Confirms, waits, and gives the results.
async fn carried_out(actor: &Person, scene: &Scene, review: &Value, items: Value) -> Vec<Value> {
    let started = confirm(actor, scene, review, items).await.accepted();
    assert_eq!(started["kind"], "removal");
    actor.finish(&started).await;
    actor.all(&at_operation(&started, "/results")).await
}

/// A client with a partner admin and somebody with a set.
async fn staffed(scene: &Scene) -> (Client, Person, Person) {
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let emil = scene.employee("Emil").await;
    scene.let_act(&client, &emil, &set).await;
    (client, mona, emil)
}

/// The kinds and counts of what somebody owns.
async fn owned(scene: &Scene, client: &Client, person: &Person) -> Value {
    let review = scene.review(&scene.owner, of(client, &[person])).await;
    reviewed(&review, client, person)["assets"].clone()
}

/// D6.
async fn a_review_shows_what_would_go(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let (other, max, _) = staffed(&scene).await;
    let set = scene.client_set(&other, &["contacts.view"]).await;
    scene.let_act(&other, &emil, &set).await;
    scene
        .own_assets(
            &client,
            &[
                ("p-1", "page", &emil),
                ("p-2", "page", &emil),
                ("w-1", "workflow", &emil),
            ],
        )
        .await;
    // One employee from chosen clients.
    let body = json!({"employees": [emil.id], "clients": [client.id, other.id]});
    let review = scene.review(&mona, body).await;
    assert!(review["review"].as_str().unwrap().starts_with("rev_"));
    assert!(review["expires_at"].is_string());
    assert_eq!(review["items"].as_array().unwrap().len(), 2);
    let here = reviewed(&review, &client, &emil);
    assert_eq!(here["client"]["name"], "Contoso");
    assert_eq!(here["employee"]["name"], emil.name.as_str());
    assert_eq!(here["employee"]["email"], emil.email.as_str());
    assert_eq!(here["status"], "active");
    assert_eq!(here["actions"], json!(["remove", "deactivate"]));
    assert!(here["blocked"].is_null(), "{here}");
    assert_eq!(
        here["assets"],
        json!([{"kind": "page", "count": 2}, {"kind": "workflow", "count": 1}])
    );
    let candidates = here["reassign_candidates"].to_string();
    for person in [&mona, &client.admin] {
        assert!(candidates.contains(&person.id), "{here}");
    }
    assert!(!candidates.contains(&emil.id), "{here}");
    assert!(!candidates.contains(&max.id), "{here}");
    assert_eq!(reviewed(&review, &other, &emil)["assets"], json!([]));
    // All employees of one client, and one employee from all clients.
    let all = scene.review(&mona, json!({"clients": [client.id]})).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    reviewed(&all, &client, &mona);
    let everywhere = scene.review(&mona, json!({"employees": [emil.id]})).await;
    assert_eq!(everywhere["items"].as_array().unwrap().len(), 2);
    // Looking changes nothing.
    let trail = scene.trail(&client).await;
    scene.review(&mona, json!({"clients": [client.id]})).await;
    assert_eq!(scene.trail(&client).await, trail);
    assert!(scene.may(&emil, "contacts.view", &client).await);
    // Deactivated people are there, and can only be removed.
    let at = scene.employee_at(&client, &emil);
    mona.post_nothing(format!("{at}/deactivate")).await.ok();
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let off = reviewed(&review, &client, &emil);
    assert_eq!(off["status"], "deactivated");
    assert!(off["actions"].to_string().contains("remove"), "{off}");
}

/// D6: names for those with an active membership there.
async fn names_of_assets_are_for_those_with_access(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene
        .own_assets(
            &client,
            &[
                ("p-1", "page", &emil),
                ("p-2", "page", &emil),
                ("w-1", "workflow", &emil),
            ],
        )
        .await;
    let at = |review: &Value, query: &str| {
        let id = review["review"].as_str().unwrap();
        scene.at_partner(&format!("/removals/reviews/{id}/assets{query}"))
    };
    let pair = format!("?client={}&employee={}", client.id, emil.id);
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let listed = mona.all(&at(&review, &pair)).await;
    assert_eq!(listed.len(), 3, "{listed:#?}");
    let text = Value::from(listed.clone()).to_string();
    for name in ["Name of p-1", "Name of p-2", "Name of w-1"] {
        assert!(text.contains(name), "{text}");
    }
    let pages = mona.all(&at(&review, &format!("{pair}&kind=page"))).await;
    assert_eq!(pages.len(), 2, "{pages:#?}");
    let walked = mona.pages(&at(&review, &pair), 1).await.concat();
    assert_eq!(walked, listed);
    // Without access to the client: counts, no names.
    let max = scene.manager("Max").await;
    let review = scene.review(&max, of(&client, &[&emil])).await;
    assert_eq!(
        reviewed(&review, &client, &emil)["assets"],
        json!([{"kind": "page", "count": 2}, {"kind": "workflow", "count": 1}])
    );
    assert!(!review.to_string().contains("Name of"), "{review}");
    let answer = max.get(at(&review, &pair)).await;
    assert!(!answer.body.contains("Name of"), "{answer}");
    if answer.status != 200 {
        answer.kept_out();
    }
    // Another's review is as unknown as none.
    mona.get(at(&review, &pair)).await.not_found();
    scene
        .viewer("Vera")
        .await
        .get(at(&review, &pair))
        .await
        .not_found();
}

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

/// D7: all or per kind; Latchkey's list changes in the same unit and the event tells the platform.
async fn assets_are_handed_on_whole_or_by_kind(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let [frida, tor] = [scene.employee("Frida").await, scene.employee("Tor").await];
    for person in [&frida, &tor] {
        scene.let_act(&client, person, &set).await;
    }
    scene
        .own_assets(
            &client,
            &[
                ("e-1", "page", &emil),
                ("e-2", "workflow", &emil),
                ("e-3", "list", &emil),
                ("f-1", "page", &frida),
                ("f-2", "workflow", &frida),
            ],
        )
        .await;
    let review = scene.review(&mona, of(&client, &[&emil, &frida])).await;
    let mut whole = item(&client, &emil);
    whole["reassign_to"] = json!(tor.id);
    whole["reassign"] = json!([{"kind": "page", "to": mona.id}]);
    let mut partly = item(&client, &frida);
    partly["reassign"] = json!([{"kind": "workflow", "to": mona.id}]);
    let results = carried_out(&mona, &scene, &review, json!([whole, partly])).await;
    for result in &results {
        assert_eq!(said(result), "removed");
    }
    assert_eq!(
        owned(&scene, &client, &tor).await,
        json!([{"kind": "list", "count": 1}, {"kind": "workflow", "count": 1}])
    );
    assert_eq!(
        owned(&scene, &client, &mona).await,
        json!([{"kind": "page", "count": 1}, {"kind": "workflow", "count": 1}])
    );
    let path = client.at("/audit-events?type=asset.reassigned");
    let events = client.admin.all(&path).await;
    assert!(!events.is_empty(), "the event tells the platform");
    let text = Value::from(events).to_string();
    for person in [&tor, &mona] {
        assert!(text.contains(&person.id), "{text}");
    }
}

/// D7: to an active member of the same client.
async fn assets_go_only_to_active_members_of_the_client(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene.own_assets(&client, &[("p-1", "page", &emil)]).await;
    let off = scene.staff(&client, "Olga", &["contacts.view"]).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&client.id, &off, body).await;
    let elsewhere = scene.employee("Frida").await;
    let stranger = scene.outsider("Sven").await;
    let nobody = "usr_01h455vb4pex5vsknk084sn02q".to_owned();
    for to in [&off.id, &elsewhere.id, &stranger.id, &nobody, &emil.id] {
        let review = scene.review(&mona, of(&client, &[&emil])).await;
        let mut whole = item(&client, &emil);
        whole["reassign_to"] = json!(to);
        let mut by_kind = item(&client, &emil);
        by_kind["reassign"] = json!([{"kind": "page", "to": to}]);
        for item in [whole, by_kind] {
            let answer = confirm(&mona, &scene, &review, json!([item])).await;
            if answer.status == 202 {
                let started = answer.accepted();
                mona.finish(&started).await;
                let results = mona.all(&at_operation(&started, "/results")).await;
                assert_eq!(results[0]["outcome"], "refused", "{results:#?}");
                break;
            }
            assert!([404, 409, 422].contains(&answer.status), "{answer}");
            answer.problem(answer.status);
        }
        assert!(scene.may(&emil, "contacts.view", &client).await, "{to}");
    }
    // The client's own staff, where the remover has access.
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let mut whole = item(&client, &emil);
    whole["reassign_to"] = json!(dora.id);
    let results = carried_out(&mona, &scene, &review, json!([whole])).await;
    assert_eq!(said(&results[0]), "removed");
}

/// D7, A6.
async fn without_access_assets_go_only_to_the_partners_own_people(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene.own_assets(&client, &[("p-1", "page", &emil)]).await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let max = scene.manager("Max").await;
    let review = scene.review(&max, of(&client, &[&emil])).await;
    let candidates = &reviewed(&review, &client, &emil)["reassign_candidates"];
    assert_eq!(
        candidates,
        &json!([{"id": mona.id, "name": mona.name}]),
        "nobody else is named"
    );
    let mut told_apart = Vec::new();
    let unknown = "usr_01h455vb4pex5vsknk084sn02q".to_owned();
    for to in [&dora.id, &rival.id, &client.admin.id, &unknown] {
        let mut whole = item(&client, &emil);
        whole["reassign_to"] = json!(to);
        let answer = confirm(&max, &scene, &review, json!([whole])).await;
        let shown = if answer.status == 202 {
            let started = answer.accepted();
            max.finish(&started).await;
            let results = max.all(&at_operation(&started, "/results")).await;
            assert_eq!(results[0]["outcome"], "refused", "{results:#?}");
            results[0]["problem"].clone()
        } else {
            assert!([404, 409, 422].contains(&answer.status), "{answer}");
            answer.problem(answer.status)["code"].clone()
        };
        told_apart.push(shown);
    }
    told_apart.dedup();
    assert_eq!(told_apart.len(), 1, "staff and nobody are the same");
    let review = scene.review(&max, of(&client, &[&emil])).await;
    let mut whole = item(&client, &emil);
    whole["reassign_to"] = json!(mona.id);
    let results = carried_out(&max, &scene, &review, json!([whole])).await;
    assert_eq!(said(&results[0]), "removed");
    assert_eq!(
        owned(&scene, &client, &mona).await,
        json!([{"kind": "page", "count": 1}])
    );
}

/// D5.
async fn super_admins_are_deactivated_or_blocked(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &emil, body.clone()).await;
    let alone = scene.account("Alone").await;
    scene.put_member(&alone, &emil, body).await;
    let review = scene.review(&mona, json!({"employees": [emil.id]})).await;
    let here = reviewed(&review, &client, &emil);
    assert_eq!(here["actions"], json!(["deactivate"]), "{here}");
    let there = review["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["client"]["id"] == alone.as_str())
        .unwrap();
    assert_eq!(there["actions"], json!([]), "{there}");
    assert_eq!(there["blocked"], "last-super-admin", "{there}");
    // Asked for all the same, each is refused by itself, or the whole as invalid.
    let items = json!([
        item(&client, &emil),
        {"client": alone, "employee": emil.id, "action": "deactivate"},
    ]);
    let answer = confirm(&mona, &scene, &review, items).await;
    if answer.status == 202 {
        let started = answer.accepted();
        mona.finish(&started).await;
        let results = mona.all(&at_operation(&started, "/results")).await;
        let refused = said(result_for(&results, &client.id, &emil.id));
        assert_eq!(refused, "super-admin-target");
        let last = said(result_for(&results, &alone, &emil.id));
        assert_eq!(last, "last-super-admin");
    } else {
        assert!([409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    assert!(scene.may(&emil, "users.edit", &client).await);
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let mut off = item(&client, &emil);
    off["action"] = json!("deactivate");
    let results = carried_out(&mona, &scene, &review, json!([off])).await;
    assert_eq!(said(&results[0]), "deactivated");
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

async fn a_review_needs_someone_to_review(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, _) = staffed(&scene).await;
    for body in [
        json!({}),
        json!({"employees": []}),
        json!({"clients": []}),
        json!({"employees": ["x"]}),
        json!({"clients": [client.id, "x"]}),
    ] {
        let answer = mona.post(review_path(&scene), body).await;
        answer.refused(422, "invalid");
    }
    for body in [
        json!({"employees": "all"}),
        json!({"clients": [7]}),
        json!({"everyone": true}),
    ] {
        mona.post(review_path(&scene), body).await.problem(400);
    }
}

/// D1: `.edit`, and nothing more.
async fn removing_takes_edit_in_the_partner(server: &Server) {
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

/// A6.
async fn nobody_elses_people_are_reviewed(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, _) = staffed(&scene).await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let private = scene.employee("Priya").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &private, own).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    scene.own_assets(&client, &[("d-1", "page", &dora)]).await;
    let review = scene.review(&mona, json!({"clients": [client.id]})).await;
    assert_eq!(review["items"].as_array().unwrap().len(), 2, "{review}");
    let stranger = scene.outsider("Sven").await;
    let strange = scene.client("Strange").await;
    for body in [
        of(&client, &[&dora]),
        of(&client, &[&private]),
        of(&client, &[&rival]),
        of(&client, &[&client.admin]),
        of(&client, &[&stranger]),
        json!({"employees": [dora.id]}),
        json!({"clients": [strange.id]}),
        of(&strange, &[&strange.admin]),
    ] {
        let answer = mona.post(review_path(&scene), body).await;
        if answer.status == 200 {
            assert_eq!(answer.ok()["items"], json!([]), "{answer}");
        } else {
            answer.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
        }
    }
}

/// D1, D9.
async fn removing_lifts_nothing_that_the_client_refused(server: &Server) {
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

/// D7, D9: `DELETE {reassign_to?}`.
async fn the_client_removes_and_hands_on_by_itself(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene
        .own_assets(
            &client,
            &[("p-1", "page", &emil), ("w-1", "workflow", &emil)],
        )
        .await;
    let stranger = scene.outsider("Sven").await;
    for to in [json!(stranger.id), json!("usr_01h455vb4pex5vsknk084sn02q")] {
        let answer = Scene::remove_member(&client, &emil, json!({"reassign_to": to})).await;
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    Scene::remove_member(&client, &emil, json!({"reassign_to": 7}))
        .await
        .problem(400);
    Scene::remove_member(&client, &emil, json!({"hand_to": mona.id}))
        .await
        .problem(400);
    assert!(scene.may(&emil, "contacts.view", &client).await);
    let body = json!({"reassign_to": mona.id, "reason": "Gone"});
    Scene::remove_member(&client, &emil, body)
        .await
        .no_content();
    assert_eq!(
        owned(&scene, &client, &mona).await,
        json!([{"kind": "page", "count": 1}, {"kind": "workflow", "count": 1}])
    );
    client.admin.get(client.member(&emil)).await.not_found();
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
