//! `latchkey audit`: the operator verifies and exports the trail (T3).

use std::sync::Arc;

use anyhow::bail;
use clap::{Args, Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _};
use latchkey_adapters_http::ExportFormat;
use latchkey_application::audit::{ListEvents, NamedEventFilter, Trail};
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        reference::{AccountRef, UserRef},
        time::{Time, instant},
    },
    trail::{
        chain::{ChainState, NotedHead},
        event::{EventKind, EventName},
    },
};

use super::operator_session::{OperatorSession, explain};
use crate::{
    config::Settings,
    output::{self, Listener},
};

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Checks that no sealed event was changed or removed, or shows the first broken link.
    Verify(Verify),
    /// Prints all events, newest first.
    Export(ExportArguments),
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A head noted earlier, which must be in the chain: its hash, or its number, a colon and its
    /// hash.
    #[arg(long, value_name = "[NUMBER:]HASH", value_parser = |text: &str| text.parse::<NotedHead>())]
    head: Option<NotedHead>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// The format: one JSON object per line, or a table.
    #[arg(long, default_value = "ndjson", value_parser = format_parser())]
    format: ExportFormat,
    /// Events at or after this time, such as 2026-01-31T09:30:00Z.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    from: Option<Time>,
    /// Events before this time.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    to: Option<Time>,
    /// Events caused by this person.
    #[arg(long, value_name = "USR")]
    actor: Option<UserId>,
    /// Events about this person.
    #[arg(long, value_name = "USR")]
    user: Option<UserId>,
    /// Events in this account.
    #[arg(long, value_name = "ACC")]
    account: Option<AccountId>,
    /// Events of this type, such as membership.created.
    #[arg(long = "type", value_name = "TYPE", value_parser = kind)]
    kind: Option<EventKind>,
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, command: AuditCommand) -> anyhow::Result<()> {
    let name = match command {
        AuditCommand::Verify(_) => "audit verify",
        AuditCommand::Export(_) => "audit export",
    };
    let session = OperatorSession::open_for_reading(&settings, name).await?;
    let trail = Trail::new(Arc::clone(&session.ports));
    let done = match command {
        AuditCommand::Verify(verify) => self::verify(&session, &trail, verify).await,
        AuditCommand::Export(export) => self::export(&session, &trail, export).await,
    };
    session.close().await;
    done
}

async fn verify(session: &OperatorSession, trail: &Trail, verify: Verify) -> anyhow::Result<()> {
    let proof = trail
        .verify(&session.cx, verify.head)
        .await
        .map_err(explain)?;
    match proof {
        Ok(state) => {
            output::line(describe(&state))?;
            Ok(())
        }
        Err(broken) => bail!("the trail is broken: {broken}"),
    }
}

/// Describes an intact chain, with one more line if some events are not sealed yet.
fn describe(state: &ChainState) -> String {
    let (number, hash) = (state.head.number, state.head.hash);
    let mut text = match state.sealed_at {
        Some(at) if number > 0 => {
            let at = at.format("%Y-%m-%dT%H:%M:%SZ");
            format!("the trail is whole: {number} events, last sealed {at}, head {number}:{hash}")
        }
        _ => "the trail is whole: no event is sealed yet".to_owned(),
    };
    if state.unsealed > 0 {
        text.push_str("\nnot sealed yet, so not verified: ");
        text.push_str(&state.unsealed.to_string());
    }
    text
}

async fn export(
    session: &OperatorSession,
    trail: &Trail,
    export: ExportArguments,
) -> anyhow::Result<()> {
    let format = export.format;
    let mut wanted = ListEvents {
        filter: NamedEventFilter {
            actor: export.actor.map(UserRef::Id),
            user: export.user.map(UserRef::Id),
            account: export.account.map(AccountRef::Id),
            kind: export.kind.map(EventName::Known),
            from: export.from,
            to: export.to,
        },
        page: PageRequest::first(),
    };
    let mut listener = output::bytes(&format.opening()?)?;
    while listener == Listener::There {
        let page = trail.of_everything(&session.cx, &wanted).await;
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

fn kind(text: &str) -> Result<EventKind, &'static str> {
    EventKind::parse(text).ok_or("must be an event type such as membership.created")
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
        let text = describe(&state);
        assert_eq!(text, "the trail is whole: no event is sealed yet");
        state.unsealed = 3;
        assert!(describe(&state).ends_with("not verified: 3"));
    }
}
