//! The trail, as each side reads it (T1, T2).

use serde_json::json;

use super::support::{Door, request};

#[actix_web::test]
async fn t2_each_side_reads_its_own_part() {
    let door = Door::open().await;
    let world = &door.world;
    let marit = door.token_of(world.marit).await;
    let helen = door.token_of(world.helen).await;
    let client = format!("/v1/partners/{}/clients/{}", world.northwind, world.harbour);
    let set = world.standard_set("sales_rep").to_string();
    let body =
        json!({"employees": [world.jonas.to_string()], "permission_set": set, "reason": "help"});
    let added = request("POST", &marit, &format!("{client}/employees"))
        .insert_header(("x-request-id", "req-7"))
        .set_json(body);
    assert_eq!(door.send(added).await.status, 200);

    let of_account = format!(
        "/v1/accounts/{}/audit-events?type=membership.created",
        world.harbour
    );
    let seen = door.get(&helen, &of_account).await.json();
    let event = &seen["items"][0];
    assert_eq!(
        (&event["type"], &event["outcome"]),
        (&json!("membership.created"), &json!("done")),
        "{seen}"
    );
    assert_eq!(event["user"]["id"], world.jonas.to_string());
    assert_eq!(event["actor"]["id"], world.marit.to_string());
    assert_eq!(
        (&event["reason"], &event["request_id"]),
        (&json!(null), &json!(null))
    );

    let of_partner = format!(
        "/v1/partners/{}/audit-events?user={}",
        world.northwind, world.jonas
    );
    let seen = door.get(&marit, &of_partner).await.json();
    let event = &seen["items"][0];
    assert_eq!(
        (&event["reason"], &event["request_id"]),
        (&json!("help"), &json!("req-7")),
        "{seen}"
    );
    assert!(event["details"]["after"]["access"].is_string());

    let none = format!("/v1/accounts/{}/audit-events?type=none", world.harbour);
    assert_eq!(door.get(&helen, &none).await.json()["items"], json!([]));
    let bad = format!(
        "/v1/accounts/{}/audit-events?from=now&actor=me",
        world.harbour
    );
    assert_eq!(door.get(&helen, &bad).await.pointers(), ["?actor", "?from"]);
}

#[actix_web::test]
async fn t1_a_refused_write_is_in_the_trail() {
    let door = Door::open().await;
    let world = &door.world;
    let ines = door.token_of(world.ines).await;
    let helen = door.token_of(world.helen).await;
    let path = format!(
        "/v1/accounts/{}/members/{}/deactivate",
        world.harbour, world.helen
    );
    assert_eq!(
        door.post(&ines, &path, json!({})).await.code().1,
        "super-admin-target"
    );
    let trail = format!("/v1/accounts/{}/audit-events", world.harbour);
    let event = door.get(&helen, &trail).await.json()["items"][0].clone();
    assert_eq!(
        (&event["outcome"], &event["problem"]),
        (&json!("refused"), &json!("super-admin-target"))
    );
}
