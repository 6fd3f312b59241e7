//! Activities as the platform reports them: what is taken, what counts, and what is ignored and why.

use serde_json::{Value, json};

use crate::support::{
    Client, Kind, Person, Scene, Server, access, later, on_both_databases, with_own_servers,
};

on_both_databases!(
    qualifying_work_is_told_from_other_activity,
    what_cannot_count_is_ignored_with_a_reason,
    an_activity_may_lie_a_little_ahead_and_no_more,
    the_shape_of_reports_is_checked,
    needs_its_scope,
    external_ids_name_people_and_accounts,
    any_activity_moves_the_members_last_activity,
    only_active_recognised_employees_count,
    a_linked_member_who_acts_for_nobody_counts,
);

with_own_servers!(qualifying_kinds_are_a_setting,);

/// A client with an approved partner admin.
async fn connected(scene: &Scene) -> (Client, Person) {
    let client = scene.client("Contoso").await;
    let mona = scene.manager("Mona").await;
    scene.approve(&client, &mona).await;
    (client, mona)
}

/// R1, R7.
async fn qualifying_work_is_told_from_other_activity(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    let did = |kind: &str| Scene::activity(&client, &mona, kind, &now);
    let told = scene.report(&[did("view"), did("sign_in")]).await;
    assert_eq!(told, json!({"accepted": 2, "qualifying": 0, "ignored": []}));
    assert_eq!(scene.relationship(&client).await["status"], "connected");
    let told = scene
        .report(&[did("view"), did("update"), did("delete")])
        .await;
    assert_eq!(told, json!({"accepted": 3, "qualifying": 2, "ignored": []}));
    let shown = scene.relationship(&client).await;
    assert_eq!(shown["status"], "managed");
    assert_eq!(shown["last_qualifying_activity_at"], now.as_str());
}

/// Unknown accounts, unknown people, strangers and the future are ignored, the others are taken.
async fn what_cannot_count_is_ignored_with_a_reason(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let stranger = scene.outsider("Sven").await;
    let now = scene.now().await;
    let good = Scene::activity(&client, &mona, "create", &now);
    let with = |name: &str, value: &str| {
        let mut activity = good.clone();
        activity[name] = json!(value);
        activity
    };
    let told = scene
        .report(&[
            with("account", "acc_01h455vb4pex5vsknk084sn02q"),
            good.clone(),
            with("user", "usr_01h455vb4pex5vsknk084sn02q"),
            with("user", &stranger.id),
            with("occurred_at", &later(&now, 3_600)),
            with("occurred_at", "2999-01-01T00:00:00Z"),
            with("account", "no-such-external-id"),
            with("user", "no-such-external-id"),
        ])
        .await;
    assert_eq!(told["accepted"], 1, "{told}");
    assert_eq!(told["qualifying"], 1, "{told}");
    let reason = |index: usize, reason: &str| json!({"index": index, "reason": reason});
    assert_eq!(
        told["ignored"],
        json!([
            reason(0, "unknown_account"),
            reason(2, "unknown_user"),
            reason(3, "not_a_member"),
            reason(4, "in_the_future"),
            reason(5, "in_the_future"),
            reason(6, "unknown_account"),
            reason(7, "unknown_user"),
        ])
    );
    // Nothing is remembered of the future.
    let shown = scene.relationship(&client).await;
    assert_eq!(shown["last_qualifying_activity_at"], now.as_str());
}

/// R1: not more than five minutes.
async fn an_activity_may_lie_a_little_ahead_and_no_more(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    let at = |seconds: i64| Scene::activity(&client, &mona, "create", &later(&now, seconds));
    let told = scene.report(&[at(240), at(900)]).await;
    assert_eq!(told["qualifying"], 1, "{told}");
    assert_eq!(
        told["ignored"],
        json!([{"index": 1, "reason": "in_the_future"}])
    );
    assert_eq!(scene.relationship(&client).await["status"], "managed");
}

async fn the_shape_of_reports_is_checked(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    let good = Scene::activity(&client, &mona, "create", &now);
    let report = |body: Value| scene.platform.post("/v1/activities", body);
    let many: Vec<Value> = (0..1_001).map(|_| good.clone()).collect();
    report(json!({"activities": many}))
        .await
        .invalid("/activities");
    let told = report(json!({"activities": many[..1_000]})).await.ok();
    assert_eq!(told["accepted"], 1_000);
    report(json!({})).await.invalid("/activities");
    for name in ["account", "user", "kind", "occurred_at"] {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().remove(name);
        report(json!({"activities": [good, bad]}))
            .await
            .invalid("/activities/1");
    }
    for (name, wrong) in [
        ("occurred_at", json!("yesterday")),
        ("occurred_at", json!("2026-02-30T00:00:00Z")),
        ("kind", json!("")),
        ("kind", json!("x".repeat(1_000))),
    ] {
        let mut bad = good.clone();
        bad[name] = wrong;
        report(json!({"activities": [bad]}))
            .await
            .invalid("/activities/0");
    }
    for body in [
        json!({"activities": "x"}),
        json!({"activities": [7]}),
        json!({"activities": [{"account": 7}]}),
        json!({"activities": [good], "more": true}),
        json!([good]),
    ] {
        report(body).await.problem(400);
    }
    let mut extra = good.clone();
    extra["where"] = json!("here");
    report(json!({"activities": [extra]})).await.problem(400);
    // A report long after the fact does no harm; one at a time that is not accepted is ignored (I5).
    for (at, ignored) in [("0001-01-01T00:00:00Z", 1), ("1970-01-01T00:00:00Z", 0)] {
        let told = scene
            .report(&[Scene::activity(&client, &mona, "create", at)])
            .await;
        assert_eq!(told["ignored"].as_array().unwrap().len(), ignored, "{told}");
    }
}

