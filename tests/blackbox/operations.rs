//! Operations: who sees them, how they tell of themselves, and what becomes of them when they are
//! called off, tried again, raced, or cut short by a crash.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Answer, Caller, Client, Database, Kind, Person, Scene, Server, Start, access, at_operation,
    on_both_databases, result_for, said, until, with_own_servers,
};

on_both_databases!(
    an_operation_is_seen_by_its_starter_and_by_holders_of_view,
    progress_is_told_as_it_goes,
    results_are_paged_and_filtered,
    one_key_starts_one_operation,
    what_failed_is_tried_again,
    what_is_over_is_not_called_off,
    an_operation_stands_in_the_trail,
);

with_own_servers!(
    an_operation_is_called_off_in_the_middle,
    a_starter_who_loses_their_right_stops_where_they_are,
    an_operation_outlives_a_crash_and_does_nothing_twice,
    two_nodes_share_an_operation_and_do_nothing_twice,
    many_operations_on_the_same_people_do_not_hang,
);

/// A manager who is partner admin of some clients, and some employees.
struct Agency {
    scene: Scene,
    mona: Person,
    clients: Vec<Client>,
    people: Vec<Person>,
    set: String,
}

async fn agency(server: &Server, clients: usize, people: usize) -> Agency {
    let scene = Scene::new(server).await;
    let mona = scene.manager("Mona").await;
    let set = scene.partner_set(&["contacts.view"]).await;
    let mut agency = Agency {
        scene,
        mona,
        clients: Vec::new(),
        people: Vec::new(),
        set,
    };
    for _ in 0..clients {
        let client = agency.scene.client("Contoso").await;
        agency.scene.make_partner_admin(&client, &agency.mona).await;
        agency.clients.push(client);
    }
    for _ in 0..people {
        let person = agency.scene.employee("Emil").await;
        agency.people.push(person);
    }
    agency
}

impl Agency {
    fn body(&self) -> Value {
        let clients: Vec<_> = self.clients.iter().map(|client| &client.id).collect();
        let people: Vec<_> = self.people.iter().map(|person| &person.id).collect();
        json!({"clients": clients, "employees": people, "permission_set": self.set})
    }

    fn path(&self) -> String {
        self.scene.at_partner("/assignments")
    }

    async fn start(&self) -> Value {
        self.mona.post(self.path(), self.body()).await.accepted()
    }

    async fn results(&self, operation: &Value) -> Vec<Value> {
        self.mona.all(&at_operation(operation, "/results")).await
    }

    /// Who is a member where, of the people and clients of this agency.
    async fn members(&self, platform: &Caller) -> BTreeSet<(String, String)> {
        let mut members = BTreeSet::new();
        for client in &self.clients {
            let admin = platform.with_token(client.admin.token());
            for member in admin.all(&client.at("/members")).await {
                let user = member["user"]["id"].as_str().unwrap();
                if self.people.iter().any(|person| person.id == user) {
                    members.insert((client.id.clone(), user.to_owned()));
                }
            }
        }
        members
    }

    /// How many beginnings of memberships of these people the trails of the clients tell of.
    async fn beginnings(&self, platform: &Caller) -> usize {
        let mut count = 0;
        for client in &self.clients {
            let admin = platform.with_token(client.admin.token());
            let path = client.at("/audit-events?type=membership.created");
            let events = admin.all(&path).await;
            count += events
                .iter()
                .filter(|event| event["outcome"] != "refused")
                .filter(|event| {
                    let user = event["user"]["id"].as_str().unwrap();
                    self.people.iter().any(|person| person.id == user)
                })
                .count();
        }
        count
    }
}

/// The pairs that the results say were added.
fn added(results: &[Value]) -> BTreeSet<(String, String)> {
    results
        .iter()
        .filter(|result| result["outcome"] == "added")
        .map(|result| {
            let id = |member: &str| result[member]["id"].as_str().unwrap().to_owned();
            (id("client"), id("employee"))
        })
        .collect()
}

