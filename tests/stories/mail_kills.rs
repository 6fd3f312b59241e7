//! Mails while the server is killed, and the mail server breaks connections.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    Caller, Client, Database, Kind, Person, Scene, Start, Stranger, access, until, with_own_servers,
};

with_own_servers!(every_mail_arrives_over_kills);

/// How many people are told.
const PEOPLE: usize = 25;

/// A number that is set by hand for a longer run.
fn number(name: &str, otherwise: usize) -> usize {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// People whose access is changed by turns, from one set to another.
struct Told {
    client: Client,
    people: Vec<Person>,
    sets: [String; 2],
}

impl Told {
    async fn new(scene: &Scene) -> Self {
        let client = scene.client("Contoso").await;
        let mut people = Vec::new();
        let sets = [
            scene.client_set(&client, &["contacts.view"]).await,
            scene.client_set(&client, &["contacts.edit"]).await,
        ];
        for _ in 0..PEOPLE {
            let person = scene.outsider("Dora").await;
            let body = json!({"access": access::set(&sets[1])});
            scene.put_member(&client.id, &person, body).await;
            people.push(person);
        }
        Self {
            client,
            people,
            sets,
        }
    }

    /// Changes their access by turns, as long as the server lives. A change whose answer was lost may
    /// have been committed.
    async fn change(&self, platform: &Caller, changes: std::ops::Range<usize>) {
        for number in changes {
            let person = &self.people[number % PEOPLE];
            let set = &self.sets[number / PEOPLE % 2];
            let path = self.client.member(person);
            let body = json!({"access": access::set(set), "notify": true});
            if platform.put(path, body).attempt().await.is_none() {
                return;
            }
        }
    }
}

/// How many changes that are told were committed, by person.
async fn committed(platform: &Caller) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    let mut after = String::new();
    loop {
        let path = format!("/v1/events?types=membership.changed&limit=200{after}");
        let page = platform.get(path).await.ok();
        let items = page["items"].as_array().unwrap();
        let Some(last) = items.last() else {
            return all;
        };
        after = format!("&after={}", last["id"].as_str().unwrap());
        for event in items {
            let user = event["data"]["user"]["id"].as_str().unwrap();
            *all.entry(user.to_owned()).or_default() += 1;
        }
    }
}

/// The mails by their recipient and id: every one of an id is the same.
fn by_recipient(mails: &[Value]) -> BTreeMap<String, BTreeSet<&str>> {
    let mut all: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut first: BTreeMap<&str, &Value> = BTreeMap::new();
    for mail in mails {
        let id = mail["headers"]["message-id"].as_str().unwrap();
        let told = first.entry(id).or_insert(mail);
        for same in ["recipients", "parts"] {
            assert_eq!(told[same], mail[same], "{id} was sent again");
        }
        assert_eq!(told["headers"]["date"], mail["headers"]["date"]);
        let to = mail["recipients"][0].as_str().unwrap();
        all.entry(to.to_owned()).or_default().insert(id);
    }
    all
}

/// What a broken connection has put off is due now. Gives how many mails that are.
fn due_now(database: &Database) -> usize {
    let put_off = "state = 'waiting' AND attempts > 0 AND due_at > noted_at";
    let count = database.execute(&format!("SELECT count(*) FROM mail WHERE {put_off}"));
    database.execute(&format!(
        "UPDATE mail SET due_at = noted_at WHERE {put_off}"
    ));
    count.trim().parse().unwrap()
}

/// N3: kill -9 while access is changed, and a mail server of which every fifth connection breaks: at its
/// greeting, at a recipient, or after it took a mail. For every committed change a mail arrives, and again
/// only under the same id.
#[expect(clippy::print_stdout, reason = "the figures of a long run")]
async fn every_mail_arrives_over_kills(kind: Kind) {
    let rounds = number("LATCHKEY_MAIL_ROUNDS", 2);
    let changes = number("LATCHKEY_MAIL_CHANGES", 150);
    let post = Stranger::mail_server(json!({"drop_every": 5, "mails_each": 6}));
    let database = Database::new(kind);
    let url = format!("smtp://127.0.0.1:{}", post.port);
    let start = Start::on(&database.url())
        .with("MAIL__SMTP_URL", url)
        .with("MAIL__FROM", "access@example.com");
    let mut server = start.serve();
    let told = Told::new(&Scene::new(&server).await).await;
    for round in 0..rounds {
        let platform = server.platform();
        let first = round * changes;
        let killed_after = Duration::from_millis(300 + 170 * u64::try_from(round % 7).unwrap());
        let half = first..first + changes / 2;
        let mut changing = std::pin::pin!(told.change(&platform, half));
        let ended = tokio::time::timeout(killed_after, &mut changing).await;
        drop(server);
        if ended.is_err() {
            // It ends with the answer that was lost.
            changing.await;
        }
        server = start.serve();
        let rest = first + changes / 2..first + changes;
        told.change(&server.platform(), rest).await;
    }
    let committed = committed(&server.platform()).await;
    let count: usize = committed.values().sum();
    assert!(count >= changes * rounds / 4, "{count}");
    let mut put_off = 0;
    // However many there are, some arrive within the time that is given to each test.
    for some in (0..count).step_by(100).chain([count]) {
        until("mails are sent", async || {
            put_off += due_now(&database);
            tokio::time::sleep(Duration::from_millis(50)).await;
            let sent = database.execute("SELECT count(*) FROM mail WHERE state = 'sent'");
            (sent.trim().parse::<usize>().unwrap() >= some).then_some(())
        })
        .await;
    }
    let mails = post.said("mail");
    let arrived = by_recipient(&mails);
    for person in &told.people {
        let mails = arrived.get(&person.email).map_or(0, BTreeSet::len);
        let changes = committed.get(&person.id).copied().unwrap_or_default();
        assert_eq!(mails, changes, "{}", person.email);
    }
    assert_eq!(
        database
            .execute("SELECT count(*) FROM mail WHERE state <> 'sent'")
            .trim(),
        "0"
    );
    println!(
        "{kind:?}: {count} mails over {rounds} kills and {} broken connections: {} sent again, {put_off} \
         put off",
        post.said("break").len(),
        mails.len() - count
    );
}
