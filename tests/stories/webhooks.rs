//! Webhooks while the server is killed, and how fast they go.

use std::collections::BTreeMap;
use std::env;
use std::io::Write as _;
use std::pin::pin;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{
    Caller, Database, Kind, Received, Receiver, Reply, Server, Start, Webhook, until,
    with_own_servers,
};

with_own_servers!(
    everything_arrives_in_order_over_kills,
    another_node_takes_over,
    many_waiting_events_are_sent,
    a_write_does_not_wait_for_webhooks,
);

/// In how many accounts something happens.
const ACCOUNTS: usize = 50;

/// A number that is set by hand for a longer run.
fn number(name: &str, otherwise: usize) -> usize {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Says a figure beside the results of the tests.
fn say(figure: std::fmt::Arguments<'_>) {
    let mut beside = std::io::stderr();
    writeln!(beside, "{figure}").unwrap();
}

async fn accounts(platform: &Caller) -> Vec<String> {
    let mut accounts = Vec::new();
    for number in 0..ACCOUNTS {
        let new = json!({"name": format!("Client {number}")});
        let account = platform.post("/v1/accounts", new).await.created();
        accounts.push(account["id"].as_str().unwrap().to_owned());
    }
    accounts
}

/// Changes accounts by turns, as long as the server lives. A change whose answer was lost may have
/// been committed.
async fn change(platform: &Caller, accounts: &[String], changes: std::ops::Range<usize>) {
    for number in changes {
        let account = &accounts[number % accounts.len()];
        let path = format!("/v1/accounts/{account}");
        let body = json!({"name": format!("Change {number}")});
        if platform.patch(path, body).attempt().await.is_none() {
            return;
        }
    }
}

/// The committed events, in the order of commits.
async fn committed(platform: &Caller) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let after = all.last().map_or(String::new(), |event| {
            format!("&after={}", event["id"].as_str().unwrap())
        });
        let path = format!("/v1/events?types=account.changed&limit=200{after}");
        let page = platform.get(path).await.ok();
        let items = page["items"].as_array().unwrap();
        if items.is_empty() {
            return all;
        }
        all.extend(items.iter().cloned());
    }
}

/// The ids of events by account, each once, in the order in which they came first.
fn by_account<'a>(
    events: impl Iterator<Item = (String, &'a str)>,
) -> BTreeMap<String, Vec<&'a str>> {
    let mut all: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (account, id) in events {
        let ids = all.entry(account).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    all
}

/// N3: kill -9 while accounts are changed, and a receiver that fails the first attempt of every third
/// event: what was committed arrives, in order within each account, and again only under the same id.
async fn everything_arrives_in_order_over_kills(kind: Kind) {
    let rounds = number("LATCHKEY_WEBHOOK_ROUNDS", 2);
    let changes = number("LATCHKEY_WEBHOOK_CHANGES", 300);
    let database = Database::new(kind);
    let waits = "0s, 20ms, 50ms, 100ms, 200ms, 500ms, 500ms";
    let start = Start::on(&database.url()).with("WEBHOOKS__RETRY_SCHEDULE", waits);
    let receiver = Receiver::start().await;
    let mut tried: BTreeMap<String, bool> = BTreeMap::new();
    receiver.answer(move |request| {
        let again = tried.contains_key(request.id());
        let number = tried.len();
        let fails = *tried
            .entry(request.id().to_owned())
            .or_insert(number.is_multiple_of(3));
        Reply::Status(if fails && !again { 500 } else { 200 })
    });
    let mut server = start.serve();
    let accounts = accounts(&server.platform()).await;
    let new = json!({"url": receiver.url("/"), "types": ["account.changed"]});
    Webhook::make(&server.platform(), new).await;
    for round in 0..rounds {
        let platform = server.platform();
        let first = round * changes;
        let killed_after = Duration::from_millis(300 + 170 * u64::try_from(round % 7).unwrap());
        let half = first..first + changes / 2;
        let mut changing = pin!(change(&platform, &accounts, half));
        let ended = tokio::time::timeout(killed_after, &mut changing).await;
        drop(server);
        if ended.is_err() {
            // It ends with the answer that was lost.
            changing.await;
        }
        server = start.serve();
        let rest = first + changes / 2..first + changes;
        change(&server.platform(), &accounts, rest).await;
    }
    let platform = server.platform();
    let events = committed(&platform).await;
    assert!(events.len() >= changes * rounds / 2);
    let requests = arrived(&receiver, &events).await;
    let got = by_account(requests.iter().map(|it| (it.account(), it.id())));
    assert_eq!(got, in_accounts(&events));
    let again = requests.len() - events.len();
    say(format_args!(
        "{kind:?}: {} events over {rounds} kills, {again} sent again",
        events.len()
    ));
}

