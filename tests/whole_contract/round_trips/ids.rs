//! Ids at every door that takes one: the platform's own byte for byte, in bodies, paths and queries.

use serde_json::{Value, json};

use super::{Trip, text};
use crate::support::{access, question, random::encoded};

/// Somebody known to the platform by ids of its own, in an account of its own.
struct Named {
    account: String,
    account_id: String,
    user: String,
    user_id: String,
}

async fn named(trip: &mut Trip) -> Named {
    let account = trip.dice.external_id(&trip.scene.unique("a"));
    let user = trip.dice.external_id(&trip.scene.unique("u"));
    let platform = &trip.scene.platform;
    let body = json!({"name": "Contoso", "external_id": account});
    let made = platform.post("/v1/accounts", body).await.created();
    let email = format!("{}@elsewhere.test", trip.scene.unique("u"));
    let body = json!({"name": "Uma", "email": email, "external_id": user});
    let person = platform.post("/v1/users", body).await.created();
    Named {
        account,
        account_id: text(&made["id"]).to_owned(),
        user,
        user_id: text(&person["id"]).to_owned(),
    }
}

pub(super) async fn through_a_door(trip: &mut Trip, round: usize) {
    let it = named(trip).await;
    let (account, user) = (encoded(&it.account), encoded(&it.user));
    let platform = &trip.scene.platform;

    // In paths, both at once.
    let member = format!("/v1/accounts/{account}/members/{user}");
    let body = json!({"access": access::super_admin()});
    let made = platform.put(&member, body).await.created();
    assert_eq!(made["account"], it.account_id.as_str(), "{}", trip.story);
    assert_eq!(made["user"]["id"], it.user_id.as_str(), "{}", trip.story);
    let shown = platform.get(&member).await.ok();
    assert_eq!(shown, made, "{}", trip.story);
    let by_ids = format!("/v1/accounts/{}/members/{}", it.account_id, it.user_id);
    assert_eq!(platform.get(by_ids).await.ok(), made, "{}", trip.story);

    match round % 4 {
        0 => in_lists(trip, &it).await,
        1 => in_decisions(trip, &it).await,
        2 => in_bodies(trip, &it).await,
        _ => in_the_trail(trip, &it).await,
    }
}

/// What a list answers names the same thing in a query and in a path.
async fn in_lists(trip: &Trip, it: &Named) {
    let platform = &trip.scene.platform;
    for (list, id, own) in [
        ("accounts", &it.account, &it.account_id),
        ("users", &it.user, &it.user_id),
    ] {
        let path = format!("/v1/{list}?external_id={}", encoded(id));
        let found = platform.all(&path).await;
        assert_eq!(found.len(), 1, "{id}, {}", trip.story);
        trip.says(&found[0], "/external_id", id);
        trip.says(&found[0], "/id", own);
        let again = encoded(text(&found[0]["external_id"]));
        let shown = platform.get(format!("/v1/{list}/{again}")).await.ok();
        assert_eq!(shown["id"], found[0]["id"], "{}", trip.story);
    }
}

/// Searches answer with the platform's ids, which questions take.
async fn in_decisions(trip: &Trip, it: &Named) {
    let platform = &trip.scene.platform;
    assert!(platform.may(&it.user, "contacts.view", &it.account).await);
    let subject = json!({"type": "user", "id": it.user});
    let action = json!({"name": "contacts.view"});
    let resource = json!({"type": "account", "id": it.account});
    let mut body = json!({"subject": subject, "action": action, "resource": {"type": "account"}});
    let path = "/access/v1/search/resource";
    let found = platform.post(path, body.clone()).await.ok();
    let named = text(&found["results"][0]["id"]).to_owned();
    assert_eq!(named, it.account, "{}", trip.story);
    body["subject"] = json!({"type": "user"});
    body["resource"] = resource;
    let path = "/access/v1/search/subject";
    let found = platform.post(path, body).await.ok();
    let person = text(&found["results"][0]["id"]).to_owned();
    assert_eq!(person, it.user, "{}", trip.story);
    let asked = question(&person, "contacts.view", &named);
    let again = platform.post("/access/v1/evaluation", asked).await.ok();
    assert_eq!(again["decision"], true, "{}", trip.story);
}

/// Activities and assets name people and accounts in bodies.
async fn in_bodies(trip: &Trip, it: &Named) {
    let at = "2026-01-01T00:00:00Z";
    let report =
        json!({"account": it.account, "user": it.user, "kind": "update", "occurred_at": at});
    let answer = trip.scene.report(&[report]).await;
    assert_eq!(answer["accepted"], 1, "{answer}, {}", trip.story);
    let platform = &trip.scene.platform;
    let path = format!("/v1/accounts/{}/assets", encoded(&it.account));
    let asset = json!({"external_id": it.user, "kind": "page", "name": "Home", "owner": it.user});
    let put = platform.put(&path, json!({"assets": [asset]})).await.ok();
    assert_eq!(put["upserted"], 1, "{}", trip.story);
    let gone = format!("{path}/{}", encoded(&it.user));
    platform.delete(gone).await.done();
}

/// The trail is filtered by either id, and whatever it answers is found again.
async fn in_the_trail(trip: &Trip, it: &Named) {
    let platform = &trip.scene.platform;
    let events = format!("/v1/accounts/{}/audit-events", encoded(&it.account));
    for (by_own, by_typed) in [
        (
            format!("user={}", encoded(&it.user)),
            format!("user={}", it.user_id),
        ),
        (
            format!("account={}", encoded(&it.account)),
            format!("account={}", it.account_id),
        ),
    ] {
        let found = platform.all(&format!("{events}?{by_own}")).await;
        assert!(!found.is_empty(), "{by_own}, {}", trip.story);
        let same = platform.all(&format!("{events}?{by_typed}")).await;
        assert_eq!(found, same, "{by_own}, {}", trip.story);
    }
    let nobody = format!("{events}?user={}", encoded("nobody has this id"));
    assert_eq!(platform.all(&nobody).await, Vec::<Value>::new());
    let of_user = trip
        .client
        .at(&format!("/audit-events?user={}", encoded(&it.user)));
    let refused = trip.client.admin.get(of_user).await;
    refused.invalid("?user");
}
