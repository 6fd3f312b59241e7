//! When things around the server fail, or are set up wrongly.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use throwaway_postgres::Cluster;

use crate::support::{Caller, Database, Kind, Scene, Server, Start, with_own_servers};

with_own_servers!(
    a_schema_newer_than_the_binary_is_refused,
    a_missing_schema_is_refused_if_not_to_migrate,
    a_file_counts_when_it_is_applied,
    everything_outlives_a_restart,
    the_first_token_is_for_an_empty_database_only,
    a_good_configuration_passes_the_check,
    a_server_told_to_end_finishes_what_it_has_begun,
    what_was_answered_outlives_a_crash,
);

/// The contract says 2 s; the rest is for a busy machine.
const OUT_OF_REACH: Duration = Duration::from_millis(3_500);

#[test]
fn an_unreachable_database_stops_the_start() {
    let said = Start::on("postgres://latchkey:geheim@127.0.0.1:1/latchkey").refuses();
    assert!(said.to_lowercase().contains("database"), "{said}");
    assert!(
        !said.contains("geheim"),
        "the password is in the message: {said}"
    );
    let said = Start::on("sqlite:///no/such/directory/latchkey.db?mode=rwc").refuses();
    assert!(said.to_lowercase().contains("database"), "{said}");
    let said = Start::on("mysql://localhost/latchkey").refuses();
    let said = said.to_lowercase().replace("__", ".");
    assert!(said.contains("database.url"), "{said}");
}

/// 503 `unavailable` with `Retry-After`, and back by itself.
#[tokio::test]
async fn a_database_that_hangs_or_stops_is_found_again() {
    let cluster = Cluster::start_own().unwrap();
    let database = cluster.database().unwrap();
    let server = Start::on(database.url()).serve();
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;

    cluster.pause().unwrap();
    out_of_reach(&server, &scene, &person).await;
    cluster.resume().unwrap();
    back_again(&server, &scene, &person).await;

    cluster.stop().unwrap();
    out_of_reach(&server, &scene, &person).await;
    cluster.start().unwrap();
    back_again(&server, &scene, &person).await;
    assert!(scene.may(&person, "contacts.view", &client).await);
}

async fn out_of_reach(server: &Server, scene: &Scene, person: &Caller) {
    let calls = (0..5).flat_map(|_| {
        [
            scene.platform.post("/v1/accounts", json!({"name": "Lost"})),
            scene.platform.get("/v1/accounts"),
            person.get("/v1/me"),
        ]
    });
    let tasks: Vec<_> = calls
        .map(|call| {
            tokio::spawn(async move {
                let start = Instant::now();
                (call.await, start.elapsed())
            })
        })
        .collect();
    for task in tasks {
        let (answer, took) = task.await.unwrap();
        answer.refused(503, "unavailable");
        assert!(took < OUT_OF_REACH, "after {took:?}\n{answer}");
    }
    let ready = server.anonymous().get("/readyz").await;
    assert_eq!(ready.status, 503, "{ready}");
    let alive = server.anonymous().get("/livez").await;
    assert_eq!(alive.status, 200, "{alive}");
}

async fn back_again(server: &Server, scene: &Scene, person: &Caller) {
    let body = json!({"name": "Found"});
    scene
        .platform
        .post("/v1/accounts", body)
        .patiently()
        .await
        .created();
    person.get("/v1/me").patiently().await.ok();
    let ready = server.anonymous().get("/readyz").await;
    assert_eq!(ready.status, 200, "{ready}");
    let lost = scene.platform.all("/v1/accounts").await;
    let lost = lost.iter().filter(|account| account["name"] == "Lost");
    assert_eq!(
        lost.count(),
        0,
        "what was answered 503 while it was down did not happen"
    );
}

async fn a_schema_newer_than_the_binary_is_refused(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let server = start.serve();
    Scene::new(&server).await;
    drop(server);
    database.execute(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_of_tomorrow', 1)",
    );
    let said = start.refuses();
    assert!(
        said.contains("m9999_of_tomorrow") || said.contains("newer"),
        "{said}"
    );
    database.execute("DELETE FROM seaql_migrations WHERE version = 'm9999_of_tomorrow'");
    let server = start.serve();
    server.platform().get("/v1/accounts").await.ok();
}

async fn a_missing_schema_is_refused_if_not_to_migrate(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url()).with("DATABASE__MIGRATE", "false");
    let said = start.refuses();
    assert!(said.contains("migrate"), "it says what to do: {said}");
    let output = start.run(&["migrate"]);
    assert!(output.status.success(), "{output:?}");
    let again = start.run(&["migrate"]);
    assert!(again.status.success(), "{again:?}");
    let server = start.serve();
    server.platform().get("/v1/accounts").await.ok();
}

