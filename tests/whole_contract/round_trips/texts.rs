//! Texts at every door that takes one.

use serde_json::{Value, json};

use super::{Trip, only, text};
use crate::support::{
    exports::{read_lines, read_table},
    random::encoded,
};

pub(super) async fn through_a_door(trip: &mut Trip, round: usize) {
    match round % 10 {
        0 => account(trip).await,
        1 => user(trip).await,
        2 => client_by_partner(trip).await,
        3 => permission_set(trip).await,
        4 => reasons(trip).await,
        5 => token(trip).await,
        6 => asset(trip).await,
        7 => invited_member(trip).await,
        8 => import(trip).await,
        _ => refused(trip).await,
    }
}

async fn account(trip: &mut Trip) {
    let platform = &trip.scene.platform;
    let (name, other) = (trip.dice.text(), trip.dice.text());
    let id = trip.dice.external_id(&trip.scene.unique("a"));
    let body = json!({"name": name.given, "external_id": id});
    let made = platform.post("/v1/accounts", body).await.created();
    trip.says(&made, "/name", &name.kept);
    trip.says(&made, "/external_id", &id);
    let path = format!("/v1/accounts/{}", text(&made["id"]));
    let changed = platform.patch(&path, json!({"name": other.given})).await;
    trip.says(&changed.ok(), "/name", &other.kept);
    let shown = platform.get(&path).await;
    let again = only(&shown.ok(), &["name", "external_id"]);
    trip.changes_nothing(platform.patch(&path, again), &shown)
        .await;
    let by_id = format!("/v1/accounts/by-external-id/{}", encoded(&id));
    let same = json!({"name": shown.json()["name"]});
    trip.changes_nothing(platform.put(by_id, same), &shown)
        .await;
    let events = format!("{path}/audit-events?limit=1");
    let told = platform.get(events).await.ok();
    trip.says(&told, "/items/0/account/name", &other.kept);
}

async fn user(trip: &mut Trip) {
    let (name, other) = (trip.dice.text(), trip.dice.text());
    let (given, kept) = trip.address();
    let id = trip.dice.external_id(&trip.scene.unique("u"));
    let platform = &trip.scene.platform;
    let body = json!({"name": name.given, "email": given, "external_id": id});
    let made = platform.post("/v1/users", body).await.created();
    trip.says(&made, "/name", &name.kept);
    trip.says(&made, "/email", &kept);
    trip.says(&made, "/external_id", &id);
    let path = format!("/v1/users/{}", text(&made["id"]));
    let changed = platform.patch(&path, json!({"name": other.given})).await;
    trip.says(&changed.ok(), "/name", &other.kept);
    let shown = platform.get(&path).await;
    let again = only(&shown.ok(), &["name", "email", "external_id"]);
    trip.changes_nothing(platform.patch(&path, again), &shown)
        .await;
    let by_id = format!("/v1/users/by-external-id/{}", encoded(&id));
    let same = only(&shown.ok(), &["name", "email"]);
    trip.changes_nothing(platform.put(by_id, same), &shown)
        .await;
    for address in [&given, &kept] {
        let found = format!("/v1/users?email={}", encoded(address));
        let found = platform.all(&found).await;
        assert_eq!(found.len(), 1, "{address}, {}", trip.story);
        assert_eq!(found[0]["id"], made["id"]);
    }

    // Members are found by part of the name or the address, in any case and composition.
    let member = trip.client.at(&format!("/members/{}", text(&made["id"])));
    let body = json!({"access": trip.set_access()});
    platform.put(&member, body).await.created();
    for sought in [&other.kept, &other.given, &other.sought, &kept, &given] {
        let path = trip.client.at(&format!("/members?q={}", encoded(sought)));
        let found = trip.client.admin.all(&path).await;
        let is_there = found.iter().any(|item| item["user"]["id"] == made["id"]);
        assert!(is_there, "{sought:?} finds {other:?}, {}", trip.story);
    }
}

