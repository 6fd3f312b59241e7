//! Instants at every door that takes one.

use serde_json::{Value, json};

use super::{Trip, employee_body, text};
use crate::support::{
    access, only_result,
    random::{LAST_SECOND, RandomInstant, encoded},
};

/// An end is ahead for longer than these tests will be run.
const AHEAD: i64 = 4_070_908_800;
/// What has been by now.
const PAST: i64 = 1_767_225_600;

pub(super) async fn through_a_door(trip: &mut Trip, round: usize) {
    match round % 11 {
        0 => created_member(trip).await,
        1 => changed_member(trip).await,
        2 => provisioned_member(trip).await,
        3 => added_employee(trip).await,
        4 => changed_employee(trip).await,
        5 => assignment(trip).await,
        6 => approval(trip).await,
        7 => import(trip).await,
        8 => activity(trip).await,
        9 => audit_filters(trip).await,
        _ => no_instants(trip).await,
    }
}

fn end(trip: &mut Trip) -> RandomInstant {
    trip.dice.instant(AHEAD, LAST_SECOND)
}

/// Sends back the answered end that the partner set. It becomes the account's own word (D9), and from then
/// on changes nothing.
async fn is_laid_down_and_accepted_back(trip: &Trip, user: &str, end: &RandomInstant) {
    let path = trip.client.at(&format!("/members/{user}"));
    let told = trip
        .client
        .at(&format!("/audit-events?user={user}&limit=1"));
    let told = trip.client.admin.get(told).await.ok();
    trip.says(&told, "/items/0/details/after/expires_at", &end.answered);
    let again = json!({"expires_at": end.answered});
    let same = trip.client.admin.patch(&path, again).await.ok();
    trip.says(&same, "/expires_at", &end.answered);
    is_accepted_back(trip, user, end).await;
}

/// Sends the answered end back to the account's own door, and looks for it in the trail.
async fn is_accepted_back(trip: &Trip, user: &str, end: &RandomInstant) {
    let path = trip.client.at(&format!("/members/{user}"));
    let admin = &trip.client.admin;
    let shown = admin.get(&path).await;
    trip.says(&shown.ok(), "/expires_at", &end.answered);
    let events = format!("/audit-events?user={user}&limit=1");
    let told = admin.get(trip.client.at(&events)).await.ok();
    trip.says(&told, "/items/0/details/after/expires_at", &end.answered);
    let again = json!({"expires_at": end.answered});
    trip.changes_nothing(admin.patch(&path, again.clone()), &shown)
        .await;
    let by_platform = trip.scene.platform.put(&path, again).await.ok();
    trip.says(&by_platform, "/expires_at", &end.answered);
    assert_eq!(by_platform["updated_at"], shown.json()["updated_at"]);
}

async fn created_member(trip: &mut Trip) {
    let (end, (email, _)) = (end(trip), trip.address());
    let body = json!({
        "email": email,
        "seat": "core",
        "access": trip.set_access(),
        "expires_at": end.given,
    });
    let path = trip.client.at("/members");
    let made = trip.client.admin.post(path, body).await.created();
    trip.says(&made, "/expires_at", &end.answered);
    is_accepted_back(trip, text(&made["user"]["id"]), &end).await;
}

async fn changed_member(trip: &mut Trip) {
    let end = end(trip);
    let made = trip.member(json!({"access": trip.set_access()})).await;
    let user = text(&made["user"]["id"]);
    let path = trip.client.at(&format!("/members/{user}"));
    let body = json!({"expires_at": end.given});
    let changed = trip.client.admin.patch(&path, body).await.ok();
    trip.says(&changed, "/expires_at", &end.answered);
    is_accepted_back(trip, user, &end).await;
    let cleared = json!({"expires_at": null});
    let cleared = trip.client.admin.patch(&path, cleared).await.ok();
    assert_eq!(cleared["expires_at"], Value::Null);
    let newest = trip.newest().await;
    trip.says(&newest, "/details/before/expires_at", &end.answered);
}