/// A6: other tenants learn nothing, those of the same partner without `.view` neither.
async fn an_operation_is_seen_by_its_starter_and_by_holders_of_view(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let scene = &agency.scene;
    let started = agency.start().await;
    agency.mona.finish(&started).await;
    let viewer = scene.viewer("Vera").await;
    let plain = scene.employee("Frida").await;
    let (_, rival) = scene.other_partner("Southwind").await;
    let stranger = scene.outsider("Sven").await;
    let theirs = Scene::new(server).await;
    let unknown = json!({"id": "op_01h455vb4pex5vsknk084sn02q"});
    for path in ["", "/results", "/events"] {
        for caller in [&agency.mona, &scene.owner, &viewer] {
            let answer = caller.get(at_operation(&started, path)).await;
            assert_eq!(answer.status, 200, "{answer}");
        }
        plain.get(at_operation(&started, path)).await.kept_out();
        for caller in [&rival, &stranger, &agency.clients[0].admin, &theirs.owner] {
            let strip = |answer: &Answer| {
                let mut problem = answer.not_found();
                problem.as_object_mut().unwrap().remove("request_id");
                problem
            };
            let known = caller.get(at_operation(&started, path)).await;
            let none = caller.get(at_operation(&unknown, path)).await;
            assert_eq!(strip(&known), strip(&none), "told apart\n{known}");
        }
    }
    for act in ["/retry", "/cancel"] {
        for caller in [&rival, &stranger, &agency.clients[0].admin] {
            caller
                .post_nothing(at_operation(&started, act))
                .await
                .not_found();
        }
        plain
            .post_nothing(at_operation(&started, act))
            .await
            .kept_out();
        viewer
            .post_nothing(at_operation(&started, act))
            .await
            .missing_permission();
    }
    // A starter who has lost the right still sees what they began.
    let body = json!({"access": access::set(&scene.working)});
    scene.put_member(&scene.partner, &agency.mona, body).await;
    agency.mona.get(at_operation(&started, "")).await.ok();
}

/// Server-sent events: `progress` with the operation whenever it changed, at last `done`.
async fn progress_is_told_as_it_goes(server: &Server) {
    let agency = agency(server, 4, 5).await;
    let started = agency.start().await;
    let stream = agency.mona.get(at_operation(&started, "/events")).await;
    let messages = stream.messages();
    let (last, before) = messages.split_last().unwrap();
    assert_eq!(last.event, "done", "{stream}");
    let mut done = 0;
    for message in before {
        assert_eq!(message.event, "progress", "{stream}");
        let told: Value = serde_json::from_str(&message.data).unwrap();
        assert_eq!(told["id"], started["id"]);
        assert_eq!(told["total"], 20);
        let now = told["succeeded"].as_u64().unwrap() + told["failed"].as_u64().unwrap();
        assert!(now >= done, "never backwards\n{stream}");
        done = now;
    }
    let ended = agency.mona.get(at_operation(&started, "")).await.ok();
    assert_eq!(ended["succeeded"], 20);
    // Read again when it is over, the stream ends at once.
    let again = agency.mona.get(at_operation(&started, "/events")).await;
    assert_eq!(again.messages().last().unwrap().event, "done");
}

async fn results_are_paged_and_filtered(server: &Server) {
    let agency = agency(server, 3, 3).await;
    let started = agency.start().await;
    agency.mona.finish(&started).await;
    let path = at_operation(&started, "/results");
    let whole = agency.results(&started).await;
    assert_eq!(whole.len(), 9);
    for limit in [1, 4] {
        let walked = agency.mona.pages(&path, limit).await.concat();
        assert_eq!(walked, whole, "limit {limit}");
    }
    for (outcome, count) in [
        ("added", 9),
        ("succeeded", 9),
        ("failed", 0),
        ("refused", 0),
        ("pending", 0),
        ("cancelled", 0),
        ("removed", 0),
    ] {
        let path = format!("{path}?outcome={outcome}");
        let found = agency.mona.pages(&path, 2).await.concat();
        assert_eq!(found.len(), count, "{outcome}");
    }
    agency
        .mona
        .get(format!("{path}?outcome=maybe"))
        .await
        .problem(422);
}

/// The same request twice at the same time: one effect, the same answer.
async fn one_key_starts_one_operation(server: &Server) {
    let agency = agency(server, 2, 3).await;
    let key = agency.scene.unique("key");
    let call = || {
        agency
            .mona
            .post(agency.path(), agency.body())
            .key(&key)
            .patiently()
    };
    let (one, two) = tokio::join!(call(), call());
    let (one, two) = (one.accepted(), two.accepted());
    assert_eq!(one["id"], two["id"]);
    agency.mona.finish(&one).await;
    let later = call().await;
    assert_eq!(later.accepted()["id"], one["id"], "a replay");
    assert_eq!(added(&agency.results(&one).await).len(), 6);
    assert_eq!(agency.beginnings(&agency.scene.platform).await, 6);
    let mut other = agency.body();
    other["reason"] = json!("another");
    agency
        .mona
        .post(agency.path(), other)
        .key(&key)
        .await
        .refused(422, "idempotency-mismatch");
}

