//! Answers that go on for a while: they end with the token and the rights of their reader (P6).

use std::{future::poll_fn, pin::Pin};

use actix_web::body::{BoxBody, MessageBody as _};
use latchkey_domain::{base::ids::UserId, people::user::UserStatus, ports::Locks};
use serde_json::json;

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
