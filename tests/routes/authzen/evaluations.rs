//! Deciding, by the `OpenID` AuthZEN Authorization API 1.0: many evaluations in one call.

use serde_json::{Value, json};

use crate::support::{Answer, Client, Person, Revision, Scene, Server, on_both_databases};

on_both_databases!(
    defaults_are_replaced_whole,
    an_item_without_an_answer_is_a_denial_of_its_own,
    evaluation_stops_where_it_is_told_to,
    without_evaluations_it_is_a_single_one,
    the_order_is_that_of_the_request,
    reasons_levels_and_revisions_come_with_each,
    a_batch_has_an_end,
    many_unknown_names_are_denied_in_time,
    a_batch_that_cannot_be_read_is_a_bad_request,
    a_batch_is_as_fresh_as_asked,
    a_batch_is_the_platforms_to_ask,
);

const PATH: &str = "/access/v1/evaluations";

/// A client, somebody who may see contacts there, and somebody who may not.
struct Ground {
    scene: Scene,
    client: Client,
    other: Client,
    dora: Person,
    emil: Person,
}

impl Ground {
    async fn new(server: &Server) -> Self {
        let scene = Scene::new(server).await;
        let (client, other) = (
            scene.client("Contoso").await,
            scene.client("Fabrikam").await,
        );
        let dora = scene
            .staff(&client, "Dora", &["contacts.view", "deals.view:own"])
            .await;
        let emil = scene.staff(&client, "Emil", &["reports.view"]).await;
        Self {
            scene,
            client,
            other,
            dora,
            emil,
        }
    }

    async fn ask(&self, body: Value) -> Answer {
        self.scene.platform.post(PATH, body).await
    }

    fn dora(&self) -> Value {
        user(&self.dora.id)
    }

    fn emil(&self) -> Value {
        user(&self.emil.id)
    }

    fn here(&self) -> Value {
        account(&self.client.id)
    }

    fn there(&self) -> Value {
        account(&self.other.id)
    }
}

fn user(id: &str) -> Value {
    json!({"type": "user", "id": id})
}

fn account(id: &str) -> Value {
    json!({"type": "account", "id": id})
}

fn view() -> Value {
    json!({"name": "contacts.view"})
}

#[track_caller]
fn decisions(answer: &Answer) -> Vec<bool> {
    let body = answer.ok();
    assert!(body.get("decision").is_none(), "left out\n{answer}");
    let items = body["evaluations"].as_array();
    let items = items.unwrap_or_else(|| panic!("{answer}"));
    let decision = |item: &Value| item["decision"].as_bool().unwrap();
    items.iter().map(decision).collect()
}

/// Entities at the top are defaults for the items, each as a whole: nothing of a default is left
/// where an item has its own.
async fn defaults_are_replaced_whole(server: &Server) {
    let ground = Ground::new(server).await;
    let answer = ground
        .ask(json!({
            "subject": ground.dora(),
            "action": view(),
            "resource": ground.here(),
            "evaluations": [
                {},
                {"subject": ground.emil()},
                {"action": {"name": "crm.export"}},
                {"resource": ground.there()},
                {"subject": ground.emil(), "action": {"name": "reports.view"}},
                {"context": {"time": "2026-01-01T12:00"}},
                {"unknown": 1},
            ],
        }))
        .await;
    let expected = [true, false, false, false, true, true, true];
    assert_eq!(decisions(&answer), expected, "{answer}");

    // No deep merge: the type of the default is not lent to a resource that has an id alone.
    let answer = ground
        .ask(json!({
            "subject": ground.dora(),
            "action": view(),
            "resource": ground.here(),
            "evaluations": [
                {"resource": {"id": ground.client.id}},
                {"subject": {"properties": {"role": "admin"}}},
                {},
            ],
        }))
        .await;
    assert_eq!(decisions(&answer), [false, false, true], "{answer}");
    let items = &answer.json()["evaluations"];
    for failed in [&items[0], &items[1]] {
        assert_eq!(failed["context"]["error"]["status"], 400, "{answer}");
    }
}