const SMALL: &str = r#"
[[permission]]
key = "boats.view"
category = "boats"
label = "View boats"
read_only = true

[[permission]]
key = "boats.sail"
category = "boats"
label = "Sail boats"
implies = ["boats.view"]

[[permission_set]]
key = "crew"
label = "Crew"
permissions = ["boats.sail"]
"#;

/// P1: the error names file, line and key.
#[test]
fn a_faulty_catalogue_stops_the_start_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("boats.toml");
    let database = Database::new(Kind::Sqlite);
    let start = Start::on(&database.url()).with("PERMISSIONS__CATALOGUE", path.to_str().unwrap());
    let permission = |key: &str, more: &str| {
        format!("\n[[permission]]\nkey = \"{key}\"\ncategory = \"x\"\nlabel = \"X\"\n{more}\n")
    };
    let many: String = (0..260).fold(String::new(), |mut all, number| {
        write!(all, "{}", permission(&format!("many.k{number}"), "")).unwrap();
        all
    });
    let cases = [
        (
            permission("boats.sink", "implies = [\"boats.none\"]"),
            "boats.none",
        ),
        (
            permission("a.one", "implies = [\"a.two\"]")
                + &permission("a.two", "implies = [\"a.one\"]"),
            "a.",
        ),
        (permission("boats.view", ""), "boats.view"),
        (permission("users.edit", ""), "users.edit"),
        (permission("Boats.Sink", ""), "Boats.Sink"),
        (permission("boats.sink", "seat = \"bench\""), "bench"),
        (
            permission("boats.sink", "levels = [\"mine\"]"),
            "boats.sink",
        ),
        (permission("boats.sink", "colour = \"red\""), "colour"),
        (
            "\n[[permission_set]]\nkey = \"x\"\nlabel = \"X\"\npermissions = [\"no.such\"]\n"
                .to_owned(),
            "no.such",
        ),
        (
            "\n[[permission_set]]\nkey = \"crew\"\nlabel = \"X\"\npermissions = []\n".to_owned(),
            "crew",
        ),
        (
            "\n[[permission]]\nlabel = \"X\"\ncategory = \"x\"\n".to_owned(),
            "key",
        ),
        (
            permission("boats.sink", "levels = [\"own\", \"team\", \"all\"]")
                + &permission("boats.scuttle", "implies = [\"boats.sink\"]"),
            "boats.sink",
        ),
    ];
    let good_lines = SMALL.lines().count();
    for (fault, named) in cases {
        fs::write(&path, format!("{SMALL}{fault}")).unwrap();
        let said = start.refuses();
        assert!(said.contains("boats.toml"), "the file for {fault}\n{said}");
        assert!(said.contains(named), "{named} for {fault}\n{said}");
        let lines = good_lines + 1..=good_lines + fault.lines().count() + 1;
        assert!(
            lines.clone().any(|line| said.contains(&line.to_string())),
            "a line in {lines:?} for {fault}\n{said}"
        );
    }
    fs::write(&path, format!("{SMALL}{many}")).unwrap();
    let said = start.refuses();
    assert!(said.contains("256"), "{said}");
    fs::write(&path, "[[permission").unwrap();
    let said = start.refuses();
    assert!(said.contains("boats.toml"), "{said}");
    fs::remove_file(&path).unwrap();
    let said = start.refuses();
    assert!(said.contains("boats.toml"), "{said}");
    // Nothing of it reached the database.
    fs::write(&path, SMALL).unwrap();
    drop(start.serve());
}

