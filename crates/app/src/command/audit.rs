//! `latchkey audit`: the operator proves the trail, and takes it out (T3).

use std::sync::Arc;

use anyhow::bail;
use clap::{Args, Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _};
use latchkey_adapters_http::ExportFormat;
use latchkey_application::audit::{ListEvents, Trail};
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        time::{Time, whole_micros},
    },
    ports::EventFilter,
    trail::{
        chain::{ChainState, NotedHead},
        event::EventKind,
    },
};

use super::desk::{Desk, explain};
use crate::{
    config::Settings,
    output::{self, Listener},
};

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Proves that no sealed event was altered or taken out, or names the first broken link.
    Verify(Verify),
    /// Prints all events, the newest first.
    Export(ExportArguments),
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A head that was noted elsewhere and must be in the chain: its hash, or its number, a colon and
    /// its hash.
    #[arg(long, value_name = "[NUMBER:]HASH", value_parser = |text: &str| text.parse::<NotedHead>())]
    head: Option<NotedHead>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// One JSON object a line, or a table.
    #[arg(long, default_value = "ndjson", value_parser = format_parser())]
    format: ExportFormat,
    /// Not before this time, such as 2026-01-31T09:30:00Z.
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<Time>,
    /// Before this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<Time>,
    /// Done by this person.
    #[arg(long, value_name = "USR")]
    actor: Option<UserId>,
    /// About this person.
    #[arg(long, value_name = "USR")]
    user: Option<UserId>,
    /// In this account.
    #[arg(long, value_name = "ACC")]
    account: Option<AccountId>,
    /// Of this type, such as membership.created.
    #[arg(long = "type", value_name = "TYPE", value_parser = kind)]
    kind: Option<EventKind>,
}

/// Carries out the command.
pub(crate) async fn run(settings: Settings, command: AuditCommand) -> anyhow::Result<()> {
    let name = match command {
        AuditCommand::Verify(_) => "audit verify",
        AuditCommand::Export(_) => "audit export",
    };
    let desk = Desk::look(&settings, name).await?;
    let trail = Trail::new(Arc::clone(&desk.ports));
    let done = match command {
        AuditCommand::Verify(verify) => self::verify(&desk, &trail, verify).await,
        AuditCommand::Export(export) => self::export(&desk, &trail, export).await,
    };
    desk.close().await;
    done
}

async fn verify(desk: &Desk, trail: &Trail, verify: Verify) -> anyhow::Result<()> {
    let proof = trail.verify(&desk.cx, verify.head).await.map_err(explain)?;
    match proof {
        Ok(state) => {
            output::line(describe(&state))?;
            Ok(())
        }
        Err(broken) => bail!("the trail is not whole: {broken}"),
    }
}

/// A chain that is whole, in a line; another one where events wait to be sealed.
fn describe(state: &ChainState) -> String {
    let (number, hash) = (state.head.number, state.head.hash);
    let mut text = match state.sealed_at {
        Some(at) if number > 0 => {
            let at = at.format("%Y-%m-%dT%H:%M:%SZ");
            format!(
                "the trail is whole: {number} events, the last sealed {at}, head {number}:{hash}"
            )
        }
        _ => "the trail is whole: no event is sealed yet".to_owned(),
    };
    if state.unsealed > 0 {
        text.push_str("\nnot sealed yet, so not proved: ");
        text.push_str(&state.unsealed.to_string());
    }
    text
}

async fn export(desk: &Desk, trail: &Trail, export: ExportArguments) -> anyhow::Result<()> {
    let format = export.format;
    let mut wanted = ListEvents {
        filter: EventFilter {
            actor: export.actor,
            user: export.user,
            account: export.account,
            kind: export.kind,
            from: export.from,
            to: export.to,
        },
        page: PageRequest::first(),
    };
    let mut listener = output::bytes(&format.opening()?)?;
    while listener == Listener::There {
        let page = trail.of_everything(&desk.cx, &wanted).await;
        let page = page.map_err(explain)?;
        listener = output::bytes(&format.events(&page.items)?)?;
        match page.next {
            Some(next) => wanted.page = wanted.page.from(next),
            None => break,
        }
    }
    Ok(())
}

fn format_parser() -> impl clap::builder::TypedValueParser<Value = ExportFormat> {
    PossibleValuesParser::new(ExportFormat::ALL.map(ExportFormat::as_str)).map(|name| {
        let named = ExportFormat::ALL
            .into_iter()
            .find(|format| format.as_str() == name);
        named.unwrap_or(ExportFormat::Ndjson)
    })
}

fn time(text: &str) -> Result<Time, &'static str> {
    let time = chrono::DateTime::parse_from_rfc3339(text);
    let time = time.map_err(|_cause| "must be a time such as 2026-01-31T09:30:00Z")?;
    Ok(whole_micros(time.to_utc()))
}

fn kind(text: &str) -> Result<EventKind, &'static str> {
    EventKind::parse(text).ok_or("must be a type of event such as membership.created")
}

#[cfg(test)]
mod tests {
    use latchkey_domain::trail::chain::Head;

    use super::*;

    #[test]
    fn t3_an_unsealed_tail_is_reported() {
        let mut state = ChainState {
            head: Head::START,
            sealed_at: None,
            unsealed: 0,
        };
        let said = describe(&state);
        assert_eq!(said, "the trail is whole: no event is sealed yet");
        state.unsealed = 3;
        assert!(describe(&state).ends_with("not proved: 3"));
    }
}
