//! Answers that go on for a while: they end with the token and the rights of their reader (P6).

use std::{future::poll_fn, pin::Pin};

use actix_web::body::{BoxBody, MessageBody as _};
use latchkey_domain::{base::ids::UserId, people::user::UserStatus, ports::Locks};
use serde_json::{Value, json};

use super::support::{HttpBed, PLATFORM, request};

/// The next part of a body; `None`: it has ended.
async fn next(body: &mut BoxBody) -> Option<String> {
    let part = poll_fn(|cx| Pin::new(&mut *body).poll_next(cx)).await?;
    Some(String::from_utf8_lossy(&part.unwrap()).into_owned())
}

/// The progress of an operation that goes on for ever, since nobody works on it, read by one who may
/// see the partner's employees.
async fn endless_progress(bed: &HttpBed, reader: UserId) -> BoxBody {
    let world = &bed.world;
    let marit = bed.token_of(world.marit).await;
    let path = format!("/v1/partners/{}/assignments", world.northwind);
    let body = json!({
        "clients": [world.harbour.to_string()],
        "employees": [world.jonas.to_string()],
        "permission_set": world.standard_set("sales_rep").to_string(),
    });
    let started = bed.post(&marit, &path, body).await;
    assert_eq!(started.status, 202, "{started:?}");
    let id = started.json()["id"].as_str().unwrap().to_owned();
    let token = bed.reading_token_of(reader).await;
    let path = format!("/v1/operations/{id}/events");
    let mut body = bed.open_stream(request("GET", &token, &path)).await;
    let first = next(&mut body).await.unwrap();
    assert!(first.contains("event: progress"), "{first}");
    body
}

#[actix_web::test]
async fn p6_a_stream_ends_with_the_token_of_its_reader() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let mut body = endless_progress(&bed, world.priya).await;
    let mut unit = world.begin(Locks::none()).await;
    let revoked = unit.revoke_tokens_of(world.priya, world.now()).await;
    assert_eq!(revoked.unwrap(), 1);
    world.commit(unit).await;
    assert_eq!(next(&mut body).await, None);
}

#[actix_web::test]
async fn p6_a_stream_ends_when_its_reader_is_disabled() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let mut body = endless_progress(&bed, world.priya).await;
    let disable = |user: &mut latchkey_domain::people::user::User, now| {
        user.set_status(UserStatus::Disabled, now);
    };
    world.change_user(world.priya, disable).await;
    assert_eq!(next(&mut body).await, None);
}

#[actix_web::test]
async fn p6_a_stream_ends_with_the_right_to_read_it() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let mut body = endless_progress(&bed, world.priya).await;
    let path = format!("/v1/accounts/{}/members/{}", world.northwind, world.priya);
    let off = bed
        .put(PLATFORM, &path, json!({"status": "deactivated"}))
        .await;
    assert_eq!(off.status, 200, "{off:?}");
    assert_eq!(next(&mut body).await, None);
}

/// The starter may follow their operation whatever else they may do; a token that has lapsed ends it.
#[actix_web::test]
async fn p6_a_stream_ends_for_its_starter_too() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let mut body = endless_progress(&bed, world.marit).await;
    let mut unit = world.begin(Locks::none()).await;
    unit.revoke_tokens_of(world.marit, world.now())
        .await
        .unwrap();
    world.commit(unit).await;
    assert_eq!(next(&mut body).await, None);
}

/// Opens the stream of all committed events, behind this one.
async fn follow_events(bed: &HttpBed, token: &str, after: &str) -> BoxBody {
    let path = format!("/v1/events/stream?after={after}");
    let mut body = bed.open_stream(request("GET", token, &path)).await;
    assert!(next(&mut body).await.unwrap().starts_with("retry: "));
    body
}

/// The events come as they are committed, in the order of commits, with their ids; the stream ends with
/// the token of its reader (P6).
#[actix_web::test]
async fn committed_events_are_streamed_until_the_token_ends() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let made = json!({"label": "follower", "scopes": ["audit"]});
    let made = bed.post(PLATFORM, "/v1/service-tokens", made).await.json();
    let [id, token] = ["id", "token"].map(|name| made[name].as_str().unwrap());
    let listed = bed.get(PLATFORM, "/v1/events?limit=200").await.json();
    let all = listed["items"].as_array().unwrap();
    let [.., last_but_one, last] = &all[..] else {
        panic!("the world was made in several commits: {listed}");
    };
    assert_eq!(listed["next_after"], last["id"]);
    let after = last_but_one["id"].as_str().unwrap();
    let mut body = follow_events(&bed, token, after).await;
    let told = |event: &Value| {
        let [id, kind] = ["id", "type"].map(|name| event[name].as_str().unwrap());
        format!("id: {id}\nevent: {kind}\ndata: ")
    };
    let first = next(&mut body).await.unwrap();
    assert!(first.starts_with(&told(last)), "{first}");
    let data = first.split_once("data: ").unwrap().1;
    assert_eq!(&serde_json::from_str::<Value>(data).unwrap(), last);

    let path = format!("/v1/accounts/{}/policy", world.harbour);
    let body_of = json!({"partner_admins_by": "super_admin"});
    let helen = bed.token_of(world.helen).await;
    assert_eq!(bed.put(&helen, &path, body_of).await.status, 200);
    let rest = format!("/v1/events?after={}", last["id"].as_str().unwrap());
    let rest = bed.get(PLATFORM, &rest).await.json();
    for event in rest["items"].as_array().unwrap() {
        let part = next(&mut body).await.unwrap();
        assert!(part.starts_with(&told(event)), "{part}");
    }
    let path = format!("/v1/service-tokens/{id}");
    let gone = bed.delete(PLATFORM, &path).await;
    assert_eq!(gone.status, 204, "{gone:?}");
    assert_eq!(next(&mut body).await, None);
}
