//! Deciding by AuthZEN (Q1).

use actix_web::test::TestRequest;
use latchkey_domain::people::token::Scope;
use serde_json::{Value, json};

use super::support::{HttpBed, PLATFORM, request};

const PATH: &str = "/access/v1/evaluation";

fn question(bed: &HttpBed, action: &str) -> Value {
    json!({
        "subject": {"type": "user", "id": bed.world.marit.to_string()},
        "action": {"name": action},
        "resource": {"type": "account", "id": bed.world.harbour.to_string()},
    })
}

#[actix_web::test]
async fn q1_an_answer_has_reason_level_and_revision() {
    let bed = HttpBed::open().await;
    let yes = bed
        .post(PLATFORM, PATH, question(&bed, "contacts.view"))
        .await;
    assert_eq!(yes.status, 200, "{yes:?}");
    assert_eq!(
        (&yes.json()["decision"], &yes.json()["context"]["level"]),
        (&json!(true), &json!("all"))
    );
    assert!(yes.json()["context"].get("reason").is_none());
    let revision = yes.json()["context"]["revision"]
        .as_str()
        .unwrap()
        .to_owned();

    let no = bed
        .post(PLATFORM, PATH, question(&bed, "billing.edit"))
        .await
        .json();
    assert_eq!(
        no,
        json!({"decision": false, "context": {"reason": "not_granted", "revision": revision}})
    );
    let unknown = bed
        .post(PLATFORM, PATH, question(&bed, "Not a key"))
        .await
        .json();
    assert_eq!(unknown["context"]["reason"], "unknown_action");
    for (place, member, value, reason) in [
        ("subject", "type", "group", "unknown_subject"),
        ("subject", "id", "nobody", "unknown_subject"),
        ("resource", "type", "record", "unknown_resource"),
        (
            "resource",
            "id",
            "usr_01h455vb4pex5vsknk084sn02q",
            "unknown_resource",
        ),
    ] {
        let mut asked = question(&bed, "contacts.view");
        asked[place][member] = json!(value);
        let answer = bed.post(PLATFORM, PATH, asked).await.json();
        assert_eq!(
            (&answer["decision"], &answer["context"]["reason"]),
            (&json!(false), &json!(reason))
        );
    }
}

#[actix_web::test]
async fn unknown_members_are_ignored_missing_ones_refused() {
    let bed = HttpBed::open().await;
    let mut more = question(&bed, "contacts.view");
    more["options"] = json!({"x": 1});
    more["subject"]["properties"] = json!({"role": "admin"});
    more["context"] = json!({"time": "2026-01-01T10:00Z", "at_least": null});
    assert_eq!(
        bed.post(PLATFORM, PATH, more).await.json()["decision"],
        true
    );

    let mut less = question(&bed, "contacts.view");
    less["resource"].as_object_mut().unwrap().remove("id");
    let mut numeric = question(&bed, "contacts.view");
    numeric["subject"]["id"] = json!(5);
    for bad in [less, numeric, json!({}), json!([]), json!("x")] {
        let got = bed.post(PLATFORM, PATH, bad).await;
        assert_eq!(got.code(), (400, "malformed".to_owned()));
    }
    for (place, list) in [
        ("subject", json!(["user", "x"])),
        ("action", json!(["contacts.view"])),
        ("context", json!([])),
    ] {
        let mut asked = question(&bed, "contacts.view");
        asked[place] = list;
        assert_eq!(bed.post(PLATFORM, PATH, asked).await.code().0, 400);
    }
    let raw = |body: &'static str, kind: &'static str| {
        request("POST", PLATFORM, PATH)
            .insert_header(("content-type", kind))
            .set_payload(body)
    };
    for wrong in [
        raw("", "application/json"),
        raw("{", "application/json"),
        raw("{}", "text/plain"),
    ] {
        assert_eq!(bed.send(wrong).await.code().0, 400);
    }
}

#[actix_web::test]
async fn q2_an_answer_is_as_fresh_as_asked() {
    let bed = HttpBed::open().await;
    let mut asked = question(&bed, "contacts.view");
    let fresh = bed.post(PLATFORM, PATH, asked.clone()).await.json();
    let revision = fresh["context"]["revision"].as_str().unwrap().to_owned();
    asked["context"] = json!({"at_least": revision});
    assert_eq!(bed.post(PLATFORM, PATH, asked.clone()).await.status, 200);
    let (epoch, _) = revision.split_once('.').unwrap();
    for ahead in [
        format!("{epoch}.9999999999999999"),
        "abcdefabcdef.0000000000000001".to_owned(),
    ] {
        asked["context"] = json!({"at_least": ahead});
        let got = bed.post(PLATFORM, PATH, asked.clone()).await;
        assert_eq!(got.code(), (503, "unavailable".to_owned()), "{ahead}");
        assert_eq!(got.header("retry-after"), Some("1"));
    }
    asked["context"] = json!({"at_least": "yesterday"});
    assert_eq!(bed.post(PLATFORM, PATH, asked).await.code().0, 400);
}

#[actix_web::test]
async fn deciding_needs_its_scope() {
    let bed = HttpBed::with(|settings| settings.authzen_resource_type = "portal".to_owned()).await;
    let marit = bed.token_of(bed.world.marit).await;
    assert_eq!(
        bed.post(&marit, PATH, question(&bed, "x")).await.code().0,
        403
    );
    let other = bed.service_token(&[Scope::Provision]).await;
    assert_eq!(
        bed.post(&other, PATH, question(&bed, "x")).await.code().0,
        403
    );
    assert_eq!(bed.send(TestRequest::post().uri(PATH)).await.code().0, 401);
    let renamed = bed
        .post(PLATFORM, PATH, question(&bed, "contacts.view"))
        .await
        .json();
    assert_eq!(renamed["context"]["reason"], "unknown_resource");
    let mut asked = question(&bed, "contacts.view");
    asked["resource"]["type"] = json!("portal");
    assert_eq!(
        bed.post(PLATFORM, PATH, asked).await.json()["decision"],
        true
    );
}
