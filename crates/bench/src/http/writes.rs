//! One employee added to one client at a time, from many connections, beside the same statements by
//! hand.

use clap::Args;

use super::{
    rounds::{Order, Runner},
    run::Run,
};
use crate::{
    data::{
        PARTNER_SETS, STAFF, Size, fill,
        fill::{Durable, Extra},
        ids,
    },
    database::Kind,
    harness::{load::Request, server::Server},
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many memberships in clients there are before.
    #[arg(long, default_value_t = 100_000)]
    memberships: u64,
    /// How many clients are given employees, each up to 49.
    #[arg(long, default_value_t = 3_000)]
    clients: u64,
    #[command(flatten)]
    run: Run,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    for kind in arguments.run.databases() {
        match kind {
            Kind::Sqlite => on(kind, None, arguments).await?,
            Kind::Postgres => {
                on(kind, Some(Durable::Yes), arguments).await?;
                on(kind, Some(Durable::No), arguments).await?;
            }
        }
    }
    Ok(())
}

/// Measures one database; SQLite always waits for the disk.
async fn on(kind: Kind, durable: Option<Durable>, arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let extras = [
        Extra::Fresh(arguments.clients),
        Extra::Managers(size.partners()),
    ];
    let (ours, theirs) = (
        fill::filled_with(kind, size, &extras).await?,
        fill::filled_with(kind, size, &extras).await?,
    );
    if let Some(durable) = durable {
        // Both are in one cluster.
        fill::set_durable(&ours.url, durable).await?;
    }
    let requests = requests(size, arguments.clients);
    let latchkey = arguments.run.latchkey(&ours.url)?;
    let by_hand = Server::own(&["serve-add", &theirs.url])?;
    let runner = |name, server| Runner {
        mark: ADDED,
        order: Order::OnceEach,
        ..Runner::single(name, server, &requests)
    };
    let runners = [
        runner("the statements by hand", &by_hand),
        runner("latchkey", &latchkey),
    ];
    let disk = match durable {
        None | Some(Durable::Yes) => "every commit waits for the disk",
        Some(Durable::No) => "no commit waits for the disk",
    };
    let title = format!("{kind}, {} memberships, {disk}", size.memberships());
    arguments.run.measure(&title, &runners, &[16])
}

/// What stands in the answer to a call that added somebody.
const ADDED: &str = "\"outcome\":\"added\"";

/// Each employee of each partner to each of its fresh clients: first one to each client, then another.
fn requests(size: Size, clients: u64) -> Vec<Request> {
    let mut all = Vec::new();
    for employee in 1..STAFF {
        for client in 0..clients {
            let partner = client % size.partners();
            let path = format!(
                "/v1/partners/{}/clients/{}/employees",
                ids::partner(partner),
                ids::fresh(client)
            );
            let body = format!(
                "{{\"employees\":[\"{}\"],\"permission_set\":\"{}\"}}",
                ids::staff(partner * STAFF + employee),
                ids::partner_set(partner * PARTNER_SETS + employee % PARTNER_SETS)
            );
            let token = fill::manager_token(partner);
            all.push(Request::post(&path, &token, &body, Some(1)));
        }
    }
    all
}