/// A failure of one item is its own: 200, `false`, and what is wrong with it.
async fn an_item_without_an_answer_is_a_denial_of_its_own(server: &Server) {
    let ground = Ground::new(server).await;
    let whole = json!({"subject": ground.dora(), "action": view(), "resource": ground.here()});
    let without = |member: &str| {
        let mut item = whole.clone();
        item.as_object_mut().unwrap().remove(member);
        item
    };
    let with = |member: &str, value: Value| {
        let mut item = whole.clone();
        item[member] = value;
        item
    };
    let failing = [
        json!({}),
        without("subject"),
        without("action"),
        without("resource"),
        with("subject", json!({"type": "user"})),
        with("resource", json!({"id": ground.client.id})),
        with("action", json!({})),
        with("context", json!({"at_least": "no revision"})),
    ];
    for item in &failing {
        let body = json!({"evaluations": [whole, item, whole]});
        let answer = ground.ask(body).await;
        assert_eq!(decisions(&answer), [true, false, true], "{answer}");
        let error = &answer.json()["evaluations"][1]["context"]["error"];
        assert_eq!(error["status"], 400, "{answer}");
        let message = error["message"].as_str().unwrap_or_default();
        assert!(!message.is_empty(), "{answer}");
    }
    // Nobody and nowhere are no failures, but answers.
    let body = json!({"evaluations": [
        with("subject", user("nobody")),
        with("subject", json!({"type": "group", "id": ground.dora.id})),
        with("resource", account("nowhere")),
        with("action", json!({"name": "no.such"})),
    ]});
    let answer = ground.ask(body).await;
    assert_eq!(decisions(&answer), [false; 4], "{answer}");
    let reasons = [
        "unknown_subject",
        "unknown_subject",
        "unknown_resource",
        "unknown_action",
    ];
    for (number, reason) in reasons.into_iter().enumerate() {
        let context = &answer.json()["evaluations"][number]["context"];
        assert_eq!(context["reason"], reason, "{answer}");
        assert!(context.get("error").is_none(), "{answer}");
    }
}

/// The three semantics: the results so far, the one that stopped it last.
async fn evaluation_stops_where_it_is_told_to(server: &Server) {
    let ground = Ground::new(server).await;
    let (yes, no) = (
        json!({"subject": ground.dora()}),
        json!({"subject": ground.emil()}),
    );
    let failing = json!({"subject": {}});
    for (semantic, items, expected) in [
        (None, vec![&yes, &no, &yes], vec![true, false, true]),
        (
            Some("execute_all"),
            vec![&no, &no, &yes],
            vec![false, false, true],
        ),
        (
            Some("deny_on_first_deny"),
            vec![&yes, &no, &yes],
            vec![true, false],
        ),
        (Some("deny_on_first_deny"), vec![&no, &yes], vec![false]),
        (
            Some("deny_on_first_deny"),
            vec![&yes, &failing, &yes],
            vec![true, false],
        ),
        (
            Some("deny_on_first_deny"),
            vec![&yes, &yes],
            vec![true, true],
        ),
        (
            Some("permit_on_first_permit"),
            vec![&no, &yes, &no],
            vec![false, true],
        ),
        (Some("permit_on_first_permit"), vec![&yes, &no], vec![true]),
        (
            Some("permit_on_first_permit"),
            vec![&failing, &yes, &no],
            vec![false, true],
        ),
        (
            Some("permit_on_first_permit"),
            vec![&no, &no],
            vec![false, false],
        ),
    ] {
        let mut body = json!({
            "action": view(),
            "resource": ground.here(),
            "evaluations": items,
            "options": {"another_option": "value"},
        });
        if let Some(semantic) = semantic {
            body["options"]["evaluations_semantic"] = json!(semantic);
        }
        let answer = ground.ask(body).await;
        assert_eq!(decisions(&answer), expected, "{answer}");
    }
}