async fn what_failed_is_tried_again(server: &Server) {
    let agency = agency(server, 2, 2).await;
    let scene = &agency.scene;
    let body = json!({"status": "deactivated"});
    let second = &agency.clients[1];
    scene.put_member(&second.id, &agency.mona, body).await;
    let started = agency.start().await;
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["succeeded"], 2);
    assert_eq!(ended["failed"], 2);
    let results = agency.results(&started).await;
    for person in &agency.people {
        let refused = result_for(&results, &second.id, &person.id);
        assert_eq!(said(refused), "not-partner-admin");
    }
    let body = json!({"status": "active"});
    scene.put_member(&second.id, &agency.mona, body).await;
    let retried = agency
        .mona
        .post_nothing(at_operation(&started, "/retry"))
        .await;
    assert!([200, 202].contains(&retried.status), "{retried}");
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["succeeded"], 4);
    assert_eq!(ended["failed"], 0);
    assert_eq!(agency.beginnings(&scene.platform).await, 4, "nothing twice");
    // With nothing left to try, nothing happens.
    let again = agency
        .mona
        .post_nothing(at_operation(&started, "/retry"))
        .await;
    if again.status == 409 {
        again.refused(409, "conflict");
    } else {
        assert!([200, 202].contains(&again.status), "{again}");
        agency.mona.finish(&started).await;
    }
    assert_eq!(agency.beginnings(&scene.platform).await, 4);
}

async fn what_is_over_is_not_called_off(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let started = agency.start().await;
    agency.mona.finish(&started).await;
    let answer = agency
        .mona
        .post_nothing(at_operation(&started, "/cancel"))
        .await;
    answer.refused(409, "conflict");
    let shown = agency.mona.get(at_operation(&started, "")).await.ok();
    assert_eq!(shown["state"], "done");
}

/// T1: by operation, on whose behalf.
async fn an_operation_stands_in_the_trail(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let scene = &agency.scene;
    let mut body = agency.body();
    body["reason"] = json!("A new team");
    let started = agency.mona.post(agency.path(), body).await.accepted();
    agency.mona.finish(&started).await;
    let path = scene.at_partner("/audit-events?type=operation.started");
    let events = scene.owner.all(&path).await;
    let [event] = events.as_slice() else {
        panic!("{events:#?}");
    };
    assert_eq!(event["actor"]["id"], agency.mona.id.as_str());
    assert_eq!(event["reason"], "A new team");
    let path = scene.at_partner(&format!(
        "/audit-events?type=membership.created&user={}",
        agency.people[0].id
    ));
    let events = scene.owner.all(&path).await;
    let in_client: Vec<_> = events
        .iter()
        .filter(|event| event["account"]["id"] == agency.clients[0].id.as_str())
        .collect();
    let [event] = in_client.as_slice() else {
        panic!("{events:#?}");
    };
    let text = event.to_string();
    assert!(
        text.contains(started["id"].as_str().unwrap()),
        "by which operation: {event}"
    );
    assert!(text.contains(&agency.mona.id), "on whose behalf: {event}");
}

/// What was done stays done, what was not is not done any more.
async fn an_operation_is_called_off_in_the_middle(kind: Kind) {
    let server = Server::start(kind);
    let agency = agency(&server, 12, 6).await;
    let platform = &agency.scene.platform;
    let started = agency.start().await;
    let cancelled = agency
        .mona
        .post_nothing(at_operation(&started, "/cancel"))
        .await;
    if cancelled.status == 409 {
        // It was quicker.
        cancelled.refused(409, "conflict");
        agency.mona.finish(&started).await;
        assert_eq!(agency.members(platform).await.len(), 72);
        return;
    }
    assert!([200, 202].contains(&cancelled.status), "{cancelled}");
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["state"], "cancelled");
    let results = agency.results(&started).await;
    assert_eq!(results.len(), 72);
    for result in &results {
        assert!(
            ["added", "cancelled"].contains(&result["outcome"].as_str().unwrap()),
            "{result}"
        );
    }
    assert_eq!(added(&results), agency.members(platform).await);
    let again = agency
        .mona
        .post_nothing(at_operation(&started, "/cancel"))
        .await;
    if again.status != 200 {
        again.refused(409, "conflict");
    }
    assert_eq!(added(&results), agency.members(platform).await);
}

