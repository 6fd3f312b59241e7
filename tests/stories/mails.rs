//! Mails through a mail server that is not our own work (N1).

use std::process::Output;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    Client, Database, Kind, Person, Scene, Server, Start, Stranger, access, until, with_own_servers,
};

with_own_servers!(
    a_mail_is_whole_and_says_how_to_stop_it,
    a_refused_mail_is_given_up_and_others_go_on,
    a_wrong_password_loses_no_mail,
);

/// What a server of these tests needs to send mails through the mail server.
fn through(start: Start, post: &Stranger, url: &str) -> Start {
    let url = url.replace("PORT", &post.port.to_string());
    start
        .with("MAIL__SMTP_URL", url)
        .with("MAIL__FROM", "Latchkey <access@example.com>")
        .beside("SSL_CERT_FILE", &post.authority())
}

/// The plain way, on this machine.
const PLAIN: &str = "smtp://127.0.0.1:PORT";

struct Post {
    server: Server,
    start: Start,
    database: Database,
    scene: Scene,
    client: Client,
}

impl Post {
    async fn new(kind: Kind, post: &Stranger, url: &str) -> Self {
        let database = Database::new(kind);
        let start = through(Start::on(&database.url()), post, url);
        let server = start.serve();
        let scene = Scene::new(&server).await;
        let client = scene.client("Contoso").await;
        Self {
            server,
            start,
            database,
            scene,
            client,
        }
    }

    /// The platform adds them, and has them told.
    async fn add(&self, person: &Person) {
        let set = self
            .scene
            .client_set(&self.client, &["contacts.view"])
            .await;
        let body = json!({"access": access::set(&set), "notify": true});
        self.scene.put_member(&self.client.id, person, body).await;
    }

    /// The lines of `latchkey mail list`.
    fn listed(&self, state: &str) -> Vec<String> {
        let listed = self.start.run(&["mail", "list", "--state", state]);
        printed(&listed).lines().map(str::to_owned).collect()
    }

