//! The list of clients of a large partner: every page, filtered and searched.

use std::time::{Duration, Instant};

use clap::Args;
use latchkey_application::client_access::{ClientAccess, ListClients};
use latchkey_domain::{
    base::{
        page::{PageRequest, Position},
        text::{SearchText, Tag},
    },
    partnership::relationship::RelationshipStatus,
    ports::AccessType,
};

use crate::{
    agency::{Agency, Size},
    database::{Database, Kind},
    figures::{Times, ms},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many clients.
    #[arg(long, default_value_t = 20_000)]
    clients: usize,
    /// How many employees.
    #[arg(long, default_value_t = 500)]
    employees: usize,
    /// How many employees act in each client.
    #[arg(long, default_value_t = 5)]
    acting: usize,
    /// How many clients on a page.
    #[arg(long, default_value_t = 50)]
    limit: u16,
}

/// A way to look at the list.
struct Look {
    name: &'static str,
    wanted: ListClients,
}

fn everything() -> ListClients {
    ListClients {
        access_types: [].into(),
        text: None,
        status: None,
        tag: None,
    }
}

fn looks() -> anyhow::Result<Vec<Look>> {
    let access = |types: &[AccessType]| ListClients {
        access_types: types.iter().copied().collect(),
        ..everything()
    };
    let text = |text: &str| ListClients {
        text: SearchText::parse(text).ok(),
        ..everything()
    };
    let status = |status| ListClients {
        status: Some(status),
        ..everything()
    };
    let tag = Tag::parse("key account")?;
    Ok([
        ("everything", everything()),
        ("partner admin", access(&[AccessType::PartnerAdmin])),
        ("only colleagues", access(&[AccessType::ColleaguesOnly])),
        ("other access (none)", access(&[AccessType::Other])),
        ("name has \"copper\"", text("copper")),
        ("name has \"19999\"", text("19999")),
        ("name has \"zzz\" (none)", text("zzz")),
        ("managed", status(RelationshipStatus::Managed)),
        ("ended", status(RelationshipStatus::Ended)),
        (
            "tagged",
            ListClients {
                tag: Some(tag),
                ..everything()
            },
        ),
    ]
    .map(|(name, wanted)| Look { name, wanted })
    .into())
}

/// Measures both databases.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size {
        clients: arguments.clients,
        employees: arguments.employees,
        acting: arguments.acting,
    };
    println!(
        "{} clients, {} employees, {} acting in each, pages of {}",
        size.clients, size.employees, size.acting, arguments.limit
    );
    println!("| database | look | pages | p50 ms | p99 ms | worst ms |");
    println!("|---|---|---|---|---|---|");
    for kind in Kind::BOTH {
        let database = Database::open(kind).await?;
        let agency = Agency::build(&database.store, size).await?;
        database.settle(kind).await?;
        for look in looks()? {
            let times = walk(&agency, &look.wanted, arguments.limit).await?;
            println!(
                "| {kind} | {} | {} | {} | {} | {} |",
                look.name,
                times.count(),
                ms(times.percentile(50)),
                ms(times.percentile(99)),
                ms(times.percentile(100)),
            );
        }
    }
    Ok(())
}

/// Reads all pages of a look; where there is one only, it is read again and again.
async fn walk(agency: &Agency, wanted: &ListClients, limit: u16) -> anyhow::Result<Times> {
    let mut times = Times::default();
    while times.count() < 100 {
        let mut after = None;
        loop {
            let (time, next) = page(agency, wanted, limit, after).await?;
            times.push(time);
            after = next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(times)
}

async fn page(
    agency: &Agency,
    wanted: &ListClients,
    limit: u16,
    after: Option<Position>,
) -> anyhow::Result<(Duration, Option<Position>)> {
    let service = ClientAccess::new(std::sync::Arc::clone(&agency.ports));
    let page = PageRequest::new(limit, after).unwrap_or_else(PageRequest::first);
    let cx = agency.as_manager();
    let began = Instant::now();
    let found = service
        .clients(&cx, &agency.partner.into(), wanted.clone(), &page)
        .await?;
    Ok((began.elapsed(), found.next))
}