async fn provisioned_member(trip: &mut Trip) {
    let end = end(trip);
    let body = json!({"access": access::super_admin(), "expires_at": end.given});
    let made = trip.member(body).await;
    trip.says(&made, "/expires_at", &end.answered);
    is_accepted_back(trip, text(&made["user"]["id"]), &end).await;
}

async fn added_employee(trip: &mut Trip) {
    let end = end(trip);
    let person = trip.scene.employee("Emil").await;
    let path = trip.scene.at_client(&trip.client, "/employees");
    let body = employee_body(&person.id, &trip.set, &end.given);
    let added = trip.mona.post(&path, body).await.ok();
    trip.says(only_result(&added), "/expires_at", &end.answered);
    is_laid_down_and_accepted_back(trip, &person.id, &end).await;
}

async fn changed_employee(trip: &mut Trip) {
    let end = end(trip);
    let person = trip.scene.employee("Emil").await;
    trip.scene.let_act(&trip.client, &person, &trip.set).await;
    let path = trip.scene.employee_at(&trip.client, &person);
    let body = json!({"permission_set": trip.set, "expires_at": end.given});
    let changed = trip.mona.patch(&path, body).await.ok();
    trip.says(only_result(&changed), "/expires_at", &end.answered);
    let newest = trip.newest().await;
    let again = json!({"permission_set": trip.set, "expires_at": end.answered});
    let same = trip.mona.patch(&path, again).await.ok();
    trip.says(only_result(&same), "/expires_at", &end.answered);
    assert_eq!(trip.newest().await, newest, "{}", trip.story);
    is_laid_down_and_accepted_back(trip, &person.id, &end).await;
}

async fn assignment(trip: &mut Trip) {
    let end = end(trip);
    let person = trip.scene.employee("Emil").await;
    let set = trip.scene.partner_set(&["contacts.view"]).await;
    let mut body = employee_body(&person.id, &set, &end.given);
    body["clients"] = json!([trip.client.id]);
    let path = trip.scene.at_partner("/assignments");
    let begun = trip.mona.post(path, body).await.accepted();
    trip.mona.finish(&begun).await;
    let results = format!("/v1/operations/{}/results", text(&begun["id"]));
    let results = trip.mona.all(&results).await;
    trip.says(&results[0], "/expires_at", &end.answered);
    is_laid_down_and_accepted_back(trip, &person.id, &end).await;
}

async fn approval(trip: &mut Trip) {
    let end = end(trip);
    let person = trip.scene.employee("Emil").await;
    let (_, token) = trip.scene.link(&person).await;
    let path = format!("/v1/access-links/{token}/approve");
    let body = json!({"account": trip.client.id, "expires_at": end.given});
    let approved = trip.client.admin.post(path, body).await.ok();
    trip.says(&approved, "/membership/expires_at", &end.answered);
    is_accepted_back(trip, &person.id, &end).await;
}

async fn import(trip: &mut Trip) {
    let (began, worked) = (trip.dice.instant(0, PAST), trip.dice.instant(0, PAST));
    let client = trip.scene.client("Fabrikam").await;
    let path = trip.scene.at_client(&client, "");
    let body = json!({
        "connected_at": began.given,
        "last_qualifying_activity_at": worked.given,
    });
    let made = trip.scene.platform.put(&path, body).await.created();
    trip.says(&made, "/connected_at", &began.answered);
    trip.says(&made, "/last_qualifying_activity_at", &worked.answered);
    let again = json!({
        "connected_at": made["connected_at"],
        "last_qualifying_activity_at": made["last_qualifying_activity_at"],
    });
    let events = client.at("/audit-events");
    let before = client.admin.all(&events).await;
    let same = trip.scene.platform.put(&path, again).await.ok();
    assert_eq!(same, made, "{}", trip.story);
    assert_eq!(client.admin.all(&events).await, before, "{}", trip.story);
    let seen = client.admin.all(&client.at("/partners")).await;
    trip.says(&seen[0], "/relationship/connected_at", &began.answered);
    // Every instant that is answered can be sent, the computed ones too.
    let ends = json!({"last_qualifying_activity_at": made["ends_at"]});
    let moved = trip.scene.platform.put(&path, ends).await;
    assert!([200, 422].contains(&moved.status), "{moved}");
    if moved.status == 200 {
        let said = &moved.json()["last_qualifying_activity_at"];
        assert_eq!(*said, made["ends_at"], "{}", trip.story);
    }
}

