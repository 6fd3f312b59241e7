//! One question: its form, who may ask it, and how fresh the answer is.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Revision, Scene, Server, access, on_both_databases};

on_both_databases!(
    either_id_names_a_subject_and_a_resource,
    malformed_questions_are_bad_requests,
    members_beyond_the_standard_are_ignored,
    an_answer_is_at_least_as_fresh_as_asked,
    a_denial_is_an_answer_and_no_error,
    the_question_is_the_platforms_to_ask,
);

async fn either_id_names_a_subject_and_a_resource(server: &Server) {
    let scene = Scene::new(server).await;
    let (user, account) = (scene.unique("User/1"), scene.unique("Hub 1"));
    let made = scene
        .platform
        .post(
            "/v1/users",
            json!({
                "email": format!("{}@elsewhere.test", scene.unique("u")),
                "name": "Uma",
                "external_id": user,
            }),
        )
        .await
        .created();
    let user_id = made["id"].as_str().unwrap();
    let made = scene
        .platform
        .post(
            "/v1/accounts",
            json!({"name": "Contoso", "external_id": account}),
        )
        .await
        .created();
    let account_id = made["id"].as_str().unwrap();
    let body = json!({"access": access::super_admin()});
    scene
        .platform
        .put(format!("/v1/accounts/{account_id}/members/{user_id}"), body)
        .await
        .created();
    for user in [user_id, &user] {
        for account in [account_id, &account] {
            assert!(scene.platform.may(user, "contacts.view", account).await);
        }
    }
    for (user, account, reason) in [
        (user.to_uppercase(), account.clone(), "unknown_subject"),
        (user.clone(), account.to_lowercase(), "unknown_resource"),
        (account_id.to_owned(), account.clone(), "unknown_subject"),
        (user.clone(), user_id.to_owned(), "unknown_resource"),
        (format!("{user_id}x"), account.clone(), "unknown_subject"),
    ] {
        let why = scene
            .platform
            .why_not(&user, "contacts.view", &account)
            .await;
        assert_eq!(why, reason, "{user} in {account}");
    }
}

fn question() -> Value {
    json!({
        "subject": {"type": "user", "id": "usr_01h455vb4pex5vsknk084sn02q"},
        "action": {"name": "contacts.view"},
        "resource": {"type": "account", "id": "acc_01h455vb4pex5vsknk084sn02q"},
    })
}

/// The standard's traps: 400 for whatever cannot be read, never 415 or 422.
async fn malformed_questions_are_bad_requests(server: &Server) {
    let platform = server.platform();
    let ask = |body: &Value| platform.post("/access/v1/evaluation", body.clone());
    ask(&question()).await.ok();
    let mut bad = vec![json!(null), json!([]), json!("text"), json!({}), json!(7)];
    for (member, part) in [
        ("subject", "type"),
        ("subject", "id"),
        ("action", "name"),
        ("resource", "type"),
        ("resource", "id"),
    ] {
        let mut body = question();
        body.as_object_mut().unwrap().remove(member);
        bad.push(body);
        for wrong in [json!(null), json!("text"), json!(7), json!([]), json!({})] {
            let mut body = question();
            body[member] = wrong;
            bad.push(body);
        }
        let mut body = question();
        body[member].as_object_mut().unwrap().remove(part);
        bad.push(body);
        for wrong in [json!(null), json!(7), json!(true), json!([]), json!({})] {
            let mut body = question();
            body[member][part] = wrong;
            bad.push(body);
        }
    }
    for wrong in [json!("text"), json!(7), json!([])] {
        let mut body = question();
        body["context"] = wrong;
        bad.push(body);
    }
    for at_least in [json!("no revision"), json!(7), json!(""), json!({})] {
        let mut body = question();
        body["context"] = json!({"at_least": at_least});
        bad.push(body);
    }
    for body in &bad {
        let answer = ask(body).await;
        assert_eq!(answer.status, 400, "{answer}");
    }
    let raw = |media_type: &str, text: &str| {
        platform
            .call(Method::POST, "/access/v1/evaluation")
            .text(media_type, text)
    };
    let good = question().to_string();
    for (media_type, text) in [
        ("application/json", ""),
        ("application/json", "{"),
        ("application/json", "not json"),
        ("text/plain", good.as_str()),
        ("application/x-www-form-urlencoded", good.as_str()),
        (
            "application/json",
            r#"{"subject":{"type":"user","id":"a","id":"b"},"action":{"name":"x"},"resource":{"type":"account","id":"c"}}"#,
        ),
        (
            "application/json",
            r#"{"subject":{"type":"user","id":"\ud800"},"action":{"name":"x"},"resource":{"type":"account","id":"c"}}"#,
        ),
    ] {
        let answer = raw(media_type, text).await;
        assert_eq!(answer.status, 400, "{answer}");
        assert!(answer.header("x-request-id").is_some(), "{answer}");
    }
    let nothing = platform.post_nothing("/access/v1/evaluation").await;
    assert_eq!(nothing.status, 400, "{nothing}");
    raw("application/json; charset=utf-8", &good).await.ok();
}