/// P1: one catalogue is in force.
async fn a_file_counts_when_it_is_applied(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("boats.toml");
    fs::write(&path, SMALL).unwrap();
    let database = Database::new(kind);
    let first = Start::on(&database.url());
    let server = first.serve();
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let person = scene
        .staff(&client, "Dora", &["contacts.view", "users.edit"])
        .await;
    drop(server);

    let second = Start::on(&database.url()).with("PERMISSIONS__CATALOGUE", path.to_str().unwrap());
    let server = second.serve();
    let platform = server.platform();
    let may = platform.may(&person.id, "contacts.view", &client.id);
    assert!(may.await, "it starts with the catalogue in force");
    assert!(
        server.said().contains("catalogue apply"),
        "it says what to do: {}",
        server.said()
    );
    drop(server);
    // Somebody would lose permissions, so it has to be confirmed.
    let unconfirmed = second.run(&["catalogue", "apply"]);
    assert!(!unconfirmed.status.success(), "{unconfirmed:?}");
    let said = String::from_utf8_lossy(&unconfirmed.stderr).into_owned();
    assert!(said.contains("--yes"), "{said}");
    let server = second.serve();
    let platform = server.platform();
    let may = platform.may(&person.id, "contacts.view", &client.id);
    assert!(may.await, "nothing was changed");
    drop(server);
    let applied = second.run(&["catalogue", "apply", "--yes"]);
    assert!(applied.status.success(), "{applied:?}");
    let server = second.serve();
    let platform = server.platform();
    let ask = |key: &'static str| platform.ask(&person.id, key, &client.id);
    assert_eq!(
        ask("contacts.view").await["context"]["reason"],
        "unknown_action"
    );
    assert_eq!(ask("users.edit").await["decision"], true);
    let admin = platform
        .ask(&client.admin.id, "boats.sail", &client.id)
        .await;
    assert_eq!(admin["decision"], true, "{admin}");
    // The account is told.
    let admin = client
        .admin
        .on(server.anonymous().with_token(client.admin.token()));
    let path = client.at("/audit-events?type=catalogue.applied");
    let told = admin.all(&path).await;
    assert_eq!(told.len(), 1, "{told:?}");
    let taken = told[0]["details"]["taken"].as_array().unwrap();
    assert!(taken.contains(&"contacts.view:all".into()), "{told:?}");
    drop(server);
    // A node without a file, or with another one, judges by the catalogue in force too.
    let third = folder.path().join("ships.toml");
    fs::write(&third, SMALL.replace("boats", "ships")).unwrap();
    let third = Start::on(&database.url()).with("PERMISSIONS__CATALOGUE", third.to_str().unwrap());
    for start in [&first, &third] {
        let server = start.serve();
        let answer = server
            .platform()
            .ask(&client.admin.id, "boats.sail", &client.id)
            .await;
        assert_eq!(answer["decision"], true, "{answer}");
    }
    // What the first one gave is stored, and gives again.
    let applied = first.run(&["catalogue", "apply", "--yes"]);
    assert!(applied.status.success(), "{applied:?}");
    let server = first.serve();
    let answer = server
        .platform()
        .ask(&person.id, "contacts.view", &client.id)
        .await;
    assert_eq!(answer["decision"], true, "{answer}");
}

/// Tokens, links (L2: the key is in the database), kept answers and revisions.
async fn everything_outlives_a_restart(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let server = start.serve();
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let body = json!({"name": "Once"});
    let kept = scene
        .platform
        .post("/v1/accounts", body.clone())
        .key("once")
        .await;
    kept.created();
    let revision = scene.platform.revision().await;
    drop(server);

    let server = start.serve();
    let platform = server.platform();
    assert_eq!(platform.revision().await, revision);
    let again = platform.post("/v1/accounts", body).key("once").await;
    assert_eq!(again.created(), kept.json());
    let owner = platform.with_token(scene.owner.token());
    let link = owner
        .post(
            scene.at_partner("/access-links"),
            json!({"employee": employee.id}),
        )
        .await
        .ok();
    assert!(link["url"].as_str().unwrap().ends_with(&token));
    let admin = platform.with_token(client.admin.token());
    let approved = admin
        .post(
            format!("/v1/access-links/{token}/approve"),
            json!({"account": client.id}),
        )
        .await;
    assert_eq!(approved.ok()["outcome"], "created");
    let next = approved.revision();
    assert_eq!(next.epoch, revision.epoch);
    assert_eq!(next.number, revision.number + 1);
}

async fn the_first_token_is_for_an_empty_database_only(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let first = start.serve().platform().token().to_owned();
    let second = "another-service-token-0123456789-0123456789";
    let server = Start::on(&database.url())
        .without("BOOTSTRAP__SERVICE_TOKEN")
        .with("BOOTSTRAP__SERVICE_TOKEN", second)
        .serve();
    let anonymous = server.anonymous();
    anonymous.with_token(&first).get("/v1/accounts").await.ok();
    anonymous
        .with_token(second)
        .get("/v1/accounts")
        .await
        .problem(401);
}

#[test]
fn a_short_first_service_token_is_refused() {
    let database = Database::new(Kind::Sqlite);
    for token in ["", "short", &"x".repeat(31)] {
        let start = Start::on(&database.url())
            .without("BOOTSTRAP__SERVICE_TOKEN")
            .with("BOOTSTRAP__SERVICE_TOKEN", token);
        if token.is_empty() {
            // An empty value may be read as none at all.
            continue;
        }
        let said = start.refuses();
        assert!(said.contains("32"), "{said}");
        assert!(!said.contains(token), "it shows the token: {said}");
    }
}