async fn activity(trip: &mut Trip) {
    let worked = trip.dice.instant(0, PAST);
    let made = trip.member(json!({"access": trip.set_access()})).await;
    let user = text(&made["user"]["id"]).to_owned();
    let report = |at: &str| json!({"account": trip.client.id, "user": user, "kind": "update", "occurred_at": at});
    let answer = trip.scene.report(&[report(&worked.given)]).await;
    assert_eq!(answer["accepted"], 1, "{answer}");
    let path = trip.client.at(&format!("/members/{user}"));
    let shown = trip.client.admin.get(&path).await.ok();
    trip.says(&shown, "/last_active_at", &worked.answered);
    let again = trip.scene.report(&[report(&worked.answered)]).await;
    assert_eq!(again["accepted"], 1, "{answer}");
    assert_eq!(trip.client.admin.get(&path).await.ok(), shown);
}

/// The time of an event, in any spelling, is where `from` begins and `to` ends.
async fn audit_filters(trip: &mut Trip) {
    trip.member(json!({"access": trip.set_access()})).await;
    let newest = trip.newest().await;
    let at = text(&newest["at"]);
    let (clock, fraction) = at.trim_end_matches('Z').split_at(19);
    let seconds = seconds_of(clock);
    let spelled = trip
        .dice
        .written_at(seconds, fraction.trim_start_matches('.'));
    assert_eq!(spelled.answered, at, "the answered form is the shortest");
    let found = |query: String| {
        let path = trip.client.at(&format!("/audit-events?limit=1&{query}"));
        let call = trip.client.admin.get(path);
        async move { call.await.ok()["items"][0]["id"].clone() }
    };
    for given in [at, &spelled.given] {
        let given = encoded(given);
        assert_eq!(
            found(format!("from={given}")).await,
            newest["id"],
            "{}",
            trip.story
        );
        assert_ne!(
            found(format!("to={given}")).await,
            newest["id"],
            "{}",
            trip.story
        );
    }
}

/// The seconds since 1970 began, by counting days.
fn seconds_of(clock: &str) -> i64 {
    let number = |from: usize, to: usize| clock.get(from..to).unwrap().parse::<i64>().unwrap();
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: i64 = (1970..year)
        .map(|year| if leap(year) { 366 } else { 365 })
        .sum();
    let before = usize::try_from(month - 1).unwrap();
    let days = years + months.iter().take(before).sum::<i64>() + day - 1;
    days * 86_400 + number(11, 13) * 3_600 + number(14, 16) * 60 + number(17, 19)
}

/// What lies outside the years that are accepted is refused at each door.
async fn no_instants(trip: &mut Trip) {
    let bad = *trip.dice.one_of(&[
        "9999-12-31T23:59:59.9999999-00:01",
        "1970-01-01T00:00:00+00:01",
        "2099-06-30T23:59:60Z",
        "2099-06-31T00:00:00Z",
        "+12099-06-30T00:00:00Z",
        "2099-06-30",
        "",
    ]);
    let admin = &trip.client.admin;
    let made = trip.member(json!({"access": trip.set_access()})).await;
    let path = trip
        .client
        .at(&format!("/members/{}", text(&made["user"]["id"])));
    let pointer = "/expires_at";
    let body = || json!({"expires_at": bad});
    admin.patch(&path, body()).await.invalid(pointer);
    trip.scene
        .platform
        .put(&path, body())
        .await
        .invalid(pointer);
    let from = trip
        .client
        .at(&format!("/audit-events?from={}", encoded(bad)));
    admin.get(from).await.invalid("?from");
    let path = trip.scene.at_client(&trip.client, "");
    let connected = json!({"connected_at": bad});
    let refused = trip.scene.platform.put(&path, connected).await;
    refused.invalid("/connected_at");
}
