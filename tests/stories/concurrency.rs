//! Many at once: nothing is lost, nothing is done twice, and no rule is broken by a race.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Answer, Call, Caller, Client, Kind, Person, Scene, Server, Start, access, with_own_servers,
};

with_own_servers!(
    changes_of_one_account_are_numbered_without_gaps,
    changes_of_many_accounts_are_numbered_without_gaps,
    guarded_changes_lose_nothing,
    super_admins_who_deactivate_each_other_leave_one,
    two_super_admins_race_on_two_nodes,
    one_person_is_added_once,
    a_second_node_knows_what_the_first_has_answered,
    one_key_sent_to_two_nodes_has_one_effect,
    a_token_revoked_on_one_node_ends_on_the_other,
    a_set_is_never_deleted_from_under_a_new_holder,
    disabling_and_deactivating_leave_a_super_admin,
    an_account_put_by_many_at_once_is_made_once,
    a_person_put_by_many_at_once_is_made_once,
    an_address_is_given_once,
    a_membership_put_by_many_at_once_is_made_once,
    a_link_asked_for_by_many_at_once_is_made_once,
);

const CALLS: usize = 200;

/// Makes all calls at once and gives the answers in the order of the calls; a 503 with
/// `Retry-After` is asked again.
async fn all_at_once(calls: Vec<Call>) -> Vec<Answer> {
    let tasks: Vec<_> = calls
        .into_iter()
        .map(|call| tokio::spawn(async move { call.patiently().await }))
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

/// People without tokens.
async fn crowd(scene: &Scene, count: usize) -> Vec<String> {
    let calls = (0..count)
        .map(|_| {
            let email = format!("{}@elsewhere.test", scene.unique("many"));
            scene
                .platform
                .post("/v1/users", json!({"email": email, "name": "Many"}))
        })
        .collect();
    let answers = all_at_once(calls).await;
    answers
        .iter()
        .map(|answer| answer.created()["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The numbers of the answers are those right after `start`, each once.
fn assert_gapless(start: u64, answers: &[Answer]) {
    let numbers: BTreeSet<_> = answers
        .iter()
        .map(|answer| answer.revision().number)
        .collect();
    let count = u64::try_from(answers.len()).unwrap();
    let expected: BTreeSet<_> = (start + 1..=start + count).collect();
    assert_eq!(
        numbers, expected,
        "each change has its own number, without gaps"
    );
}

async fn changes_of_one_account_are_numbered_without_gaps(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let people = crowd(&scene, CALLS).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let start = scene.platform.revision().await.number;
    let member = |id: &str| client.at(&format!("/members/{id}"));
    let calls = people
        .iter()
        .map(|id| {
            let body = json!({"access": access::set(&set)});
            scene.platform.put(member(id), body)
        })
        .collect();
    let answers = all_at_once(calls).await;
    for answer in &answers {
        answer.created();
    }
    assert_gapless(start, &answers);
    // Changes of what is there, half of them by the account's own super admin.
    let start = scene.platform.revision().await.number;
    let calls = people
        .iter()
        .enumerate()
        .map(|(index, id)| {
            if index % 2 == 0 {
                let path = format!("{}/deactivate", member(id));
                client.admin.post_nothing(path)
            } else {
                let body = json!({"engagement": "contractor"});
                scene.platform.put(member(id), body)
            }
        })
        .collect();
    let answers = all_at_once(calls).await;
    for answer in &answers {
        answer.ok();
    }
    assert_gapless(start, &answers);
    let members = client.admin.all(&client.at("/members")).await;
    assert_eq!(members.len(), CALLS + 1);
    let off = members
        .iter()
        .filter(|member| member["status"] == "deactivated")
        .count();
    assert_eq!(off, CALLS / 2);
}

async fn changes_of_many_accounts_are_numbered_without_gaps(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let mut accounts = Vec::new();
    for _ in 0..50 {
        accounts.push(scene.account("Contoso").await);
    }
    let people = crowd(&scene, 4).await;
    let start = scene.platform.revision().await.number;
    let mut calls = Vec::new();
    for id in &people {
        for account in &accounts {
            let path = format!("/v1/accounts/{account}/members/{id}");
            let body = json!({"access": access::super_admin()});
            calls.push(scene.platform.put(path, body));
        }
    }
    assert_eq!(calls.len(), CALLS);
    let answers = all_at_once(calls).await;
    for answer in &answers {
        answer.created();
    }
    assert_gapless(start, &answers);
}

/// Permissions that imply nothing of each other.
const KEYS: [&str; 10] = [
    "crm.import",
    "crm.export",
    "emails.publish",
    "workflows.edit",
    "reports.view",
    "payments.connect",
    "deals.view",
    "tickets.view",
    "tasks.view",
    "companies.view",
];

/// Each of many adds its own key to one list; with `If-Match` none of them is lost.
async fn guarded_changes_lose_nothing(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let path = client.member(&person);
    let tasks: Vec<_> = KEYS
        .iter()
        .map(|key| {
            let (platform, reader) = (scene.platform.clone(), client.admin.clone());
            let path = path.clone();
            tokio::spawn(async move {
                for _ in 0..200 {
                    let read = reader.get(&path).await;
                    let mut adjustments = read.ok()["adjustments"].clone();
                    adjustments.as_object_mut().unwrap().remove("clipped");
                    adjustments["added"]
                        .as_array_mut()
                        .unwrap()
                        .push(json!(key));
                    let written = platform
                        .put(&path, json!({"adjustments": adjustments}))
                        .header("If-Match", &read.etag())
                        .patiently()
                        .await;
                    if written.status != 412 {
                        written.ok();
                        return;
                    }
                    written.refused(412, "stale");
                }
                panic!("{key} never got its turn");
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for key in KEYS {
        assert!(scene.may(&person, key, &client).await, "{key} was lost");
    }
}

/// An account with two permanent super admins.
async fn duel(scene: &Scene) -> (Client, Person) {
    let client = scene.client("Contoso").await;
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, body).await;
    (client, second)
}

/// D5: also when two requests race.
async fn super_admins_who_deactivate_each_other_leave_one(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, second) = duel(&scene).await;
    fight(&client, [&client.admin, &second], 200).await;
}

/// D5, on two nodes that share nothing but the database.
async fn two_super_admins_race_on_two_nodes(kind: Kind) {
    let database = crate::support::Database::new(kind);
    let (one, two) = (
        Start::on(&database.url()).serve(),
        Start::on(&database.url()).serve(),
    );
    let scene = Scene::new(&one).await;
    let (client, second) = duel(&scene).await;
    let elsewhere = two.anonymous().with_token(second.token());
    let second = second.on(elsewhere);
    fight(&client, [&client.admin, &second], 50).await;
}

async fn fight(client: &Client, rivals: [&Person; 2], rounds: usize) {
    for round in 0..rounds {
        let [one, two] = rivals;
        let off = |target: &Person| format!("{}/deactivate", client.member(target));
        let answers =
            all_at_once(vec![one.post_nothing(off(two)), two.post_nothing(off(one))]).await;
        let won: Vec<_> = answers.iter().map(|answer| answer.status == 200).collect();
        assert_ne!(
            won[0], won[1],
            "round {round}: exactly one wins\n{}\n{}",
            answers[0], answers[1]
        );
        let (winner, loser, lost) = if won[0] {
            (one, two, &answers[1])
        } else {
            (two, one, &answers[0])
        };
        lost.refused_as_one_of(&[
            (409, "last-super-admin"),
            (403, "missing-permission"),
            (404, "not-found"),
        ]);
        winner
            .post_nothing(format!("{}/reactivate", client.member(loser)))
            .patiently()
            .await
            .ok();
    }
}

/// A6: two managers add the same person with two sets at once.
async fn one_person_is_added_once(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let (mona, max) = (
        scene.partner_admin(&client, "Mona").await,
        scene.partner_admin(&client, "Max").await,
    );
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for _ in 0..10 {
        let worker = scene.employee("Emil").await;
        let path = scene.at_client(&client, "/employees");
        let body = json!({"employees": [worker.id], "permission_set": set});
        let calls = (0..6)
            .map(|index| {
                let caller: &Caller = if index % 2 == 0 { &mona } else { &max };
                caller.post(&path, body.clone())
            })
            .collect();
        let outcomes: Vec<Value> = all_at_once(calls)
            .await
            .iter()
            .map(|answer| answer.ok()["results"][0].clone())
            .collect();
        let added = outcomes
            .iter()
            .filter(|result| result["outcome"] == "added")
            .count();
        assert_eq!(added, 1, "{outcomes:#?}");
        assert!(
            outcomes
                .iter()
                .filter(|result| result["outcome"] != "added")
                .all(|result| result["problem"] == "already-a-member"),
            "{outcomes:#?}"
        );
    }
}

/// Q2: asked for at least a revision, any node answers as of then.
async fn a_second_node_knows_what_the_first_has_answered(kind: Kind) {
    let database = crate::support::Database::new(kind);
    let (one, two) = (
        Start::on(&database.url()).serve(),
        Start::on(&database.url()).serve(),
    );
    let scene = Scene::new(&one).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let far = two.platform();
    for round in 0..20 {
        let act = if round % 2 == 0 {
            "deactivate"
        } else {
            "reactivate"
        };
        let answer = client
            .admin
            .post_nothing(format!("{}/{act}", client.member(&person)))
            .await;
        answer.ok();
        let body = json!({
            "subject": {"type": "user", "id": person.id},
            "action": {"name": "contacts.view"},
            "resource": {"type": "account", "id": client.id},
            "context": {"at_least": answer.revision().to_string()},
        });
        let decision = far
            .post("/access/v1/evaluation", body)
            .patiently()
            .await
            .ok();
        assert_eq!(
            decision["decision"],
            act == "reactivate",
            "round {round}: {decision}"
        );
    }
}

async fn one_key_sent_to_two_nodes_has_one_effect(kind: Kind) {
    let database = crate::support::Database::new(kind);
    let (one, two) = (
        Start::on(&database.url()).serve(),
        Start::on(&database.url()).serve(),
    );
    let platforms = [one.platform(), two.platform()];
    for round in 0..10 {
        let body = json!({"name": format!("Race {round}")});
        let key = format!("key-{round}");
        let calls = (0..6)
            .map(|index| {
                let platform: &Caller = &platforms[index % 2];
                platform.post("/v1/accounts", body.clone()).key(&key)
            })
            .collect();
        let mut ids = BTreeSet::new();
        for answer in all_at_once(calls).await {
            if answer.status == 409 {
                answer.refused(409, "conflict");
            } else {
                ids.insert(answer.created()["id"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(ids.len(), 1, "round {round}: {ids:?}");
    }
    let accounts = platforms[1].all("/v1/accounts").await;
    assert_eq!(accounts.len(), 10);
}

/// P6, Q2: within the staleness bound, which is one second by default.
async fn a_token_revoked_on_one_node_ends_on_the_other(kind: Kind) {
    let database = crate::support::Database::new(kind);
    let (one, two) = (
        Start::on(&database.url()).serve(),
        Start::on(&database.url()).serve(),
    );
    let scene = Scene::new(&one).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let far = two.anonymous().with_token(person.token());
    far.get("/v1/me").await.ok();
    let path = format!("/v1/users/{}", person.id);
    scene
        .platform
        .patch(path, json!({"status": "disabled"}))
        .await
        .ok();
    let start = std::time::Instant::now();
    loop {
        let answer = far.get("/v1/me").await;
        if answer.status == 401 {
            break;
        }
        assert!(start.elapsed().as_secs() < 3, "{answer}");
    }
    let reason = two
        .platform()
        .why_not(&person.id, "contacts.view", &client.id)
        .await;
    assert_eq!(reason, "user_disabled");
}

/// A7.
async fn a_set_is_never_deleted_from_under_a_new_holder(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let people = crowd(&scene, 40).await;
    for person in people {
        let set = scene.client_set(&client, &["contacts.view"]).await;
        let member = client.at(&format!("/members/{person}"));
        let body = json!({"access": access::set(&set)});
        let delete = client
            .admin
            .delete(client.at(&format!("/permission-sets/{set}")));
        let answers = all_at_once(vec![scene.platform.put(&member, body), delete]).await;
        let (held, deleted) = (answers[0].status == 201, answers[1].status < 300);
        assert_ne!(held, deleted, "one of them\n{}\n{}", answers[0], answers[1]);
        if held {
            answers[1].refused(409, "set-in-use");
            let shown = client.admin.get(&member).await.ok();
            assert_eq!(shown["permissions"], json!(["contacts.view"]));
        } else {
            answers[0].refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
        }
    }
}

/// D5: disabling one and deactivating the other come by different ways, and meet.
async fn disabling_and_deactivating_leave_a_super_admin(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    for round in 0..30 {
        let (client, second) = duel(&scene).await;
        let user = format!("/v1/users/{}", second.id);
        let disable = match round % 2 {
            0 => scene.platform.patch(&user, json!({"status": "disabled"})),
            _ => scene.platform.post_nothing(format!("{user}/erase")),
        };
        let body = match round % 3 {
            0 => json!({"status": "deactivated"}),
            1 => json!({"expires_at": "2099-01-01T00:00:00Z"}),
            _ => json!({"seat": "core", "access": {"type": "permission_set",
                "permission_set": scene.client_set(&client, &["contacts.view"]).await}}),
        };
        let demote = scene.platform.put(client.member(&client.admin), body);
        let answers = all_at_once(vec![disable, demote]).await;
        let won = answers.iter().filter(|answer| answer.status < 300).count();
        assert_eq!(won, 1, "round {round}\n{}\n{}", answers[0], answers[1]);
        for answer in answers.iter().filter(|answer| answer.status >= 300) {
            answer.refused(409, "last-super-admin");
        }
    }
}

/// The ids in the answers, and how many of them say that something was made.
fn made(answers: &[Answer]) -> (usize, usize) {
    let ids: BTreeSet<_> = answers
        .iter()
        .map(|answer| answer.made()["id"].as_str().unwrap().to_owned())
        .collect();
    let created = answers.iter().filter(|answer| answer.status == 201);
    (ids.len(), created.count())
}

const ROUNDS: usize = 5;

const MANY: usize = 8;

async fn an_account_put_by_many_at_once_is_made_once(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    for _ in 0..ROUNDS {
        let path = format!("/v1/accounts/by-external-id/{}", scene.unique("same"));
        let calls = (0..MANY)
            .map(|_| scene.platform.put(&path, json!({"name": "Same"})))
            .collect();
        assert_eq!(made(&all_at_once(calls).await), (1, 1));
    }
}

async fn a_person_put_by_many_at_once_is_made_once(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    for _ in 0..ROUNDS {
        let external_id = scene.unique("same");
        let path = format!("/v1/users/by-external-id/{external_id}");
        let body = json!({"email": format!("{external_id}@elsewhere.test"), "name": "Same"});
        let calls = (0..MANY)
            .map(|_| scene.platform.put(&path, body.clone()))
            .collect();
        assert_eq!(made(&all_at_once(calls).await), (1, 1));
    }
}

async fn an_address_is_given_once(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    for _ in 0..ROUNDS {
        let email = format!("{}@elsewhere.test", scene.unique("same"));
        let body = json!({"email": email, "name": "Same"});
        let calls = (0..MANY)
            .map(|_| scene.platform.post("/v1/users", body.clone()))
            .collect();
        let (won, lost): (Vec<_>, Vec<_>) = all_at_once(calls)
            .await
            .into_iter()
            .partition(|answer| answer.status == 201);
        assert_eq!(won.len(), 1);
        for answer in lost {
            answer.refused(409, "conflict");
        }
    }
}

async fn a_membership_put_by_many_at_once_is_made_once(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let body = json!({"access": access::super_admin(), "expires_at": "2099-01-01T00:00:00Z"});
    for person in crowd(&scene, ROUNDS).await {
        let path = client.at(&format!("/members/{person}"));
        let calls = (0..MANY)
            .map(|_| scene.platform.put(&path, body.clone()))
            .collect();
        assert_eq!(made(&all_at_once(calls).await), (1, 1));
    }
}

/// L2: the standing one, or a new one.
async fn a_link_asked_for_by_many_at_once_is_made_once(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let path = scene.at_partner("/access-links");
    for _ in 0..ROUNDS {
        let worker = scene.employee("Emil").await;
        let body = json!({"employee": worker.id});
        let calls = (0..MANY)
            .map(|_| scene.owner.post(&path, body.clone()))
            .collect();
        assert_eq!(made(&all_at_once(calls).await), (1, 1));
    }
}