/// No evaluations, or none in the list: the answer is that of a single evaluation.
async fn without_evaluations_it_is_a_single_one(server: &Server) {
    let ground = Ground::new(server).await;
    let mut body = json!({"subject": ground.dora(), "action": view(), "resource": ground.here()});
    for empty in [None, Some(json!([]))] {
        if let Some(empty) = empty {
            body["evaluations"] = empty;
        }
        for (subject, granted) in [(ground.dora(), true), (ground.emil(), false)] {
            body["subject"] = subject;
            let answer = ground.ask(body.clone()).await;
            assert_eq!(answer.ok()["decision"], granted);
            assert!(answer.json().get("evaluations").is_none(), "{answer}");
            let single = ground
                .scene
                .platform
                .post("/access/v1/evaluation", body.clone());
            // Other tests commit beside this one.
            let but_revision = |answer: Answer| {
                let mut body = answer.ok();
                body["context"].as_object_mut().unwrap().remove("revision");
                body
            };
            assert_eq!(but_revision(single.await), but_revision(answer));
        }
        let mut without = body.clone();
        without.as_object_mut().unwrap().remove("resource");
        ground.ask(without).await.problem(400);
    }
}

/// As many results as items, in their order.
async fn the_order_is_that_of_the_request(server: &Server) {
    let ground = Ground::new(server).await;
    let granted = |number: usize| number % 7 == 3 || number % 5 == 1;
    let items: Vec<_> = (0..200)
        .map(|number| {
            let subject = if granted(number) {
                ground.dora()
            } else {
                ground.emil()
            };
            json!({"subject": subject})
        })
        .collect();
    let body = json!({"action": view(), "resource": ground.here(), "evaluations": items});
    let answer = ground.ask(body).await;
    let expected: Vec<_> = (0..200).map(granted).collect();
    assert_eq!(decisions(&answer), expected);
}

/// Each says why, how far it goes and as of when, as a single one does.
async fn reasons_levels_and_revisions_come_with_each(server: &Server) {
    let ground = Ground::new(server).await;
    let answer = ground
        .ask(json!({
            "subject": ground.dora(),
            "resource": ground.here(),
            "evaluations": [
                {"action": {"name": "deals.view:own"}},
                {"action": {"name": "deals.view"}},
                {"action": {"name": "crm.export"}},
            ],
        }))
        .await;
    assert_eq!(decisions(&answer), [true, false, false], "{answer}");
    let items = answer.json()["evaluations"].clone();
    assert_eq!(items[0]["context"]["level"], "own", "{answer}");
    assert_eq!(items[1]["context"]["level"], "own", "{answer}");
    assert!(items[0]["context"].get("reason").is_none(), "{answer}");
    assert_eq!(items[1]["context"]["reason"], "not_granted", "{answer}");
    assert_eq!(items[2]["context"]["reason"], "not_granted", "{answer}");
    for item in items.as_array().unwrap() {
        Revision::parse(item["context"]["revision"].as_str().unwrap());
    }
}

/// Q1: a thousand pairs of people and accounts that nobody knows are a thousand denials. PostgreSQL
/// once took longer to compile the statement than a call may wait for the database.
async fn many_unknown_names_are_denied_in_time(server: &Server) {
    let questions: Vec<_> = (0..1000)
        .map(|number| {
            json!({
                "subject": {"type": "user", "id": format!("nobody-{number}")},
                "resource": {"type": "account", "id": format!("nowhere-{number}")},
            })
        })
        .collect();
    let answer = server
        .platform()
        .post(
            "/access/v1/evaluations",
            json!({"action": {"name": "contacts.view"}, "evaluations": questions}),
        )
        .await
        .ok();
    let answers = answer["evaluations"].as_array().unwrap();
    assert_eq!(answers.len(), 1000);
    assert!(answers.iter().all(|answer| answer["decision"] == false));
}

/// At most 1,000 at once; the problem tells the limit.
async fn a_batch_has_an_end(server: &Server) {
    let ground = Ground::new(server).await;
    let batch = |count: usize| {
        let items = vec![json!({}); count];
        json!({
            "subject": ground.dora(),
            "action": view(),
            "resource": ground.here(),
            "evaluations": items,
        })
    };
    let answer = ground.ask(batch(1_000)).await;
    assert_eq!(decisions(&answer), [true; 1_000]);
    for count in [1_001, 10_000] {
        let answer = ground.ask(batch(count)).await;
        let problem = answer.problem(400);
        let detail = problem["detail"].as_str().unwrap().replace(',', "");
        assert!(detail.contains("1000"), "{answer}");
    }
    assert_eq!(decisions(&ground.ask(batch(1)).await), [true]);
}