/// The partner's own name for a client, and its tags.
async fn client_by_partner(trip: &mut Trip) {
    let (name, tag) = (trip.dice.text(), trip.dice.text());
    let client = trip.scene.client("Fabrikam").await;
    trip.scene.make_partner_admin(&client, &trip.mona).await;
    let path = trip.scene.at_client(&client, "");
    let owner = &trip.scene.owner;
    let body = json!({"display_name": name.given, "tags": [tag.given, tag.kept]});
    let shown = owner.patch(&path, body).await;
    trip.says(&shown.ok(), "/client/name", &name.kept);
    trip.says(&shown.ok(), "/display_name", &name.kept);
    assert_eq!(shown.ok()["tags"], json!([tag.kept]), "{}", trip.story);
    let again = only(&shown.ok(), &["display_name", "tags"]);
    trip.changes_nothing(owner.patch(&path, again), &shown)
        .await;
    let told = owner
        .get(trip.scene.at_partner("/audit-events?limit=1"))
        .await;
    trip.says(&told.ok(), "/items/0/details/display_name", &name.kept);
    for sought in [&name.kept, &name.given, &name.sought] {
        let path = format!("/clients?q={}", encoded(sought));
        let found = owner.all(&trip.scene.at_partner(&path)).await;
        let is_there = found
            .iter()
            .any(|item| item["client"]["id"] == client.id.as_str());
        assert!(is_there, "{sought:?} finds {name:?}, {}", trip.story);
    }
    for sought in [&tag.kept, &tag.given] {
        let path = format!("/clients?tag={}", encoded(sought));
        let found = owner.all(&trip.scene.at_partner(&path)).await;
        let is_there = found
            .iter()
            .any(|item| item["client"]["id"] == client.id.as_str());
        assert!(is_there, "{sought:?} is the tag {tag:?}, {}", trip.story);
    }
}

async fn permission_set(trip: &mut Trip) {
    let (name, description) = (trip.dice.text(), trip.dice.lines());
    let id = trip.dice.external_id(&trip.scene.unique("s"));
    let admin = &trip.client.admin;
    let sets = trip.client.at("/permission-sets");
    let body = json!({
        "name": name.given,
        "description": description.given,
        "external_id": id,
        "permissions": ["contacts.view"],
    });
    let made = admin.post(&sets, body).await.created();
    trip.says(&made, "/name", &name.kept);
    trip.says(&made, "/description", &description.kept);
    trip.says(&made, "/external_id", &id);
    let path = format!("{sets}/{}", text(&made["id"]));
    let shown = admin.get(&path).await;
    let again = only(&shown.ok(), &["name", "description", "permissions"]);
    trip.changes_nothing(admin.patch(&path, again), &shown)
        .await;
    // By its external id in a path, and in a body, by the platform.
    let named = format!("{sets}/{}", encoded(&id));
    let found = trip.scene.platform.get(named).await.ok();
    assert_eq!(found["id"], made["id"], "{}", trip.story);
    let by_id = json!({"access": {"type": "permission_set", "permission_set": id}});
    let member = trip.member(by_id).await;
    trip.says(&member, "/access/name", &name.kept);
    assert_eq!(member["access"]["permission_set"], made["id"]);
}

/// Reasons in bodies, and in the header if it can hold them.
async fn reasons(trip: &mut Trip) {
    let made = trip.member(json!({"access": trip.set_access()})).await;
    let path = trip
        .client
        .at(&format!("/members/{}", text(&made["user"]["id"])));
    let (given, kept) = trip.reason();
    let admin = &trip.client.admin;
    let body = json!({"reason": given});
    admin.post(format!("{path}/deactivate"), body).await.ok();
    let newest = trip.newest().await;
    trip.says(&newest, "/reason", &kept);
    let again = json!({"reason": kept});
    admin.post(format!("{path}/reactivate"), again).await.ok();
    trip.says(&trip.newest().await, "/reason", &kept);
    let line = trip.dice.text();
    trip.reasons.push(line.kept.clone());
    let by_header = trip
        .client
        .admin
        .delete(&path)
        .header("Latchkey-Reason", line.given.trim());
    by_header.await.done();
    trip.says(&trip.newest().await, "/reason", &line.kept);
}