/// Unknown keys are errors; so are values that make no sense.
#[test]
fn a_wrong_setting_stops_the_start_and_is_named() {
    let database = Database::new(Kind::Sqlite);
    for (key, value, named) in [
        ("HTTP__LISTENN", "127.0.0.1:0", "listenn"),
        ("HTPT__LISTEN", "127.0.0.1:0", "htpt"),
        ("NONSENSE", "1", "nonsense"),
        ("HTTP__RATE_LIMIT", "lots", "rate_limit"),
        ("HTTP__LISTEN", "nowhere", "listen"),
        ("HTTP__PUBLIC_URL", "not a url", "public_url"),
        ("DATABASE__ACQUIRE_TIMEOUT", "soon", "acquire_timeout"),
        ("DATABASE__MIGRATE", "perhaps", "migrate"),
        ("ACCESS_LINKS__LIFETIME_DAYS", "-1", "lifetime_days"),
        (
            "ACCESS_LINKS__URL_TEMPLATE",
            "http://app.example/{token}",
            "url_template",
        ),
        (
            "ACCESS_LINKS__URL_TEMPLATE",
            "https://app.example/approve",
            "url_template",
        ),
    ] {
        let start = Start::on(&database.url()).with(key, value);
        let said = start.refuses().to_lowercase();
        assert!(said.contains(named), "{key}={value}: {said}");
        let checked = start.run(&["config", "check"]);
        assert!(!checked.status.success(), "{key}={value}: {checked:?}");
        let said = format!("{checked:?}").to_lowercase();
        assert!(said.contains(named), "{key}={value}: {said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("latchkey.toml");
    fs::write(
        &file,
        "[http]\nlisten = \"127.0.0.1:0\"\ncolour = \"red\"\n",
    )
    .unwrap();
    let start = Start::on(&database.url());
    let file = file.to_str().unwrap();
    let output = start.run(&["serve", "--config", file]);
    assert!(!output.status.success(), "{output:?}");
    assert!(format!("{output:?}").contains("colour"), "{output:?}");
}

async fn a_good_configuration_passes_the_check(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let output = start.run(&["config", "check"]);
    assert!(output.status.success(), "{output:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("latchkey.toml");
    fs::write(&file, "[http]\nrate_limit = 100\n").unwrap();
    let output = start.run(&["config", "check", "--config", file.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let missing = folder.path().join("none.toml");
    let output = start.run(&["config", "check", "--config", missing.to_str().unwrap()]);
    assert!(!output.status.success(), "{output:?}");
}

/// SIGTERM: the request that is being read is still answered, and the exit is a clean one.
async fn a_server_told_to_end_finishes_what_it_has_begun(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let server = start.serve();
    let platform = server.platform();
    let address = server.address().strip_prefix("http://").unwrap();
    let body = json!({"name": "Last words"}).to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    write!(
        stream,
        "POST /v1/accounts HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\
         Connection: close\r\n\r\n",
        platform.token(),
        body.len()
    )
    .unwrap();
    let mut line = [0; 25];
    stream.read_exact(&mut line).unwrap();
    assert_eq!(&line, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.terminate();
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(server.wait(), Some(0));

    let server = start.serve();
    let accounts = server.platform().all("/v1/accounts").await;
    let found = accounts
        .iter()
        .any(|account| account["name"] == "Last words");
    assert!(found, "what was answered was done: {accounts:?}");
}

/// A server killed in the middle of its work has forgotten nothing that it had answered.
async fn what_was_answered_outlives_a_crash(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let server = start.serve();
    let platform = server.platform();
    let before = platform.revision().await;
    let (sender, mut answered) = tokio::sync::mpsc::unbounded_channel();
    let tasks: Vec<_> = (0..8)
        .map(|lane| {
            let (platform, sender) = (platform.clone(), sender.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    let body = json!({"name": format!("Lane {lane}, number {number}")});
                    let Some(answer) = platform.post("/v1/accounts", body).attempt().await else {
                        return;
                    };
                    let made = answer.created();
                    let told = (made["id"].as_str().unwrap().to_owned(), answer.revision());
                    if sender.send(told).is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    drop(sender);
    let mut told = Vec::new();
    while told.len() < 100 {
        told.push(answered.recv().await.unwrap());
    }
    drop(server);
    while let Some(last) = answered.recv().await {
        told.push(last);
    }
    for task in tasks {
        task.await.unwrap();
    }

    let server = start.serve();
    let platform = server.platform();
    let accounts = platform.all("/v1/accounts").await;
    let there: std::collections::BTreeSet<_> = accounts
        .iter()
        .map(|account| account["id"].as_str().unwrap())
        .collect();
    for (id, revision) in &told {
        assert!(
            there.contains(id.as_str()),
            "{id}, answered as {revision}, is gone"
        );
    }
    // Every commit has its number, and no number is without its commit.
    let after = platform.revision().await;
    assert_eq!(after.epoch, before.epoch);
    let commits = after.number - before.number;
    assert_eq!(usize::try_from(commits).unwrap(), accounts.len());
}
