//! Q2 with several nodes on one database: how soon one knows what another has revoked, and what it says
//! while it is cut off.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{
    Answer, Caller, Client, Database, Kind, Person, Relay, Scene, Server, Start, access,
    at_operation, question, with_own_servers,
};

with_own_servers!(
    a_revocation_reaches_the_other_node_in_time,
    the_other_node_refuses_a_revoked_token_in_time,
    an_answer_of_the_other_node_is_as_fresh_as_asked,
    the_other_node_knows_an_operations_work_when_asked,
    running_nodes_follow_the_catalogue_in_force,
);

/// The bound of the configuration, and what the answer itself takes on a busy machine.
const BOUND: Duration = Duration::from_secs(1);

const ANSWER: Duration = Duration::from_millis(1_500);

/// Two nodes on one database, with a scene made by the first.
struct Nodes {
    scene: Scene,
    other: Server,
    _one: Server,
    _database: Database,
}

impl Nodes {
    async fn on(kind: Kind) -> Self {
        let database = Database::new(kind);
        let start = Start::on(&database.url());
        let (one, other) = (start.serve(), start.serve());
        Self {
            scene: Scene::new(&one).await,
            other,
            _one: one,
            _database: database,
        }
    }
}

/// Switches the person on or off in the client, and gives the revision of that.
async fn set_active(scene: &Scene, client: &Client, person: &Person, active: bool) -> String {
    let status = if active { "active" } else { "deactivated" };
    let set = access::set(&scene.working);
    let body =
        json!({"access": set, "seat": "partner", "partner": scene.partner, "status": status});
    let path = format!("/v1/accounts/{}/members/{}", client.id, person.id);
    let put = scene.platform.put(path, body).await;
    put.made();
    put.header("latchkey-revision").unwrap().to_owned()
}

/// Asks a node until it says this; tells how long that took.
async fn until(node: &Caller, person: &Person, client: &Client, allowed: bool) -> Duration {
    let start = Instant::now();
    while node.may(&person.id, "contacts.view", &client.id).await != allowed {
        assert!(
            start.elapsed() < BOUND + ANSWER,
            "not after {:?}",
            start.elapsed()
        );
    }
    start.elapsed()
}

async fn a_revocation_reaches_the_other_node_in_time(kind: Kind) {
    let nodes = Nodes::on(kind).await;
    let (scene, other) = (&nodes.scene, nodes.other.platform());
    let client = scene.client("Contoso").await;
    let person = scene.employee("Ellen").await;
    for _ in 0..10 {
        set_active(scene, &client, &person, true).await;
        until(&other, &person, &client, true).await;
        set_active(scene, &client, &person, false).await;
        // Not on the same node: there it is known by now.
        assert!(!scene.may(&person, "contacts.view", &client).await);
        until(&other, &person, &client, false).await;
    }
}

async fn the_other_node_refuses_a_revoked_token_in_time(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let (one, other) = (start.serve(), start.serve());
    let platform = one.platform();
    let body = json!({"label": "deciding", "scopes": ["decide"]});
    let token = platform.post("/v1/service-tokens", body).await.made();
    let asks = |node: &Caller| node.with_token(token["token"].as_str().unwrap());
    let (here, there) = (asks(&platform), asks(&other.platform()));
    let ask = async |node: &Caller| -> Answer {
        let body = question("nobody", "contacts.view", "nowhere");
        node.post("/access/v1/evaluation", body).await
    };
    ask(&here).await.ok();
    ask(&there).await.ok();
    let path = format!("/v1/service-tokens/{}", token["id"].as_str().unwrap());
    platform.delete(path).await.no_content();
    let revoked = Instant::now();
    ask(&here).await.problem(401);
    while ask(&there).await.status != 401 {
        assert!(
            revoked.elapsed() < BOUND + ANSWER,
            "{:?}",
            revoked.elapsed()
        );
    }
}

async fn an_answer_of_the_other_node_is_as_fresh_as_asked(kind: Kind) {
    let nodes = Nodes::on(kind).await;
    let (scene, other) = (&nodes.scene, nodes.other.platform());
    let client = scene.client("Contoso").await;
    let person = scene.employee("Ellen").await;
    for active in [true, false, true, false, true, false] {
        let revision = set_active(scene, &client, &person, active).await;
        let mut body = question(&person.id, "contacts.view", &client.id);
        body["context"] = json!({"at_least": revision});
        let answer = other.post("/access/v1/evaluation", body).await.ok();
        assert_eq!(answer["decision"], active, "{answer}");
        let read_at = answer["context"]["revision"].as_str().unwrap();
        assert!(read_at >= revision.as_str(), "{answer} {revision}");
    }
}

async fn the_other_node_knows_an_operations_work_when_asked(kind: Kind) {
    let nodes = Nodes::on(kind).await;
    let (scene, other) = (&nodes.scene, nodes.other.platform());
    let client = scene.client("Contoso").await;
    let mona = scene.manager("Mona").await;
    scene.make_partner_admin(&client, &mona).await;
    let person = scene.employee("Ellen").await;
    let set = scene.partner_set(&["contacts.view"]).await;
    let assignment =
        json!({"clients": [client.id], "employees": [person.id], "permission_set": set});
    let assignments = scene.at_partner("/assignments");
    let of_the_person = json!({"clients": [client.id], "employees": [person.id]});
    let deactivations = scene.at_partner("/deactivations");
    for (path, body, granted) in [
        (assignments, assignment, true),
        (deactivations, of_the_person, false),
    ] {
        let started = mona.post(&path, body).await.accepted();
        mona.finish(&started).await;
        let shown = mona.get(at_operation(&started, "")).await;
        let mut body = question(&person.id, "contacts.view", &client.id);
        body["context"] = json!({"at_least": shown.revision().to_string()});
        let answer = other.post("/access/v1/evaluation", body).await.ok();
        assert_eq!(answer["decision"], granted, "{answer}");
    }
}