async fn token(trip: &mut Trip) {
    let label = trip.dice.text();
    let person = trip.scene.outsider("Uma").await;
    let body = json!({"label": label.given, "scopes": ["read"]});
    let made = person.post("/v1/me/tokens", body).await.created();
    let all = person.all("/v1/me/tokens").await;
    let shown = all.iter().find(|token| token["id"] == made["id"]).unwrap();
    trip.says(shown, "/label", &label.kept);
    let again = json!({"label": shown["label"], "scopes": ["read"]});
    person.post("/v1/me/tokens", again).await.created();
    let all = person.all("/v1/me/tokens").await;
    let same = all
        .iter()
        .filter(|token| token["label"] == label.kept.as_str());
    assert_eq!(same.count(), 2, "{}", trip.story);
}

/// Names of assets are cleaned; the same list again changes nothing.
async fn asset(trip: &mut Trip) {
    let (name, kind) = (trip.dice.text(), trip.dice.text());
    let id = trip.dice.external_id(&trip.scene.unique("f"));
    let employee = trip.scene.employee("Emil").await;
    trip.scene.let_act(&trip.client, &employee, &trip.set).await;
    let list = |name: &str, kind: &str| {
        let asset = json!({"external_id": id, "kind": kind, "name": name, "owner": employee.id});
        json!({"assets": [asset]})
    };
    let path = trip.client.at("/assets");
    let platform = &trip.scene.platform;
    let put = platform.put(&path, list(&name.given, &kind.given)).await;
    assert_eq!(put.ok()["upserted"], 1);
    platform.put(&path, list(&name.kept, &kind.kept)).await.ok();
    let body = json!({"clients": [trip.client.id], "employees": [employee.id]});
    let review = trip.scene.review(&trip.mona, body).await;
    trip.says(&review, "/items/0/assets/0/kind", &kind.kept);
    let path = format!(
        "/removals/reviews/{}/assets?client={}&employee={}&kind={}",
        text(&review["review"]),
        trip.client.id,
        employee.id,
        encoded(&kind.given),
    );
    let owned = trip.mona.all(&trip.scene.at_partner(&path)).await;
    assert_eq!(owned.len(), 1, "{}", trip.story);
    trip.says(&owned[0], "/name", &name.kept);
    trip.says(&owned[0], "/external_id", &id);
}

/// The name that an account gives to somebody unknown.
async fn invited_member(trip: &mut Trip) {
    let name = trip.dice.text();
    let (given, kept) = trip.address();
    let body = json!({
        "email": given,
        "name": name.given,
        "seat": "core",
        "access": trip.set_access(),
    });
    let admin = &trip.client.admin;
    let path = trip.client.at("/members");
    let made = admin.post(&path, body).await.created();
    trip.says(&made, "/user/name", &name.kept);
    trip.says(&made, "/user/email", &kept);
    let told = trip.newest().await;
    trip.says(&told, "/user/name", &name.kept);
    for sought in [&name.kept, &name.sought, &kept] {
        let found = format!("{path}?q={}", encoded(sought));
        let found = admin.all(&found).await;
        let is_there = found.iter().any(|item| item["id"] == made["id"]);
        assert!(is_there, "{sought:?} finds {name:?}, {}", trip.story);
    }
    let again = json!({
        "email": made["user"]["email"],
        "name": made["user"]["name"],
        "seat": "core",
        "access": trip.set_access(),
    });
    let again = admin.post(&path, again).await;
    again.refused(409, "already-a-member");
}

