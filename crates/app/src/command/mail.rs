//! `latchkey mail`: the operator tries whether mails arrive, sees which did not and why, and has them
//! tried again.

use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use latchkey_application::mail::{
    ListMails, ListedMail, Mails, RetryMails, SendTestMail, SendTestMailError,
};
use latchkey_domain::{
    people::{email::EmailAddress, mail::MailId},
    telling::waiting::MailState,
};

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
    /// Lists mails that were given up, or are in another state, and why: newest first.
    #[command(after_help = "Example: latchkey mail list --state waiting --limit 20")]
    List {
        /// `dead` (given up), `waiting`, `sent`, `kept` or `dropped`.
        #[arg(long, value_parser = state, default_value = "dead")]
        state: MailState,
        /// At most how many.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Tries mails again at once that were given up or wait for their next attempt.
    #[command(
        after_help = "Example: latchkey mail retry --all\nExample: latchkey mail retry 44422cafbb20988dad0db11a663eab2b"
    )]
    Retry(Retry),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Retry {
    /// The mail, as `mail list` names it, or its `Message-ID`.
    #[arg(value_parser = id)]
    mail: Option<MailId>,
    /// Every mail that was given up, or failed and waits.
    #[arg(long)]
    all: bool,
}

/// Carries out the command.
pub(crate) async fn run(settings: Settings, command: MailCommand) -> anyhow::Result<()> {
    match command {
        MailCommand::Test { address } => test(&settings, address).await,
        MailCommand::List { state, limit } => list(&settings, ListMails { state, limit }).await,
        MailCommand::Retry(told) => retry(&settings, told).await,
    }
}

async fn test(settings: &Settings, address: EmailAddress) -> anyhow::Result<()> {
    let session = OperatorSession::open_for_reading(settings, "mail test").await?;
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

async fn list(settings: &Settings, cmd: ListMails) -> anyhow::Result<()> {
    let session = OperatorSession::open_for_reading(settings, "mail list").await?;
    let mails = Mails::new(Arc::clone(&session.ports));
    let listed = mails.list(&session.cx, cmd).await.map_err(explain);
    session.close().await;
    for mail in listed? {
        output::line(describe(&mail))?;
    }
    Ok(())
}

async fn retry(settings: &Settings, told: Retry) -> anyhow::Result<()> {
    let session = OperatorSession::open(settings, "mail retry").await?;
    let mails = Mails::new(Arc::clone(&session.ports));
    let cmd = told.mail.map_or(RetryMails::All, RetryMails::One);
    let ready = mails.retry(&session.cx, cmd).await.map_err(explain);
    let ready = ready.context("no mail of this id waits or was given up")?;
    let retried = session.commit(ready).await?;
    session.close().await;
    Ok(output::line(conclusion(retried.count))?)
}

fn conclusion(count: usize) -> String {
    match count {
        0 => "no mail has failed".to_owned(),
        1 => "1 mail is due now, and a running server sends it".to_owned(),
        many => format!("{many} mails are due now, and a running server sends them"),
    }
}

/// Describes a mail in one line.
fn describe(listed: &ListedMail) -> String {
    let ListedMail { id, mail } = listed;
    let noted = &mail.noted;
    let (kind, state) = (noted.kind.as_str(), mail.state.as_str());
    let attempts = match mail.attempts {
        1 => "1 attempt".to_owned(),
        many => format!("{many} attempts"),
    };
    let next = match mail.state {
        MailState::Waiting => format!(", next {}", mail.due_at.format("%FT%TZ")),
        MailState::Sent | MailState::Kept | MailState::Dropped | MailState::Dead => String::new(),
    };
    let why = mail.error.as_deref().unwrap_or_default();
    let line = format!(
        "{id}  {kind} to {}  noted {}  {state}, {attempts}{next}  {}",
        noted.reader,
        noted.noted_at.format("%FT%TZ"),
        in_one_line(why)
    );
    line.trim_end().to_owned()
}

/// What the mail server said, without what a terminal takes for more than text.
fn in_one_line(text: &str) -> String {
    let letters = text.chars();
    letters
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

fn state(text: &str) -> Result<MailState, String> {
    let known = MailState::ALL.map(MailState::as_str).join(", ");
    MailState::parse(text).ok_or_else(|| format!("must be one of {known}"))
}

fn id(text: &str) -> Result<MailId, &'static str> {
    MailId::parse(text).ok_or("must be the id of a mail, as `latchkey mail list` prints it")
}

#[cfg(test)]
mod tests {
    use latchkey_domain::{
        base::ids::UserId,
        people::mail::MailKind,
        telling::waiting::{NotedMail, Occasion, WaitingMail},
    };

    use super::*;

    #[test]
    fn a_mail_is_one_harmless_line() {
        let noted = NotedMail {
            occasion: Occasion::Commit(7),
            reader: UserId::from_uuid(uuid::Uuid::from_u128(1)),
            kind: MailKind::Added,
            place: None,
            noted_at: "2026-02-12T09:00:00Z".parse().unwrap(),
        };
        let mut mail = WaitingMail::noted(noted);
        mail.give_up("550 \u{1b}[2Jno\r\nsuch user".to_owned());
        let id = MailId::of(&[&"x"]);
        let line = describe(&ListedMail { id, mail });
        assert!(
            line.ends_with("dead, 1 attempt  550  [2Jno  such user"),
            "{line}"
        );
        assert!(line.contains("added to usr_"), "{line}");
    }

    #[test]
    fn the_conclusion_counts_the_mails() {
        assert_eq!(conclusion(0), "no mail has failed");
        assert!(conclusion(1).starts_with("1 mail is"));
        assert!(conclusion(7).starts_with("7 mails are"));
    }
}
