//! The commands of the binary that an operator runs beside or before the server.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::{Database, Kind, Start, with_own_servers};

with_own_servers!(
    tokens_are_made_listed_and_revoked_by_command,
    a_first_super_admin_is_made_by_command,
    the_settings_are_shown_without_secrets,
);

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// I3.
async fn tokens_are_made_listed_and_revoked_by_command(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    drop(start.serve());
    let create = [
        "token",
        "create",
        "--label",
        "importer",
        "--scopes",
        "provision",
    ];
    let token = printed(&start.run(&create));
    let token = token.trim();
    let server = start.serve();
    let caller = server.anonymous().with_token(token);
    caller.get("/v1/accounts").await.ok();
    caller.get("/v1/service-tokens").await.missing_permission();
    let listed = printed(&start.run(&["token", "list"]));
    assert!(listed.contains("importer"), "{listed}");
    assert!(!listed.contains(token), "{listed}");
    let id = listed
        .lines()
        .find(|line| line.contains("importer"))
        .and_then(|line| {
            line.split_whitespace()
                .find(|word| word.starts_with("tok_"))
        })
        .unwrap_or_else(|| panic!("{listed}"));
    let revoked = start.run(&["token", "revoke", id]);
    assert!(revoked.status.success(), "{revoked:?}");
    caller.get("/v1/accounts").await.problem(401);
    for wrong in [
        vec!["token", "create", "--label", "x", "--scopes", "everything"],
        vec!["token", "revoke", "tok_01h455vb4pex5vsknk084sn02q"],
        vec!["token", "revoke", "nothing"],
        vec![
            "token",
            "create",
            "--label",
            "x",
            "--email",
            "nobody@elsewhere.test",
        ],
    ] {
        let output = start.run(&wrong);
        assert!(!output.status.success(), "{wrong:?}: {output:?}");
        assert!(!output.stderr.is_empty(), "it says why: {output:?}");
    }
}

async fn a_first_super_admin_is_made_by_command(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    drop(start.serve());
    let create = [
        "user",
        "create-super-admin",
        "--email",
        "ada@elsewhere.test",
        "--name",
        "Ada",
        "--account-name",
        "Northwind",
        "--program",
        "solutions_partner",
    ];
    printed(&start.run(&create));
    printed(&start.run(&create));
    let ask = [
        "token",
        "create",
        "--label",
        "laptop",
        "--email",
        "ada@elsewhere.test",
    ];
    let token = printed(&start.run(&ask));
    let server = start.serve();
    let ada = server.anonymous().with_token(token.trim());
    let me = ada.get("/v1/me").await.ok();
    assert_eq!(me["user"]["email"], "ada@elsewhere.test");
    let accounts = server.platform().all("/v1/accounts").await;
    let [account] = accounts.as_slice() else {
        panic!("twice is once: {accounts:?}");
    };
    assert_eq!(account["name"], "Northwind");
    let partner = account["id"].as_str().unwrap();
    let domains = ada
        .put(
            format!("/v1/partners/{partner}/email-domains"),
            json!({"domains": ["elsewhere.test"]}),
        )
        .await
        .ok();
    assert_eq!(
        domains["domains"],
        json!(["elsewhere.test"]),
        "I1: the address is confirmed"
    );
    // What the command did stands in the trail like everything else (T1).
    let events = ada
        .all(&format!("/v1/accounts/{partner}/audit-events"))
        .await;
    let made = events
        .iter()
        .any(|event| event["type"] == "membership.created");
    assert!(made, "{events:#?}");
}

async fn the_settings_are_shown_without_secrets(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let shown = printed(&start.run(&["config", "show"]));
    for name in [
        "rate_limit",
        "public_url",
        "acquire_timeout",
        "lifetime_days",
    ] {
        assert!(shown.contains(name), "{name} in {shown}");
    }
    let server = start.serve();
    let secret = server.platform().token().to_owned();
    assert!(!shown.contains(&secret), "{shown}");
    let shown =
        Start::on("postgres://latchkey:geheim@127.0.0.1:1/latchkey").run(&["config", "show"]);
    let shown = format!("{shown:?}");
    assert!(!shown.contains("geheim"), "{shown}");
}

/// The same document as the server publishes.
#[tokio::test]
async fn the_document_is_printed_by_command() {
    let database = Database::new(Kind::Sqlite);
    let start = Start::on(&database.url());
    let text = printed(&start.run(&["openapi"]));
    let printed: Value = serde_json::from_str(&text).unwrap();
    let server = start.serve();
    let published = server.anonymous().get("/openapi.json").await.json();
    assert_eq!(printed["paths"], published["paths"]);
    assert_eq!(printed["components"], published["components"]);
}

#[tokio::test]
async fn a_test_mail_needs_a_mail_server() {
    let database = Database::new(Kind::Sqlite);
    let output = Start::on(&database.url()).run(&["mail", "test", "ada@elsewhere.test"]);
    assert!(!output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("set mail.smtp_url"), "{said}");
}