    /// The only mail in this state, once there is one: its line, and its id.
    async fn only(&self, state: &str, what: &str) -> (String, String) {
        let line = until(what, async || {
            let lines = self.listed(state);
            lines.into_iter().find(|line| line.contains(what))
        });
        let line = line.await;
        let id = line.split(' ').next().unwrap().to_owned();
        (line, id)
    }
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

async fn arrived(post: &Stranger, person: &str, count: usize) -> Vec<Value> {
    until("the mail arrives", async || {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let mails = post.mails_to(person);
        (mails.len() >= count).then_some(mails)
    })
    .await
}

async fn a_mail_is_whole_and_says_how_to_stop_it(kind: Kind) {
    let post = Stranger::mail_server(json!({}));
    let it = Post::new(kind, &post, PLAIN).await;
    let person = it.scene.outsider("Dora").await;
    it.add(&person).await;
    let mails = arrived(&post, &person.email, 1).await;
    let mail = &mails[0];
    assert_eq!(mail["sender"], "access@example.com");
    assert_eq!(mail["type"], "multipart/alternative");
    let headers = &mail["headers"];
    assert_eq!(headers["from"], "Latchkey <access@example.com>");
    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert!(headers["date"].is_string() && headers["subject"].is_string());
    let id = headers["message-id"].as_str().unwrap();
    assert!(id.ends_with("@example.com>"), "{id}");
    assert!(headers["list-unsubscribe"].is_null(), "it is always sent");
    let parts = mail["parts"].as_array().unwrap();
    assert_eq!(parts[0][0], "text/plain");
    assert_eq!(parts[1][0], "text/html");
    let subject = headers["subject"].as_str().unwrap();
    assert!(subject.contains("Contoso"), "{subject}");
    for part in parts {
        assert!(part[1].as_str().unwrap().contains(&person.name), "{part}");
    }

    // What can be switched off says where.
    let admin = it.scene.partner_admin(&it.client, "Petra").await;
    let employee = it.scene.employee("Emil").await;
    let set = it.scene.partner_set(&["contacts.view"]).await;
    it.scene.add(&admin, &it.client, &employee, &set).await;
    let told = arrived(&post, &it.client.admin.email, 1).await;
    let stop = &told[0]["headers"]["list-unsubscribe"];
    assert!(stop.as_str().unwrap().starts_with("<https://"), "{stop}");
    for mail in post.said("mail") {
        assert_eq!(mail["defects"], json!([]), "{mail}");
        assert!(mail["longest"].as_u64().unwrap() <= 998, "{mail}");
    }
}

/// A name is one header, whatever it holds; one that is no name any more does not come that far.
#[tokio::test]
async fn a_name_is_one_header_whatever_it_holds() {
    let post = Stranger::mail_server(json!({}));
    let it = Post::new(Kind::Sqlite, &post, PLAIN).await;
    let platform = &it.scene.platform;
    let longest = "å".repeat(200);
    for name in [
        r#"Ann "Q" Doe"#,
        r"A\B, Inc. <b@c.example>",
        "שלום 🗝 =?utf-8?q?x?=",
        &longest,
    ] {
        let person = it.scene.outsider("Dora").await;
        let path = format!("/v1/users/{}", person.id);
        platform.patch(path, json!({"name": name})).await.ok();
        it.add(&person).await;
        let mails = arrived(&post, &person.email, 1).await;
        let shown = mails[0]["names"][0].as_str().unwrap();
        let without_spaces = |text: &str| text.replace(' ', "");
        assert_eq!(without_spaces(shown), without_spaces(name), "{}", mails[0]);
        assert_eq!(mails[0]["defects"], json!([]));
    }
    let person = it.scene.outsider("Dora").await;
    for name in ["a\r\nBcc: b@c.example", &"x".repeat(300)] {
        let path = format!("/v1/users/{}", person.id);
        let answer = platform.patch(path, json!({"name": name})).await;
        answer.invalid("/name");
    }
    // Not even one that stands in the database all the same.
    it.database.execute(&format!(
        "UPDATE \"user\" SET name = 'a' || char(13) || char(10) || 'Bcc: b@c.example' \
         WHERE email = '{}'",
        person.email
    ));
    it.add(&person).await;
    let mails = arrived(&post, &person.email, 1).await;
    assert!(mails[0]["headers"]["bcc"].is_null(), "{}", mails[0]);
    assert_eq!(mails[0]["defects"], json!([]));
}

const USER: &str = "post@example.com";
const PASSWORD: &str = "p@ss:w/rd é";

/// The URL with the user and the password.
fn with_login(scheme: &str, more: &str) -> String {
    format!("{scheme}://post%40example.com:p%40ss%3Aw%2Frd%20%C3%A9@127.0.0.1:PORT{more}")
}

/// The two ways of encryption that check the certificate.
fn ways() -> [(&'static str, String); 2] {
    [
        ("starttls", with_login("smtp", "?tls=required")),
        ("implicit", with_login("smtps", "")),
    ]
}

/// By STARTTLS and from the start, with the authority that the machine trusts, and a password.
#[tokio::test]
async fn mails_are_encrypted_both_ways() {
    for (tls, url) in ways() {
        let how = json!({"tls": tls, "certificate": "good", "login": [USER, PASSWORD]});
        let post = Stranger::mail_server(how);
        let it = Post::new(Kind::Sqlite, &post, &url).await;
        let person = it.scene.outsider("Dora").await;
        it.add(&person).await;
        let mails = arrived(&post, &person.email, 1).await;
        assert_eq!(mails[0]["encrypted"], true, "{tls}");
        assert_eq!(mails[0]["user"], USER);
        assert!(!it.server.said().contains("p@ss"), "{}", it.server.said());
    }
}

/// No mail, no sender and no password goes to a server whose certificate is not valid.
#[tokio::test]
async fn a_wrong_certificate_gets_no_mail() {
    let database = Database::new(Kind::Sqlite);
    for certificate in ["unknown", "expired", "other"] {
        for (tls, url) in ways() {
            let how = json!({"tls": tls, "certificate": certificate, "login": [USER, PASSWORD]});
            let post = Stranger::mail_server(how);
            let start = through(Start::on(&database.url()), &post, &url);
            let tried = start.run(&["mail", "test", "ada@elsewhere.test"]);
            assert!(!tried.status.success(), "{certificate}, {tls}");
            let said = String::from_utf8(tried.stderr).unwrap();
            assert!(said.contains("certificate"), "{certificate}, {tls}: {said}");
            for what in ["login", "sender", "mail"] {
                assert_eq!(post.said(what), Vec::<Value>::new(), "{certificate}, {tls}");
            }
        }
    }
}

/// A server that offers no encryption, because somebody in between took the offer out, gets nothing.
#[tokio::test]
async fn a_missing_offer_of_encryption_is_refused() {
    let post = Stranger::mail_server(json!({"login": [USER, PASSWORD]}));
    let database = Database::new(Kind::Sqlite);
    let url = with_login("smtp", "?tls=required");
    let start = through(Start::on(&database.url()), &post, &url);
    let tried = start.run(&["mail", "test", "ada@elsewhere.test"]);
    assert!(!tried.status.success(), "{tried:?}");
    let said = String::from_utf8(tried.stderr).unwrap();
    assert!(said.contains("STARTTLS"), "{said}");
    for what in ["login", "sender", "mail"] {
        assert_eq!(post.said(what), Vec::<Value>::new());
    }
}

/// It waits, the operator reads why, and it arrives when the password is right.
async fn a_wrong_password_loses_no_mail(kind: Kind) {
    let mut post = Stranger::mail_server(json!({"login": [USER, "another"]}));
    let it = Post::new(kind, &post, &with_login("smtp", "")).await;
    let people = [
        it.scene.outsider("Dora").await,
        it.scene.outsider("Emma").await,
    ];
    for person in &people {
        it.add(person).await;
    }
    let (line, _) = it.only("waiting", "535").await;
    assert!(line.contains("1 attempt, next "), "{line}");
    assert!(it.server.said().contains("mails cannot be sent"));
    assert_eq!(it.listed("dead"), Vec::<String>::new());
    assert_eq!(post.said("mail"), Vec::<Value>::new());
    post.tell(&json!({"login": [USER, PASSWORD]}));
    for person in &people {
        // The second one may have failed after the first was tried again.
        until("the mail arrives", async || {
            printed(&it.start.run(&["mail", "retry", "--all"]));
            (!post.mails_to(&person.email).is_empty()).then_some(())
        })
        .await;
    }
}

/// One that the server refuses is given up at once; one that it takes later comes later; the others come
/// now. The operator sees which and why, and has one tried again.
async fn a_refused_mail_is_given_up_and_others_go_on(kind: Kind) {
    let mut post = Stranger::mail_server(json!({}));
    let it = Post::new(kind, &post, PLAIN).await;
    let gone = it.scene.outsider("Greta").await;
    let later = it.scene.outsider("Lena").await;
    let works = it.scene.outsider("Dora").await;
    let replies = json!({
        &gone.email: ["550 5.1.1 no such user"],
        &later.email: ["451 4.7.1 greylisted"],
    });
    post.tell(&json!({"replies": replies}));
    for person in [&gone, &later, &works] {
        it.add(person).await;
    }
    arrived(&post, &works.email, 1).await;
    let (dead, dead_id) = it.only("dead", "550").await;
    assert!(
        dead.contains("no such user") && dead.contains(&gone.id),
        "{dead}"
    );
    let (waits, _) = it.only("waiting", "451").await;
    assert!(
        waits.contains("1 attempt, next ") && waits.contains(&later.id),
        "{waits}"
    );
    assert_eq!(post.said("mail").len(), 1);
    until("the metrics count them", async || {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let metrics = it.server.anonymous().get("/metrics").await.body;
        let counts = r#"latchkey_backlog{of="dead_mails"} 1"#;
        metrics.contains(counts).then_some(())
    })
    .await;

    // Its time comes.
    it.database
        .execute("UPDATE mail SET due_at = noted_at WHERE state = 'waiting'");
    arrived(&post, &later.email, 1).await;
    let retried = it.start.run(&["mail", "retry", &dead_id]);
    assert!(printed(&retried).starts_with("1 mail is"), "{retried:?}");
    let mails = arrived(&post, &gone.email, 1).await;
    let id = mails[0]["headers"]["message-id"].as_str().unwrap();
    assert!(id.contains(&dead_id), "{id}");
    let again = it.start.run(&["mail", "retry", id]);
    assert!(!again.status.success(), "it was sent: {again:?}");
    assert_eq!(it.listed("dead"), Vec::<String>::new());
}