async fn needs_its_scope(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    let body = json!({"activities": [Scene::activity(&client, &mona, "create", &now)]});
    let with_scopes = async |scopes: Value| {
        let body = json!({"label": "some", "scopes": scopes});
        let token = scene.platform.post("/v1/service-tokens", body).await;
        let token = token.created()["token"].as_str().unwrap().to_owned();
        scene.platform.with_token(&token)
    };
    let right = with_scopes(json!(["activity"])).await;
    let wrong = with_scopes(json!(["provision", "decide", "audit", "admin"])).await;
    wrong
        .post("/v1/activities", body.clone())
        .await
        .missing_permission();
    for person in [&mona, &client.admin] {
        person
            .post("/v1/activities", body.clone())
            .await
            .missing_permission();
    }
    assert_eq!(scene.relationship(&client).await["status"], "connected");
    right.post("/v1/activities", body).await.ok();
    assert_eq!(scene.relationship(&client).await["status"], "managed");
}

async fn external_ids_name_people_and_accounts(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let (account, user) = (scene.unique("contoso"), scene.unique("mona"));
    for (path, external_id) in [
        (format!("/v1/accounts/{}", client.id), &account),
        (format!("/v1/users/{}", mona.id), &user),
    ] {
        let body = json!({"external_id": external_id});
        scene.platform.patch(path, body).await.ok();
    }
    let now = scene.now().await;
    let told = scene
        .report(&[json!({
            "account": account,
            "user": user,
            "kind": "publish",
            "occurred_at": now,
        })])
        .await;
    assert_eq!(told["qualifying"], 1, "{told}");
}

/// R7: any kind moves it, and only forwards.
async fn any_activity_moves_the_members_last_activity(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let now = scene.now().await;
    let last = async |person: &Person| {
        let member = client.admin.get(client.member(person)).await.ok();
        member["last_active_at"].clone()
    };
    for person in [&mona, &dora] {
        assert_eq!(last(person).await, Value::Null);
        let earlier = later(&now, -3_600);
        for (at, expected) in [(&now, &now), (&earlier, &now)] {
            let told = scene
                .report(&[Scene::activity(&client, person, "view", at)])
                .await;
            assert_eq!(told["accepted"], 1);
            assert_eq!(last(person).await, expected.as_str());
        }
    }
    // No change in the sense of T1: no revision, no event.
    let trail = scene.trail(&client).await;
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    let told = scene
        .report(&[Scene::activity(&client, &dora, "update", &now)])
        .await;
    assert_eq!(told["qualifying"], 0, "staff earn no partner anything");
    assert_eq!(scene.trail(&client).await, trail);
    let after = client.admin.all(&client.at("/audit-events")).await.len();
    assert_eq!(after, events);
}

/// R1: judged by the membership at the time of the report.
async fn only_active_recognised_employees_count(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    // There on their own behalf, and nobody has linked them.
    let unverified = scene.unverified_employee("Ulf").await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &unverified, body).await;
    let off = scene.employee("Olga").await;
    scene.let_act(&client, &off, &set).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&client.id, &off, body.clone()).await;
    let former = scene.employee("Former").await;
    scene.let_act(&client, &former, &set).await;
    scene.put_member(&scene.partner, &former, body).await;
    let now = scene.now().await;
    for person in [&unverified, &off, &former] {
        let told = scene
            .report(&[Scene::activity(&client, person, "create", &now)])
            .await;
        assert_eq!(told["qualifying"], 0, "{} {told}", person.name);
    }
    assert_eq!(scene.relationship(&client).await["status"], "connected");
    // Who acts for the partner is recognised by that, verified or not (A1).
    let acting = scene.unverified_employee("Una").await;
    scene.let_act(&client, &acting, &set).await;
    for person in [&mona, &acting] {
        let told = scene
            .report(&[Scene::activity(&client, person, "create", &now)])
            .await;
        assert_eq!(told["qualifying"], 1, "{}", person.name);
    }
    // Work in the partner's own account services no client.
    let own = json!({
        "account": scene.partner,
        "user": mona.id,
        "kind": "create",
        "occurred_at": now,
    });
    assert_eq!(scene.report(&[own]).await["qualifying"], 0);
}

/// R1, A10: for each partner with a relationship to that client which recognises the person there.
async fn a_linked_member_who_acts_for_nobody_counts(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, _) = connected(&scene).await;
    let person = scene.unverified_employee("Ulf").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &person, body).await;
    let now = scene.now().await;
    let work = [Scene::activity(&client, &person, "create", &now)];
    assert_eq!(scene.report(&work).await["qualifying"], 0);
    let link = format!("{}/link", scene.employee_at(&client, &person));
    scene.owner.post_nothing(link).await.ok();
    assert_eq!(scene.report(&work).await["qualifying"], 1);
    assert_eq!(scene.relationship(&client).await["status"], "managed");
}

/// R7: data.
async fn qualifying_kinds_are_a_setting(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.with("RELATIONSHIP__QUALIFYING_KINDS", "invoice,launch")
    });
    let scene = Scene::new(&server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    let did = |kind: &str| Scene::activity(&client, &mona, kind, &now);
    let told = scene.report(&[did("create"), did("launch")]).await;
    assert_eq!(told["accepted"], 2);
    assert_eq!(told["qualifying"], 1, "{told}");
}
