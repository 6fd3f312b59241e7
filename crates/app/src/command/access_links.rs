//! `latchkey access-links`: the operator replaces the key of the access links (L2).

use std::sync::Arc;

use clap::Subcommand;
use latchkey_application::access_links::AccessLinks;

use super::operator_session::{OperatorSession, explain};
use crate::{config::Settings, output};

#[derive(Debug, Subcommand)]
pub(crate) enum AccessLinksCommand {
    /// Replaces the key that the links are derived from, in case somebody else has it. Every
    /// standing link gets a new URL and keeps its last day; no old URL works any more.
    RotateKey,
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, command: AccessLinksCommand) -> anyhow::Result<()> {
    let AccessLinksCommand::RotateKey = command;
    let session = OperatorSession::open(&settings, "access-links rotate-key").await?;
    let links = AccessLinks::new(Arc::clone(&session.ports));
    let ready = links.rotate_key(&session.cx).await.map_err(explain)?;
    let rotated = session.commit(ready).await?;
    session.close().await;
    Ok(output::line(conclusion(rotated))?)
}

fn conclusion(rotated: u64) -> String {
    let links = match rotated {
        0 => "there was no link to renew".to_owned(),
        1 => "1 link has a new URL, and its old one no longer works".to_owned(),
        many => format!("{many} links have new URLs, and their old ones no longer work"),
    };
    format!("the key of the access links was replaced: {links}")
}

#[cfg(test)]
mod tests {
    use super::conclusion;

    #[test]
    fn the_conclusion_counts_the_links() {
        assert!(conclusion(0).ends_with("no link to renew"));
        assert!(conclusion(1).contains(": 1 link has a new URL"));
        assert!(conclusion(7).contains(": 7 links have new URLs"));
    }
}