/// A4: authorised when it is written by the rights the starter has then.
async fn a_starter_who_loses_their_right_stops_where_they_are(kind: Kind) {
    let server = Server::start(kind);
    let agency = agency(&server, 15, 6).await;
    let scene = &agency.scene;
    let started = agency.start().await;
    let body = json!({"access": access::set(&scene.viewing)});
    let lost = scene
        .platform
        .put(
            format!("/v1/accounts/{}/members/{}", scene.partner, agency.mona.id),
            body,
        )
        .patiently()
        .await;
    lost.ok();
    let there = agency.members(&scene.platform).await;
    let ended = agency.mona.finish(&started).await;
    assert_eq!(ended["state"], "done");
    let results = agency.results(&started).await;
    assert_eq!(results.len(), 90);
    for result in &results {
        assert!(
            ["added", "missing-permission", "not-partner-admin"].contains(&said(result)),
            "{result}"
        );
    }
    assert_eq!(added(&results), agency.members(&scene.platform).await);
    assert_eq!(
        added(&results),
        there,
        "nothing was added after the right was gone"
    );
}

/// A4: a restart repeats nothing, and forgets nothing.
async fn an_operation_outlives_a_crash_and_does_nothing_twice(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let mut server = start.serve();
    let mut agency = agency(&server, 15, 8).await;
    let started = agency.start().await;
    for _ in 0..3 {
        // The server dies whatever it is doing, and another takes its place.
        drop(server);
        server = start.serve();
        let node = server.anonymous();
        agency.mona = agency.mona.on(node.with_token(agency.mona.token()));
        let shown = agency.mona.get(at_operation(&started, "")).await.ok();
        assert_eq!(shown["total"], 120);
    }
    let ended = until("the operation ends", async || {
        let shown = agency.mona.get(at_operation(&started, "")).await.ok();
        (shown["state"] != "running").then_some(shown)
    })
    .await;
    assert_eq!(ended["state"], "done");
    assert_eq!(ended["succeeded"], 120, "{ended}");
    let results = agency.results(&started).await;
    assert_eq!(added(&results).len(), 120, "{results:#?}");
    let platform = server.platform();
    assert_eq!(agency.members(&platform).await.len(), 120);
    assert_eq!(agency.beginnings(&platform).await, 120, "nothing twice");
}

/// Every node takes part, and the second one finishes what the first has left.
async fn two_nodes_share_an_operation_and_do_nothing_twice(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let (first, second) = (start.serve(), start.serve());
    let mut agency = agency(&first, 12, 8).await;
    let started = agency.start().await;
    agency.mona = agency
        .mona
        .on(second.anonymous().with_token(agency.mona.token()));
    drop(first);
    let ended = until("the operation ends", async || {
        let shown = agency.mona.get(at_operation(&started, "")).await.ok();
        (shown["state"] != "running").then_some(shown)
    })
    .await;
    assert_eq!(ended["succeeded"], 96, "{ended}");
    let platform = second.platform();
    assert_eq!(agency.beginnings(&platform).await, 96, "nothing twice");
}

/// Operations that meet in the same clients take turns, whatever their order.
async fn many_operations_on_the_same_people_do_not_hang(kind: Kind) {
    let server = Server::start(kind);
    let agency = agency(&server, 6, 5).await;
    let mut backwards = agency.body();
    for list in ["clients", "employees"] {
        backwards[list].as_array_mut().unwrap().reverse();
    }
    let mut started = Vec::new();
    for round in 0..4 {
        let body = if round % 2 == 0 {
            agency.body()
        } else {
            backwards.clone()
        };
        let answer = agency.mona.post(agency.path(), body).patiently().await;
        started.push(answer.accepted());
    }
    let mut won = 0;
    for operation in &started {
        agency.mona.finish(operation).await;
        let results = agency.results(operation).await;
        for result in &results {
            assert!(
                ["added", "already-a-member"].contains(&said(result)),
                "{result}"
            );
        }
        won += added(&results).len();
    }
    assert_eq!(won, 30, "each pair once");
    assert_eq!(agency.beginnings(&agency.scene.platform).await, 30);
}
