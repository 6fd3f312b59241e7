//! Searches, page by page: in an account with many members, and for a user with many accounts.

use std::time::Instant;

use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::run::Run;
use crate::{
    data::{Size, TOKEN, fill, fill::Extra, ids},
    figures::{Times, ms},
    harness::{client::Client, load::Request, server::Server, table::Table},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many members and accounts.
    #[arg(long, default_value_t = 10_000)]
    many: u64,
    /// How many results on a page.
    #[arg(long, default_value_t = 100)]
    limit: u64,
    /// How many pages at least.
    #[arg(long, default_value_t = 1_000)]
    pages: usize,
    #[command(flatten)]
    run: Run,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(100_000);
    let extras = [Extra::Crowd(arguments.many), Extra::Many(arguments.many)];
    let heads = [
        "database", "search", "results", "pages", "p50 ms", "p99 ms", "worst ms",
    ];
    let mut table = Table::new(&heads);
    let user = |id: &str| json!({"type": "user", "id": id});
    let account = |id: &str| json!({"type": "account", "id": id});
    let searches = [
        (
            "subject",
            json!({
                "subject": {"type": "user"},
                "action": {"name": "contacts.view"},
                "resource": account(&ids::client(0).to_string()),
            }),
        ),
        (
            "resource",
            json!({
                "subject": user(&ids::staff(1).to_string()),
                "action": {"name": "contacts.view"},
                "resource": {"type": "account"},
            }),
        ),
    ];
    for kind in arguments.run.databases() {
        let place = fill::filled_with(kind, size, &extras).await?;
        let latchkey = arguments.run.latchkey(&place.url)?;
        for (name, question) in &searches {
            let (times, found) = walk(&latchkey, name, question, arguments)?;
            table.row(&[
                kind.to_string(),
                (*name).to_owned(),
                found.to_string(),
                times.count().to_string(),
                ms(times.percentile(50)),
                ms(times.percentile(99)),
                ms(times.percentile(100)),
            ]);
        }
    }
    println!(
        "\n{} members and accounts, pages of {}\n",
        arguments.many, arguments.limit
    );
    table.print();
    Ok(())
}

/// A page of results.
#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<Value>,
    page: Option<Page>,
}

#[derive(Debug, Deserialize)]
struct Page {
    next_token: String,
}

impl Answer {
    /// What leads to the next page.
    fn next(self) -> Option<String> {
        let next = self.page?.next_token;
        (!next.is_empty()).then_some(next)
    }
}

/// Reads all pages, again and again until they are enough; tells how many results one walk found.
fn walk(
    server: &Server,
    name: &str,
    question: &Value,
    arguments: &Arguments,
) -> anyhow::Result<(Times, usize)> {
    let mut client = Client::connect(server.address)?;
    let path = format!("/access/v1/search/{name}");
    let (mut times, mut found) = (Times::default(), 0);
    while times.count() < arguments.pages {
        found = 0;
        let mut page = json!({"limit": arguments.limit});
        loop {
            let mut asked = question.clone();
            if let Some(members) = asked.as_object_mut() {
                members.insert("page".to_owned(), page.clone());
            }
            let request = Request::post(&path, TOKEN, &asked.to_string(), None);
            let began = Instant::now();
            let answer = client.ask(&request)?;
            times.push(began.elapsed());
            let answer: Answer = serde_json::from_str(&answer)?;
            found += answer.results.len();
            let Some(next) = answer.next() else { break };
            page = json!({"limit": arguments.limit, "token": next});
        }
        anyhow::ensure!(found > 0, "nothing was found");
    }
    Ok((times, found))
}