/// A node whose connections to the database are dropped, or hang, or whose database is stopped, never
/// grants what was revoked longer ago than the bound: it says 503, and comes back by itself.
#[tokio::test]
async fn a_node_cut_off_never_grants_past_the_bound() {
    let database = Database::new(Kind::Postgres);
    let relay = Relay::to(&database.url());
    let one = Start::on(&database.url()).serve();
    let other = Start::on(relay.url()).serve();
    let scene = Scene::new(&one).await;
    let other = other.platform();
    let client = scene.client("Contoso").await;
    let person = scene.employee("Ellen").await;
    for cut_off in [Relay::drop_all, Relay::hang, Relay::drop_all] {
        set_active(&scene, &client, &person, true).await;
        back_again(&other, &person, &client, true).await;
        cut_off(&relay);
        set_active(&scene, &client, &person, false).await;
        let revoked = Instant::now();
        says_503_and_never_yes(&other, &person, &client, revoked).await;
        relay.mend();
        back_again(&other, &person, &client, false).await;
    }
}

async fn says_503_and_never_yes(node: &Caller, person: &Person, client: &Client, revoked: Instant) {
    loop {
        let asked = revoked.elapsed();
        let body = question(&person.id, "contacts.view", &client.id);
        let answer = node.post("/access/v1/evaluation", body).await;
        if answer.status == 503 {
            answer.refused(503, "unavailable");
            // Until then it may have said what it knew; from now on it stays with this.
            if asked > BOUND {
                return;
            }
        } else if answer.ok()["decision"] == true {
            assert!(asked <= BOUND, "granted {asked:?} after the revocation");
        }
        assert!(asked < Duration::from_secs(30), "neither 503 nor an answer");
    }
}

async fn back_again(node: &Caller, person: &Person, client: &Client, allowed: bool) {
    let start = Instant::now();
    loop {
        let body = question(&person.id, "contacts.view", &client.id);
        let answer = node.post("/access/v1/evaluation", body).await;
        if answer.status == 200 && answer.ok()["decision"] == allowed {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{answer}");
    }
}

/// Permissions of a catalogue of the platform's own.
fn permissions(keys: &[&str]) -> String {
    let entry = |key: &&str| {
        format!("[[permission]]\nkey = \"{key}\"\ncategory = \"x\"\nlabel = \"{key}\"\n")
    };
    keys.iter().map(entry).collect()
}

/// P1: what a catalogue takes away is gone on every running node within the bound, without a restart, and
/// what stays is still the same permission; a metric and the log tell which catalogue a node judges by.
async fn running_nodes_follow_the_catalogue_in_force(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let both = ["notes.away", "notes.read", "contacts.view"];
    let both = path("both.toml", &permissions(&both));
    let fewer = path("fewer.toml", &permissions(&["notes.read", "contacts.view"]));
    let database = Database::new(kind);
    let start = Start::on(&database.url()).with("PERMISSIONS__CATALOGUE", &both);
    let (one, other) = (start.serve(), start.serve());
    let scene = Scene::new(&one).await;
    let client = scene.client("Contoso").await;
    let dora = scene
        .staff(&client, "Dora", &["notes.away", "notes.read", "users.edit"])
        .await;
    let away = || question(&dora.id, "notes.away", &client.id);
    let nodes = [one.platform(), other.platform()];
    for node in &nodes {
        for key in ["notes.away", "notes.read", "users.edit"] {
            assert!(node.may(&dora.id, key, &client.id).await, "{key}");
        }
    }
    let applied = start.run(&["catalogue", "apply", &fewer, "--yes"]);
    assert!(applied.status.success(), "{applied:?}");
    let began = Instant::now();
    for (node, server) in nodes.iter().zip([&one, &other]) {
        let gone = crate::support::until("the permission is gone", async || {
            let call = node.post("/access/v1/evaluation", away());
            let answer = call.patiently().await.ok();
            (answer["decision"] == false).then_some(answer)
        });
        let answer = gone.await;
        assert!(began.elapsed() <= BOUND + ANSWER, "{:?}", began.elapsed());
        assert_eq!(answer["context"]["reason"], "unknown_action", "{answer}");
        for key in ["notes.read", "users.edit"] {
            assert!(node.may(&dora.id, key, &client.id).await, "{key}");
        }
        let metrics = node.get("/metrics").await.body;
        let in_force = metrics
            .lines()
            .filter(|line| line.starts_with("latchkey_catalogue_info") && line.ends_with(" 1"));
        let [in_force] = in_force.collect::<Vec<_>>()[..] else {
            panic!("{metrics}");
        };
        let hash = in_force.split('"').nth(1).unwrap();
        assert!(server.said().contains(hash), "the log names {hash}");
    }
    // What is given again is given again.
    let applied = start.run(&["catalogue", "apply", &both, "--yes"]);
    assert!(applied.status.success(), "{applied:?}");
    for node in &nodes {
        crate::support::until("the permission is back", async || {
            let call = node.post("/access/v1/evaluation", away());
            let answer = call.patiently().await.ok();
            (answer["decision"] == true).then_some(())
        })
        .await;
    }
}