/// AuthZEN: unknown members are ignored, `context.time` is not parsed strictly, and properties
/// never widen access.
async fn members_beyond_the_standard_are_ignored(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for (action, granted) in [("contacts.view", true), ("crm.export", false)] {
        let body = json!({
            "subject": {
                "type": "user",
                "id": person.id,
                "properties": {"role": "admin"},
                "colour": "red",
            },
            "action": {"name": action, "properties": {"soft": true}, "x": 1},
            "resource": {"type": "account", "id": client.id, "properties": {}, "x": [1]},
            "context": {"time": "2026-01-01T12:00", "x": {"y": null}},
            "extra": [1, 2, 3],
            "options": {"evaluations_semantic": "execute_all"},
        });
        let answer = scene
            .platform
            .post("/access/v1/evaluation", body)
            .header("X-Request-ID", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716")
            .await;
        assert_eq!(answer.ok()["decision"], granted);
        assert_eq!(
            answer.header("x-request-id"),
            Some("bfe9eb29-ab87-4ca3-be83-a1d5d8305716")
        );
    }
    // Types other than these are unknown to us, which is a denial.
    for (subject, resource) in [("group", "account"), ("user", "document")] {
        let body = json!({
            "subject": {"type": subject, "id": person.id},
            "action": {"name": "contacts.view"},
            "resource": {"type": resource, "id": client.id},
        });
        let answer = scene.platform.post("/access/v1/evaluation", body).await;
        assert_eq!(answer.ok()["decision"], false, "{answer}");
    }
}

/// Q2.
async fn an_answer_is_at_least_as_fresh_as_asked(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let revoking = client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&person)))
        .await;
    let revision = revoking.revision();
    let ask = |at_least: &str| {
        let body = json!({
            "subject": {"type": "user", "id": person.id},
            "action": {"name": "contacts.view"},
            "resource": {"type": "account", "id": client.id},
            "context": {"at_least": at_least},
        });
        scene.platform.post("/access/v1/evaluation", body)
    };
    let answer = ask(&revision.to_string()).await.ok();
    assert_eq!(answer["context"]["reason"], "deactivated");
    let stood_on = Revision::parse(answer["context"]["revision"].as_str().unwrap());
    assert!(stood_on >= revision, "{stood_on} for {revision}");
    let ahead = Revision {
        number: revision.number + 1_000_000_000,
        ..revision.clone()
    };
    ask(&ahead.to_string()).await.refused(503, "unavailable");
    // Another epoch: that of no database at all, in the same form.
    let epoch: String = revision
        .epoch
        .chars()
        .map(|letter| match letter {
            '0' => '1',
            '1'..='9' => '0',
            'a' => 'b',
            'b'..='z' => 'a',
            other => other,
        })
        .collect();
    let other = Revision { epoch, ..revision };
    ask(&other.to_string()).await.refused(503, "unavailable");
}

async fn a_denial_is_an_answer_and_no_error(server: &Server) {
    let platform = server.platform();
    let answer = platform.post("/access/v1/evaluation", question()).await;
    let decision = answer.ok();
    assert_eq!(decision["decision"], false);
    assert_eq!(decision["context"]["reason"], "unknown_subject");
    assert!(decision["context"]["revision"].is_string());
    let mut members: Vec<_> = decision.as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["context", "decision"]);
    let again = platform.post("/access/v1/evaluation", question()).await;
    assert_eq!(again.ok()["decision"], false, "repeated: the same decision");
}

async fn the_question_is_the_platforms_to_ask(server: &Server) {
    let scene = Scene::new(server).await;
    server
        .anonymous()
        .post("/access/v1/evaluation", question())
        .await
        .problem(401);
    let answer = scene.owner.post("/access/v1/evaluation", question()).await;
    assert_eq!(answer.status, 403, "{answer}");
}