/// Two nodes share an endpoint, by a lease. When one is killed, the other one goes on.
async fn another_node_takes_over(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let (one, other) = (start.serve(), start.serve());
    let receiver = Receiver::start().await;
    let platform = other.platform();
    let accounts = accounts(&platform).await;
    let new = json!({"url": receiver.url("/"), "types": ["account.changed"]});
    Webhook::make(&platform, new).await;
    change(&one.platform(), &accounts, 0..60).await;
    until("some have arrived", async || {
        (receiver.count() > 0).then_some(())
    })
    .await;
    drop(one);
    change(&platform, &accounts, 60..120).await;
    let events = committed(&platform).await;
    let requests = arrived(&receiver, &events).await;
    let got = by_account(requests.iter().map(|it| (it.account(), it.id())));
    assert_eq!(got, in_accounts(&events));
}

/// The events by account, in the order of commits.
fn in_accounts(events: &[Value]) -> BTreeMap<String, Vec<&str>> {
    by_account(events.iter().map(|event| {
        let account = event["data"]["account"]["id"].as_str().unwrap();
        (account.to_owned(), event["id"].as_str().unwrap())
    }))
}

/// Waits until as many different events have arrived as there are.
async fn arrived(receiver: &Receiver, events: &[Value]) -> Vec<Received> {
    until("everything has arrived", async || {
        (receiver.events() >= events.len()).then(|| receiver.received())
    })
    .await
}

/// How fast events that wait are sent to a receiver that takes them at once.
async fn many_waiting_events_are_sent(kind: Kind) {
    let count = number("LATCHKEY_WEBHOOK_DRAIN", 500);
    let server = Server::start(kind);
    let platform = server.platform();
    let accounts = accounts(&platform).await;
    let receiver = Receiver::start().await;
    let new = json!({"url": receiver.url("/"), "types": ["account.changed"]});
    let endpoint = Webhook::make(&platform, new).await;
    let status = |status: &str| json!({"status": status});
    platform
        .patch(endpoint.at(""), status("disabled"))
        .await
        .ok();
    change(&platform, &accounts, 0..count).await;
    platform
        .patch(endpoint.at(""), status("enabled"))
        .await
        .ok();
    let begun = Instant::now();
    until("all have arrived", async || {
        // Asking all the time would slow down what is measured.
        tokio::time::sleep(Duration::from_millis(10)).await;
        (receiver.count() >= count).then_some(())
    })
    .await;
    let elapsed = begun.elapsed();
    let rate = f64::from(u32::try_from(count).unwrap()) / elapsed.as_secs_f64();
    say(format_args!(
        "{kind:?}: {count} waiting events in {elapsed:?}: {rate:.0} a second"
    ));
    assert_eq!(receiver.count(), count, "each once");
}

/// What a write takes while its event is sent, and while it is not, by turns. Nothing is written for a
/// webhook with a change, so it is the same.
async fn a_write_does_not_wait_for_webhooks(kind: Kind) {
    let count = number("LATCHKEY_WEBHOOK_WRITES", 40);
    let server = Server::start(kind);
    let platform = server.platform();
    let accounts = accounts(&platform).await;
    let receiver = Receiver::start().await;
    let new = json!({"url": receiver.url("/"), "types": ["account.changed"]});
    let endpoint = Webhook::make(&platform, new).await;
    let mut took = [Duration::ZERO; 2];
    for turn in 0..20 {
        let which = turn % 2;
        let status = ["disabled", "enabled"][which];
        let switch = json!({"status": status});
        platform.patch(endpoint.at(""), switch).await.ok();
        let first = turn * count;
        let begun = Instant::now();
        change(&platform, &accounts, first..first + count / 10).await;
        took[which] += begun.elapsed();
        // What waits is sent before the next turn, so that it does not fall into it.
        let enable = json!({"status": "enabled"});
        platform.patch(endpoint.at(""), enable).await.ok();
        until("the events have arrived", async || {
            (receiver.count() >= (turn + 1) * (count / 10)).then_some(())
        })
        .await;
    }
    let [without, with] = took.map(|took| took.as_secs_f64());
    say(format_args!(
        "{kind:?}: a write takes {:.2} times as long beside webhooks",
        with / without
    ));
}
