//! `latchkey token`: the operator creates, lists and revokes tokens (I3).

use anyhow::Context as _;
use clap::{Args, Subcommand};
use latchkey_application::tokens::{
    IssueServiceToken, IssueUserToken, IssuedToken, Lifetime, Tokens,
};
use latchkey_domain::{
    base::{
        ids::TokenId,
        page::{Page, PageRequest},
        reference::UserRef,
        text::Name,
        time::Time,
    },
    people::token::{Scope, Token, TokenKind},
};

use super::{
    operator_session::{OperatorSession, explain},
    person_flags::PersonFlags,
};
use crate::{config::Settings, output};

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Creates a token and prints it to standard output. It cannot be shown again.
    Create(Create),
    /// Lists the service tokens, or the tokens of a person.
    List(PersonFlags),
    /// Revokes a token and all tokens created with it.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What the token is for.
    #[arg(long, value_parser = |text: &str| Name::parse(text))]
    label: Name,
    /// The scopes of a service token: provision, decide, activity, audit, admin.
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = scope,
        required_unless_present_any = ["user", "email"],
        conflicts_with_all = ["user", "email"]
    )]
    scopes: Vec<Scope>,
    #[command(flatten)]
    person: PersonFlags,
    /// When the token expires. Default: never for a service token, 90 days for a person's token.
    #[arg(long, value_name = "DAYS", value_parser = lifetime)]
    expires_in_days: Option<Lifetime>,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The id of the token.
    token: TokenId,
    #[command(flatten)]
    person: PersonFlags,
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, command: TokenCommand) -> anyhow::Result<()> {
    let name = match command {
        TokenCommand::Create(_) => "token create",
        TokenCommand::List(_) => "token list",
        TokenCommand::Revoke(_) => "token revoke",
    };
    let session = OperatorSession::open(&settings, name).await?;
    match command {
        TokenCommand::Create(create) => {
            let issued = self::create(&session, create).await?;
            output::error(describe(&issued.token, session.ports.now()));
            output::line(issued.secret.expose())?;
        }
        TokenCommand::List(person) => list(&session, &person).await?,
        TokenCommand::Revoke(revoke) => {
            let tokens = tokens(&session);
            let ready = match revoke.person.find(&session).await? {
                Some(user) => {
                    tokens
                        .revoke_of_user(&session.cx, &user, revoke.token)
                        .await
                }
                None => tokens.revoke_service(&session.cx, revoke.token).await,
            };
            let ready = ready.map_err(explain).context(
                "the token was not revoked (for a person's token, add --user or --email)",
            )?;
            session.commit(ready).await?;
            output::line(format_args!("revoked {}", revoke.token))?;
        }
    }
    session.close().await;
    Ok(())
}

fn tokens(session: &OperatorSession) -> Tokens {
    Tokens::new(std::sync::Arc::clone(&session.ports))
}

async fn create(session: &OperatorSession, create: Create) -> anyhow::Result<IssuedToken> {
    let tokens = tokens(session);
    let ready = if let Some(user) = create.person.find(session).await? {
        let cmd = IssueUserToken {
            user,
            label: create.label,
            expires_in_seconds: create.expires_in_days,
        };
        tokens.issue_for_user(&session.cx, cmd).await
    } else {
        let cmd = IssueServiceToken {
            label: create.label,
            scopes: create.scopes.into_iter().collect(),
            expires_in_seconds: create.expires_in_days,
        };
        tokens.issue_service(&session.cx, cmd).await
    };
    session.commit(ready.map_err(explain)?).await
}

async fn list(session: &OperatorSession, person: &PersonFlags) -> anyhow::Result<()> {
    let tokens = tokens(session);
    let user: Option<UserRef> = person.find(session).await?;
    let mut request = PageRequest::first();
    loop {
        let page = match &user {
            Some(user) => tokens.list_of_user(&session.cx, user, &request).await,
            None => tokens.list_service(&session.cx, &request).await,
        };
        let Page { items, next } = page.map_err(explain)?;
        for token in &items {
            output::line(describe(token, session.ports.now()))?;
        }
        match next {
            Some(position) => request = request.from(position),
            None => return Ok(()),
        }
    }
}

/// Describes a token in one line.
fn describe(token: &Token, now: Time) -> String {
    let holder = match &token.kind {
        TokenKind::Service(scopes) => scopes
            .iter()
            .map(|scope| scope.as_str())
            .collect::<Vec<_>>()
            .join(","),
        TokenKind::User(user, scope) => format!("{user} {}", scope.as_str()),
    };
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("revoked {}", day(at)),
        (None, Some(at)) if at <= now => format!("expired {}", day(at)),
        (None, Some(at)) => format!("expires {}", day(at)),
        (None, None) => "never expires".to_owned(),
    };
    let created = day(token.created_at);
    format!(
        "{}  {holder}  created {created}, {state}  {}",
        token.id, token.label
    )
}

fn day(time: Time) -> impl std::fmt::Display {
    time.date_naive()
}

fn scope(text: &str) -> Result<Scope, String> {
    let known = Scope::ALL.map(Scope::as_str).join(", ");
    Scope::parse(text).ok_or_else(|| format!("must be one of {known}"))
}

fn lifetime(text: &str) -> Result<Lifetime, &'static str> {
    let days: u64 = text.parse().map_err(|_cause| "must be a number of days")?;
    let seconds = days.checked_mul(24 * 60 * 60);
    seconds
        .and_then(Lifetime::of_seconds)
        .ok_or("must be from 1 day to ten years")
}