async fn import(trip: &mut Trip) {
    let name = trip.dice.text();
    let client = trip.scene.client("Tailspin").await;
    let path = trip.scene.at_client(&client, "");
    let body = json!({"display_name": name.given, "connected_at": "2026-01-01T00:00:00Z"});
    let made = trip.scene.platform.put(&path, body).await.created();
    trip.says(&made, "/display_name", &name.kept);
    let again = only(&made, &["display_name", "connected_at"]);
    let same = trip.scene.platform.put(&path, again).await.ok();
    assert_eq!(same, made, "{}", trip.story);
}

/// What may not be in a text is refused wherever it is sent, and the place is named.
async fn refused(trip: &mut Trip) {
    let bad = trip.dice.refused();
    let admin = &trip.client.admin;
    let platform = &trip.scene.platform;
    let name = json!({"name": bad});
    platform
        .patch(trip.client.at(""), name)
        .await
        .invalid("/name");
    let user = format!("/v1/users/{}", admin.id);
    platform
        .patch(user, json!({"name": bad}))
        .await
        .invalid("/name");
    let set = trip.client.at(&format!("/permission-sets/{}", trip.set));
    let body = json!({"description": bad, "reason": bad});
    let refused = admin.patch(&set, body).await;
    refused.invalid("/description");
    refused.invalid("/reason");
    let seen = trip.scene.at_client(&trip.client, "");
    let body = json!({"display_name": bad, "tags": [bad]});
    let refused = trip.scene.owner.patch(&seen, body).await;
    refused.invalid("/display_name");
    refused.invalid("/tags/0");
    let path = trip.client.at(&format!("/members?q={}", encoded(&bad)));
    admin.get(path).await.invalid("?q");
}

/// Lists with random names are the same page by page: a cursor leads on, whatever is in it.
pub(super) async fn lists_are_whole_and_in_order(trip: &mut Trip) {
    for _ in 0..20 {
        let name = trip.dice.text();
        let (given, _) = trip.address();
        let body = json!({"name": name.given, "email": given});
        let user = trip.scene.platform.post("/v1/users", body).await.created();
        let path = format!(
            "/v1/accounts/{}/members/{}",
            trip.scene.partner,
            text(&user["id"])
        );
        let body =
            json!({"access": {"type": "permission_set", "permission_set": trip.scene.working}});
        trip.scene.platform.put(path, body).await.created();
    }
    let owner = &trip.scene.owner;
    for list in [
        trip.scene.at_partner("/employees"),
        trip.scene.at_partner("/clients"),
        trip.scene.at_client(&trip.client, "/candidates"),
    ] {
        let whole = owner.all(&list).await;
        assert!(whole.len() > 15, "{list}");
        let pages = owner.pages(&list, 3).await;
        let joined: Vec<Value> = pages.into_iter().flatten().collect();
        assert_eq!(joined, whole, "{list}, {}", trip.story);
    }
}

/// Every reason stands in both exports as it is kept.
pub(super) async fn the_trail_is_taken_out(trip: &Trip) {
    let path = trip.client.at("/audit-events");
    let export = |media_type: &'static str| {
        let call = trip.client.admin.get(&path).header("Accept", media_type);
        async move {
            let answer = call.await;
            assert_eq!(answer.status, 200, "{answer}");
            answer.body
        }
    };
    let lines = read_lines(&export("application/x-ndjson").await);
    let table = read_table(&export("text/csv").await);
    let place = table[0]
        .iter()
        .position(|column| column == "reason")
        .unwrap();
    let of_lines: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["reason"].as_str())
        .collect();
    let cells: Vec<&str> = table[1..].iter().map(|row| row[place].as_str()).collect();
    assert!(trip.reasons.len() > 30);
    for reason in &trip.reasons {
        assert!(
            of_lines.contains(&reason.as_str()),
            "{reason:?} in the lines"
        );
        // A spreadsheet would take some of them for formulas.
        let harmless = format!("'{reason}");
        let is_there = cells.contains(&reason.as_str()) || cells.contains(&harmless.as_str());
        assert!(is_there, "{reason:?} in the table");
    }
}
