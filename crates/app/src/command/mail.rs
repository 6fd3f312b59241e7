//! `latchkey mail`: the operator tries whether mails arrive.

use std::sync::Arc;

use clap::Subcommand;
use latchkey_application::mail::{Mails, SendTestMail, SendTestMailError};
use latchkey_domain::people::email::EmailAddress;

use super::operator_session::{OperatorSession, explain};
use crate::{config::Settings, output};

#[derive(Debug, Subcommand)]
pub(crate) enum MailCommand {
    /// Sends a test mail through the mail server of the settings.
    Test {
        /// The address to send to.
        #[arg(value_parser = |text: &str| EmailAddress::parse(text))]
        address: EmailAddress,
    },
}

/// Carries out the command.
pub(crate) async fn run(settings: Settings, command: MailCommand) -> anyhow::Result<()> {
    let MailCommand::Test { address } = command;
    let session = OperatorSession::open_for_reading(&settings, "mail test").await?;
    let mails = Mails::new(Arc::clone(&session.ports));
    let cmd = SendTestMail { to: address };
    let sent = mails.send_test(&session.cx, cmd).await;
    session.close().await;
    let mail = sent.map_err(|error| match error {
        SendTestMailError::Mail(error) => error.into(),
        SendTestMailError::Other(error) => explain(error),
    })?;
    output::line(format_args!(
        "the mail server took a test mail to {}",
        mail.to.address
    ))?;
    Ok(())
}
