//! What it costs to tell people and systems: a write that is told beside the same write that is not, and
//! how fast what waits is told.

use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::Args;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use super::run::Run;
use crate::{
    data::{OWN, Size, TOKEN, fill, fill::Durable, ids},
    database::{Kind, Place},
    figures::Times,
    harness::{
        client::Client,
        load::{Load, Request, Until},
        server::{Cores, Server, latchkey_binary},
        sink::Sink,
        table::{Table, median, whole},
    },
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many memberships in clients.
    #[arg(long, default_value_t = 25_000)]
    memberships: u64,
    /// How many writes in each half of a round.
    #[arg(long, default_value_t = 50)]
    writes: u64,
    /// How many webhooks and mails wait.
    #[arg(long, default_value_t = 10_000)]
    waiting: u64,
    /// Only the writes, or only what waits.
    #[arg(long, value_enum)]
    only: Option<Part>,
    #[command(flatten)]
    run: Run,
}

/// A part of the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Writes,
    Waiting,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    for kind in arguments.run.databases() {
        if arguments.only != Some(Part::Waiting) {
            writes(kind, arguments).await?;
        }
        if arguments.only != Some(Part::Writes) {
            waiting(kind, arguments).await?;
        }
    }
    Ok(())
}

/// Deactivates a membership of somebody who is no super admin; they are told where it is a telling one.
fn write(number: u64, is_told: bool) -> Request {
    let (client, person) = (number / (OWN - 1), number % (OWN - 1) + 1);
    let (user, account) = (ids::own(client * OWN + person), ids::client(client));
    let path = format!("/v1/accounts/{account}/members/{user}");
    let body = format!("{{\"status\":\"deactivated\",\"notify\":{is_told}}}");
    Request::send("PUT", &path, TOKEN, &body, None)
}

async fn place(kind: Kind, arguments: &Arguments) -> anyhow::Result<Place> {
    let place = fill::filled(kind, Size::of(arguments.memberships)).await?;
    if kind == Kind::Postgres {
        fill::set_durable(&place.url, Durable::Yes).await?;
    }
    Ok(place)
}

/// Starts a node that sends mails to the address.
fn node(arguments: &Arguments, url: &str, mails: &str) -> anyhow::Result<Server> {
    let binary = latchkey_binary(arguments.run.latchkey.as_deref())?;
    let smtp = format!("smtp://{mails}?tls=none");
    let settings = [
        ("LATCHKEY__WEBHOOKS__ALLOW_PRIVATE_ADDRESSES", "127.0.0.1"),
        ("LATCHKEY__MAIL__SMTP_URL", smtp.as_str()),
        ("LATCHKEY__MAIL__FROM", "access@example.com"),
    ];
    Server::latchkey(Cores::All, &binary, url, &settings)
}

/// Makes an endpoint that is told everything, and gives its id.
fn endpoint(client: &mut Client, sink: &Sink) -> anyhow::Result<String> {
    let body = format!(
        "{{\"url\":\"http://{}/\",\"types\":[\"membership.deactivated\"]}}",
        sink.address
    );
    let made = client.ask(&Request::post("/v1/webhook-endpoints", TOKEN, &body, None))?;
    let made: serde_json::Value = serde_json::from_str(&made)?;
    let id = made.get("id").and_then(serde_json::Value::as_str);
    Ok(id.context("an endpoint has an id")?.to_owned())
}

/// Writes that are told by a webhook and a mail, and the same writes on a node that tells nobody, in turn.
async fn writes(kind: Kind, arguments: &Arguments) -> anyhow::Result<()> {
    let (told, quiet) = (place(kind, arguments).await?, place(kind, arguments).await?);
    let (webhooks, mails) = (Sink::of_webhooks()?, Sink::of_mails()?);
    let telling = node(arguments, &told.url, &mails.address.to_string())?;
    let other = node(arguments, &quiet.url, &mails.address.to_string())?;
    let mut telling = Client::connect(telling.address).map(|client| (client, telling))?;
    let mut other = Client::connect(other.address).map(|client| (client, other))?;
    endpoint(&mut telling.0, &webhooks)?;
    let mut table = Table::new(&["between writes", "not told ms", "told ms", "ratio"]);
    let mut next = 0;
    for pause in [Duration::ZERO, Duration::from_millis(10)] {
        let (mut ratios, mut means) = (Vec::new(), [Vec::new(), Vec::new()]);
        // The first round warms both.
        for round in 0..=arguments.run.rounds {
            let mut took = [Duration::ZERO; 2];
            let order = if round.is_multiple_of(2) {
                [0, 1]
            } else {
                [1, 0]
            };
            for which in order {
                let client = if which == 1 {
                    &mut telling.0
                } else {
                    &mut other.0
                };
                let spent = half(client, next..next + arguments.writes, which == 1, pause)?;
                if let Some(took) = took.get_mut(which) {
                    *took = spent;
                }
                // What is told does not fall into the other half.
                webhooks.wait_for(told_by_now(next, which, arguments))?;
                mails.wait_for(told_by_now(next, which, arguments))?;
            }
            next += arguments.writes;
            let [not_told, told] = took.map(|took| took.as_secs_f64());
            if round > 0 {
                ratios.push(told / not_told);
                for (means, mean) in means.iter_mut().zip([not_told, told]) {
                    means.push(mean * 1000.0);
                }
            }
        }
        let [not_told, told] = means.map(|means| median(&means));
        table.row(&[
            format!("{} ms", pause.as_millis()),
            format!("{not_told:.3}"),
            format!("{told:.3}"),
            format!("{:.3}", median(&ratios)),
        ]);
    }
    println!(
        "\n{kind}: a write with one endpoint and mail on; medians of {} rounds of {} writes\n",
        arguments.run.rounds, arguments.writes
    );
    table.print();
    Ok(())
}