/// What is wrong with the whole is a bad request; no item of it is ever granted.
async fn a_batch_that_cannot_be_read_is_a_bad_request(server: &Server) {
    let ground = Ground::new(server).await;
    let good = json!({
        "subject": ground.dora(),
        "action": view(),
        "evaluations": [{"resource": ground.here()}],
    });
    for (member, wrong) in [
        ("evaluations", json!({})),
        ("evaluations", json!("x")),
        ("evaluations", json!(7)),
        ("options", json!("x")),
        ("options", json!([])),
        ("options", json!({"evaluations_semantic": 7})),
        ("options", json!({"evaluations_semantic": "any"})),
        ("subject", json!("x")),
        ("action", json!([])),
        ("action", json!({"name": 7})),
    ] {
        let mut body = good.clone();
        body[member] = wrong;
        let answer = ground.ask(body).await;
        if answer.status == 200 && ["subject", "action"].contains(&member) {
            // The default may also be what fails each item that takes it.
            assert_eq!(decisions(&answer), [false], "{answer}");
        } else {
            answer.problem(400);
        }
    }
    for item in [json!(7), json!("x"), json!([]), json!(null)] {
        let mut body = good.clone();
        body["evaluations"] = json!([{"resource": ground.here()}, item]);
        let answer = ground.ask(body).await;
        if answer.status == 200 {
            assert_eq!(decisions(&answer), [true, false], "{answer}");
        } else {
            answer.problem(400);
        }
    }
    for body in [json!([]), json!("x"), json!(null)] {
        ground.ask(body).await.problem(400);
    }
}

/// Q2, for all items or for one.
async fn a_batch_is_as_fresh_as_asked(server: &Server) {
    let ground = Ground::new(server).await;
    let path = format!("{}/deactivate", ground.client.member(&ground.dora));
    let revision = ground.client.admin.post_nothing(path).await.revision();
    let ahead = Revision {
        number: revision.number + 1_000_000_000,
        ..revision.clone()
    };
    let body = |at_least: &Revision, of_item: bool| {
        let context = json!({"at_least": at_least.to_string()});
        let mut body = json!({
            "subject": ground.dora(),
            "action": view(),
            "evaluations": [{"resource": ground.here()}],
        });
        if of_item {
            body["evaluations"][0]["context"] = context;
        } else {
            body["context"] = context;
        }
        body
    };
    for of_item in [false, true] {
        let answer = ground.ask(body(&revision, of_item)).await;
        assert_eq!(decisions(&answer), [false], "{answer}");
        let context = answer.json()["evaluations"][0]["context"].clone();
        assert_eq!(context["reason"], "deactivated", "{answer}");
        let stood_on = Revision::parse(context["revision"].as_str().unwrap());
        assert!(stood_on >= revision, "{stood_on} for {revision}");
        let answer = ground.ask(body(&ahead, of_item)).await;
        if answer.status == 200 {
            assert_eq!(decisions(&answer), [false], "{answer}");
            let error = &answer.json()["evaluations"][0]["context"]["error"];
            assert_eq!(error["status"], 503, "{answer}");
        } else {
            answer.refused(503, "unavailable");
        }
    }
}

async fn a_batch_is_the_platforms_to_ask(server: &Server) {
    let ground = Ground::new(server).await;
    let body = json!({"evaluations": [
        {"subject": ground.dora(), "action": view(), "resource": ground.here()},
    ]});
    let anonymous = server.anonymous();
    anonymous.post(PATH, body.clone()).await.problem(401);
    let answer = ground.scene.owner.post(PATH, body.clone()).await;
    answer.missing_permission();
    let scopes = json!({"label": "other", "scopes": ["provision", "activity", "audit"]});
    let token = ground
        .scene
        .platform
        .post("/v1/service-tokens", scopes)
        .await;
    let other = anonymous.with_token(token.created()["token"].as_str().unwrap());
    other.post(PATH, body).await.missing_permission();
}
