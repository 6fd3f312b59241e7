//! The chain over the trail, proved and broken; the trail and the whole database taken out (T3).

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{Database, Kind, Scene, Start, with_own_servers};

with_own_servers!(
    every_event_is_sealed_and_proved,
    whatever_is_altered_is_named,
    a_head_noted_elsewhere_shows_a_forged_end,
    erasing_a_person_leaves_the_chain_whole,
    the_operator_takes_the_trail_out,
    a_backup_is_a_database_of_its_own,
);

const LEAVER: &str = "ola@elsewhere.test";

/// A database with a trail that is sealed to its end: the server that made it has stopped.
async fn sealed(kind: Kind) -> (Database, Start) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let server = start.serve();
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    client
        .admin
        .post(
            format!("{}/deactivate", client.member(&client.admin)),
            json!({"reason": "=cmd()"}),
        )
        .await
        .refused(409, "last-super-admin");
    let leaver = json!({"email": LEAVER, "name": "Ola"});
    server.platform().post("/v1/users", leaver).await.created();
    server.terminate();
    assert_eq!(server.wait(), Some(0));
    (database, start)
}

fn said(output: &Output) -> String {
    let text = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8(text).unwrap()
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    said(output)
}

/// The chain is broken, as the command says.
#[track_caller]
fn breaks(start: &Start, arguments: &[&str], expected: &str) {
    let output = start.run(&[&["audit", "verify"], arguments].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = said(&output);
    assert!(said.contains(expected), "expected `{expected}`: {said}");
}

/// The number of the last sealed event and its hash, as the command shows them.
#[track_caller]
fn head(start: &Start) -> (u64, String) {
    let said = succeeds(&start.run(&["audit", "verify"]));
    let (_, head) = said.trim().rsplit_once(' ').unwrap();
    let (number, hash) = head.split_once(':').unwrap_or_else(|| panic!("{said}"));
    (number.parse().unwrap(), hash.to_owned())
}

/// T3, T1: refusals too.
async fn every_event_is_sealed_and_proved(kind: Kind) {
    let (database, start) = sealed(kind).await;
    let (number, hash) = head(&start);
    let events = database.execute("SELECT count(*) FROM event");
    assert_eq!(events.trim(), number.to_string());
    let with_number = format!("{number}:{hash}");
    for noted in [&hash, &with_number] {
        succeeds(&start.run(&["audit", "verify", "--head", noted]));
    }
    let server = start.serve();
    let shown = server.platform().get("/v1/audit/head").await.ok();
    assert_eq!(shown["number"], number);
    assert_eq!(shown["hash"], hash);
    assert!(shown["sealed_at"].as_str().unwrap().ends_with('Z'));
    let deciding = server
        .platform()
        .post(
            "/v1/service-tokens",
            json!({"label": "decider", "scopes": ["decide"]}),
        )
        .await
        .created();
    let decider = server
        .anonymous()
        .with_token(deciding["token"].as_str().unwrap());
    decider.get("/v1/audit/head").await.missing_permission();
    drop(server);
    // Whoever has noted a head finds it for ever, however the chain goes on.
    succeeds(&start.run(&["audit", "verify", "--head", &with_number]));
    for wrong in ["", "7", "7:abc", &format!("0:{hash}")] {
        let output = start.run(&["audit", "verify", "--head", wrong]);
        assert!(!output.status.success(), "{wrong}: {output:?}");
    }
}

/// T3: the first broken link is named, with the exit code 1.
async fn whatever_is_altered_is_named(kind: Kind) {
    let (database, start) = sealed(kind).await;
    let (number, hash) = head(&start);
    database.execute("CREATE TABLE kept AS SELECT * FROM event");
    database.execute("CREATE TABLE kept_chain AS SELECT * FROM chain");
    let restore = || {
        database.execute("UPDATE chain SET sealed_at = (SELECT sealed_at FROM kept_chain)");
        database.execute("DELETE FROM event");
        database.execute("INSERT INTO event SELECT * FROM kept");
        assert_eq!(head(&start), (number, hash.clone()));
    };
    for altered in [
        "reason = 'another'",
        "details = '{}'",
        "kind = 'membership.removed'",
        "actor_account_id = NULL, reason = 'x'",
        "refused_with = refused_with, request_id = 'another'",
    ] {
        database.execute(&format!(
            "UPDATE event SET {altered} WHERE chain_number = 3"
        ));
        breaks(&start, &[], "link 3 is broken: event evt_");
        restore();
    }
    database.execute(
        "UPDATE event SET chain_hash = (SELECT chain_hash FROM kept \
         WHERE kept.chain_number = 7 - event.chain_number) WHERE chain_number IN (3, 4)",
    );
    breaks(&start, &[], "link 3 is broken");
    restore();
    // A row that cannot be read is named, in plain words.
    set_hash(&database, "");
    breaks(
        &start,
        &[],
        "the row of table `chain`, which notes the end of the chain, cannot be read",
    );
    restore_chain(&database, number, &hash);
    restore();
    database.execute("DELETE FROM event WHERE chain_number = 4");
    breaks(&start, &[], "link 4 is missing");
    restore();
    database.execute("UPDATE event SET chain_number = NULL WHERE chain_number = 2");
    breaks(&start, &[], "link 2 is missing");
    restore();

    // Two links, so that one of them is no refusal: those belong to no commit.
    let last = number - 2;
    database.execute(&format!("DELETE FROM event WHERE chain_number > {last}"));
    let cut = format!("the chain ends at {last}, but the database has noted {number}");
    breaks(&start, &[], &cut);
    // Who sets back that note too leaves a commit without its events.
    database.execute(&set_back_to(last));
    breaks(&start, &[], "has no event: its events were removed");
    restore_chain(&database, number, &hash);
    restore();

    database.execute("DELETE FROM event");
    database.execute("UPDATE chain SET number = 0");
    set_hash(&database, &"0".repeat(64));
    breaks(&start, &[], "revision 1 has no event");
    restore_chain(&database, number, &hash);
    restore();
    // Whoever removes all seals is found out by the time at which the database noted the last ...
    database.execute("UPDATE event SET chain_number = NULL, chain_hash = NULL");
    database.execute("UPDATE chain SET number = 0");
    set_hash(&database, &"0".repeat(64));
    breaks(&start, &[], "their seals were removed");
    // ... or, if that is gone too, by events that no server would have left unsealed for so long.
    database.execute("UPDATE chain SET sealed_at = NULL");
    let tail = succeeds(&start.run(&["audit", "verify"]));
    assert!(tail.contains("not verified"), "the last moments: {tail}");
    database.execute("UPDATE event SET at = '2020-01-01T00:00:00+00:00' WHERE revision = 2");
    breaks(&start, &[], "is not sealed, but a server was at work until");
    // Events that are not sealed yet belong to their commits too.
    database.execute("DELETE FROM event WHERE revision = 3");
    breaks(&start, &[], "revision 3 has no event");
    restore_chain(&database, number, &hash);
    restore();
}

/// T3: what the database alone cannot show: who takes the last events out of the chain, writes them
/// anew and sets back the noted end is found out by a head that was noted elsewhere, and by nothing
/// else.
async fn a_head_noted_elsewhere_shows_a_forged_end(kind: Kind) {
    let (database, start) = sealed(kind).await;
    let (number, hash) = head(&start);
    let last = number - 5;
    database.execute("CREATE TABLE kept AS SELECT * FROM event");
    database.execute(&set_back_to(last));
    database.execute(&format!(
        "UPDATE event SET chain_number = NULL, chain_hash = NULL, reason = 'forged' \
         WHERE chain_number > {last}"
    ));
    let said = succeeds(&start.run(&["audit", "verify"]));
    assert!(said.contains(&format!("head {last}:")), "{said}");
    for noted in [hash.clone(), format!("{number}:{hash}")] {
        let missing = format!("not in the chain, which ends at {last}");
        breaks(&start, &["--head", &noted], &missing);
    }
    let differs = format!("link {last} has the hash");
    breaks(&start, &["--head", &format!("{last}:{hash}")], &differs);
    // Sealed anew by the next server, it is another chain for good.
    let server = start.serve();
    server.terminate();
    assert_eq!(server.wait(), Some(0));
    succeeds(&start.run(&["audit", "verify"]));
    let output = start.run(&["audit", "verify", "--head", &format!("{number}:{hash}")]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

/// The statement that makes the database note this link as the end of the chain.
fn set_back_to(last: u64) -> String {
    format!(
        "UPDATE chain SET number = {last}, \
         hash = (SELECT chain_hash FROM kept WHERE chain_number = {last})"
    )
}

fn restore_chain(database: &Database, number: u64, hash: &str) {
    database.execute(&format!("UPDATE chain SET number = {number}"));
    set_hash(database, hash);
}

fn set_hash(database: &Database, hash: &str) {
    let bytes = match database {
        Database::Sqlite(_) => format!("X'{hash}'"),
        Database::Postgres(_) => format!("decode('{hash}', 'hex')"),
    };
    database.execute(&format!("UPDATE chain SET hash = {bytes}"));
}

/// T3: names and addresses stand beside the chain.
async fn erasing_a_person_leaves_the_chain_whole(kind: Kind) {
    let (database, start) = sealed(kind).await;
    let (number, hash) = head(&start);
    let server = start.serve();
    let path = format!("/v1/users?email={LEAVER}");
    let found = server.platform().all(&path).await;
    let path = format!("/v1/users/{}", found[0]["id"].as_str().unwrap());
    let renamed = json!({"name": "Ola Moss"});
    server.platform().patch(&path, renamed).await.ok();
    server
        .platform()
        .post_nothing(format!("{path}/erase"))
        .await
        .ok();
    server.terminate();
    assert_eq!(server.wait(), Some(0));
    database.execute("UPDATE event SET address = NULL");
    let noted = format!("{number}:{hash}");
    let said = succeeds(&start.run(&["audit", "verify", "--head", &noted]));
    assert!(said.contains("whole") && head(&start).0 > number, "{said}");
}

/// T3: everything, in lines and as a table.
async fn the_operator_takes_the_trail_out(kind: Kind) {
    let (database, start) = sealed(kind).await;
    let export = |arguments: &[&str]| {
        let output = start.run(&[&["audit", "export"], arguments].concat());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let count = database.execute("SELECT count(*) FROM event");
    let lines = export(&[]);
    assert_eq!(lines.lines().count().to_string(), count.trim());
    let events: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let refused: Vec<_> = events
        .iter()
        .filter(|event| event["outcome"] == "refused")
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0]["reason"], "=cmd()", "the operator sees all");
    let table = export(&["--format", "csv"]);
    assert!(table.starts_with("id,type,at,"), "{table}");
    assert!(table.contains(",'=cmd(),"), "{table}");
    assert_eq!(table.matches("\r\n").count(), events.len() + 1);

    let of_type = export(&["--type", "membership.created"]);
    let wanted = events
        .iter()
        .filter(|event| event["type"] == "membership.created");
    assert_eq!(of_type.lines().count(), wanted.count());
    let newest = events[0]["at"].as_str().unwrap();
    assert!(!export(&["--to", newest]).contains(events[0]["id"].as_str().unwrap()));
    let since = export(&["--from", newest]);
    assert!(since.contains(events[0]["id"].as_str().unwrap()));
    for wrong in [
        vec!["--format", "xml"],
        vec!["--from", "yesterday"],
        vec!["--type", "nothing.happened"],
        vec!["--account", "usr_01h455vb4pex5vsknk084sn02q"],
    ] {
        let output = start.run(&[&["audit", "export"], wrong.as_slice()].concat());
        assert!(!output.status.success(), "{wrong:?}: {output:?}");
    }
}

/// A copy made while the server runs; its revisions are not taken for those of the original.
async fn a_backup_is_a_database_of_its_own(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let server = start.serve();
    let made = server
        .platform()
        .post("/v1/accounts", json!({"name": "Kept"}));
    let made = made.await;
    let account = made.created()["id"].as_str().unwrap().to_owned();
    let epoch = |revision: Option<&str>| revision.unwrap().split_once('.').unwrap().0.to_owned();
    let original = epoch(made.header("latchkey-revision"));

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a copy?.db");
    let name = file.to_str().unwrap();
    let said = succeeds(&start.run(&["backup", name]));
    assert!(said.contains(name), "{said}");
    let again = start.run(&["backup", name]);
    assert_eq!(again.status.code(), Some(1), "{again:?}");
    assert!(self::said(&again).contains("already"), "{again:?}");
    let nowhere = directory.path().join("no/such/place.db");
    let nowhere = start.run(&["backup", nowhere.to_str().unwrap()]);
    assert_eq!(nowhere.status.code(), Some(1), "{nowhere:?}");
    assert_eq!(directory.path().read_dir().unwrap().count(), 1);
    let lost = json!({"name": "Made later"});
    server.platform().post("/v1/accounts", lost).await.created();
    drop(server);

    let copy = Database::new(kind);
    restore(&copy, &file, &said);
    let start = Start::on(&copy.url());
    succeeds(&start.run(&["audit", "verify"]));
    let server = start.serve();
    let accounts = server.platform().all("/v1/accounts").await;
    let [kept] = accounts.as_slice() else {
        panic!("{accounts:?}");
    };
    assert_eq!(kept["id"], account);
    let made = server
        .platform()
        .post("/v1/accounts", json!({"name": "New"}));
    let made = made.await;
    made.created();
    assert_ne!(epoch(made.header("latchkey-revision")), original);
}

/// Does what `docs/operating.md` says.
fn restore(database: &Database, file: &Path, said: &str) {
    match database {
        Database::Sqlite(directory) => {
            std::fs::copy(file, directory.path().join("latchkey.db")).unwrap();
        }
        Database::Postgres(empty) => {
            let restored = Command::new("pg_restore")
                .args(["--no-owner", "--exit-on-error", "--dbname", empty.url()])
                .arg(file)
                .output()
                .unwrap();
            assert!(restored.status.success(), "{restored:?}");
            let (_, statement) = said.trim().rsplit_once("run: ").unwrap();
            database.execute(statement);
        }
    }
}

/// A database that is not there is not made by copying it.
#[test]
fn nothing_is_copied_from_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing.db");
    let start = Start::on(&format!("sqlite://{}?mode=rwc", missing.display()));
    let copy = directory.path().join("copy.db");
    let output = start.run(&["backup", copy.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!missing.exists() && !copy.exists());
}