/// How many webhooks and mails have come when this half is told: the other node tells nothing.
const fn told_by_now(before: u64, which: usize, arguments: &Arguments) -> u64 {
    if which == 1 {
        before + arguments.writes
    } else {
        0
    }
}

/// Writes one after the other; gives the median time of one.
fn half(
    client: &mut Client,
    numbers: std::ops::Range<u64>,
    is_told: bool,
    pause: Duration,
) -> anyhow::Result<Duration> {
    let mut times = Times::default();
    for number in numbers {
        let request = write(number, is_told);
        let began = Instant::now();
        client.ask(&request)?;
        times.push(began.elapsed());
        thread::sleep(pause);
    }
    Ok(times.percentile(50))
}

/// Webhooks and mails that wait, until the last has arrived.
async fn waiting(kind: Kind, arguments: &Arguments) -> anyhow::Result<()> {
    let mut table = Table::new(&["what waits", "how many", "s", "a second", "connections"]);
    let sink = Sink::of_webhooks()?;
    let took = waiting_webhooks(kind, arguments, &sink).await?;
    row(&mut table, "webhooks", arguments.waiting, took, &sink);
    let sink = Sink::of_mails()?;
    let took = waiting_mails(kind, arguments, &sink).await?;
    row(&mut table, "mails", arguments.waiting, took, &sink);
    println!("\n{kind}: what waits, on one node\n");
    table.print();
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "figures are rounded"
)]
fn row(table: &mut Table, name: &str, many: u64, took: Duration, sink: &Sink) {
    table.row(&[
        name.to_owned(),
        whole(many as f64),
        format!("{:.2}", took.as_secs_f64()),
        whole(many as f64 / took.as_secs_f64()),
        sink.connections().to_string(),
    ]);
}

/// Writes so many, from many connections.
fn write_all(server: &Server, many: u64, is_told: bool) -> anyhow::Result<()> {
    let requests: Vec<_> = (0..many).map(|number| write(number, is_told)).collect();
    let load = Load {
        address: server.address,
        requests: &requests,
        connections: 16,
        until: Until::AllAsked,
        first: 0,
        mark: "\"status\":\"deactivated\"",
    };
    load.run()?.right()?;
    Ok(())
}

async fn waiting_webhooks(
    kind: Kind,
    arguments: &Arguments,
    sink: &Sink,
) -> anyhow::Result<Duration> {
    let place = place(kind, arguments).await?;
    let server = node(arguments, &place.url, "127.0.0.1:9")?;
    let mut client = Client::connect(server.address)?;
    let path = format!("/v1/webhook-endpoints/{}", endpoint(&mut client, sink)?);
    let switch = |status: &str| {
        let body = format!("{{\"status\":\"{status}\"}}");
        Request::send("PATCH", &path, TOKEN, &body, None)
    };
    client.ask(&switch("disabled"))?;
    let before = sink.taken();
    write_all(&server, arguments.waiting, false)?;
    // The first connection has been idle for too long.
    Client::connect(server.address)?.ask(&switch("enabled"))?;
    let began = Instant::now();
    sink.wait_for(before + arguments.waiting)?;
    Ok(began.elapsed())
}

/// The mails are noted by a node whose mail server is away, and sent by one that reaches it.
async fn waiting_mails(kind: Kind, arguments: &Arguments, sink: &Sink) -> anyhow::Result<Duration> {
    let place = place(kind, arguments).await?;
    let away = node(arguments, &place.url, "127.0.0.1:9")?;
    write_all(&away, arguments.waiting, true)?;
    while mails(kind, &place.url).await? < i64::try_from(arguments.waiting)? {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(away);
    let binary = latchkey_binary(arguments.run.latchkey.as_deref())?;
    let again = Command::new(binary)
        .args(["mail", "retry", "--all"])
        .env("LATCHKEY__DATABASE__URL", &place.url)
        .output()?;
    anyhow::ensure!(again.status.success(), "{again:?}");
    let server = node(arguments, &place.url, &sink.address.to_string())?;
    sink.wait_for(1)?;
    let began = Instant::now();
    sink.wait_for(arguments.waiting)?;
    let took = began.elapsed();
    drop(server);
    Ok(took)
}

async fn mails(kind: Kind, url: &str) -> anyhow::Result<i64> {
    const COUNT: &str = "SELECT count(*) FROM mail";
    Ok(match kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(url).await?;
            let count = sqlx::query_scalar(COUNT);
            count.fetch_one(&mut connection).await?
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(url).await?;
            let count = sqlx::query_scalar(COUNT);
            count.fetch_one(&mut connection).await?
        }
    })
}
