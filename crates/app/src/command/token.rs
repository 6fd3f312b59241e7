//! `latchkey token`: the operator makes, lists and revokes tokens (I3).

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
    desk::{Desk, explain},
    whom::Whom,
};
use crate::{config::Settings, output};

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Makes a token and prints it, this once: on the standard output stands nothing else.
    Create(Create),
    /// Lists the service tokens, or those of a person.
    List(Whom),
    /// Revokes a token and all that were made with it.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What it is for.
    #[arg(long, value_parser = |text: &str| Name::parse(text))]
    label: Name,
    /// What a service token may be used for: provision, decide, activity, audit, admin.
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = scope,
        required_unless_present_any = ["user", "email"],
        conflicts_with_all = ["user", "email"]
    )]
    scopes: Vec<Scope>,
    #[command(flatten)]
    whom: Whom,
    /// When it ends; without it a service token lasts, and a person's token 90 days.
    #[arg(long, value_name = "DAYS", value_parser = lifetime)]
    expires_in_days: Option<Lifetime>,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The id of the token.
    token: TokenId,
    #[command(flatten)]
    whom: Whom,
}

/// Carries out the command.
pub(crate) async fn run(settings: Settings, command: TokenCommand) -> anyhow::Result<()> {
    let name = match command {
        TokenCommand::Create(_) => "token create",
        TokenCommand::List(_) => "token list",
        TokenCommand::Revoke(_) => "token revoke",
    };
    let desk = Desk::open(&settings, name).await?;
    match command {
        TokenCommand::Create(create) => {
            let issued = self::create(&desk, create).await?;
            output::error(describe(&issued.token, desk.ports.now()));
            output::line(issued.secret.expose())?;
        }
        TokenCommand::List(whom) => list(&desk, &whom).await?,
        TokenCommand::Revoke(revoke) => {
            let tokens = tokens(&desk);
            let ready = match revoke.whom.find(&desk).await? {
                Some(user) => tokens.revoke_of_user(&desk.cx, &user, revoke.token).await,
                None => tokens.revoke_service(&desk.cx, revoke.token).await,
            };
            let ready = ready.map_err(explain).context(
                "the token was not revoked (a person's token needs --user or --email as well)",
            )?;
            desk.commit(ready).await?;
            output::line(format_args!("revoked {}", revoke.token))?;
        }
    }
    desk.close().await;
    Ok(())
}

fn tokens(desk: &Desk) -> Tokens {
    Tokens::new(std::sync::Arc::clone(&desk.ports))
}

async fn create(desk: &Desk, create: Create) -> anyhow::Result<IssuedToken> {
    let tokens = tokens(desk);
    let ready = if let Some(user) = create.whom.find(desk).await? {
        let cmd = IssueUserToken {
            user,
            label: create.label,
            expires_in_seconds: create.expires_in_days,
        };
        tokens.issue_for_user(&desk.cx, cmd).await
    } else {
        let cmd = IssueServiceToken {
            label: create.label,
            scopes: create.scopes.into_iter().collect(),
            expires_in_seconds: create.expires_in_days,
        };
        tokens.issue_service(&desk.cx, cmd).await
    };
    desk.commit(ready.map_err(explain)?).await
}

async fn list(desk: &Desk, whom: &Whom) -> anyhow::Result<()> {
    let tokens = tokens(desk);
    let user: Option<UserRef> = whom.find(desk).await?;
    let mut request = PageRequest::first();
    loop {
        let page = match &user {
            Some(user) => tokens.list_of_user(&desk.cx, user, &request).await,
            None => tokens.list_service(&desk.cx, &request).await,
        };
        let Page { items, next } = page.map_err(explain)?;
        for token in &items {
            output::line(describe(token, desk.ports.now()))?;
        }
        match next {
            Some(position) => request = request.from(position),
            None => return Ok(()),
        }
    }
}

/// A token in one line.
fn describe(token: &Token, now: Time) -> String {
    let for_whom = match &token.kind {
        TokenKind::Service(scopes) => scopes
            .iter()
            .map(|scope| scope.as_str())
            .collect::<Vec<_>>()
            .join(","),
        TokenKind::User(user, scope) => format!("{user} {}", scope.as_str()),
    };
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("revoked {}", day(at)),
        (None, Some(at)) if at <= now => format!("ended {}", day(at)),
        (None, Some(at)) => format!("ends {}", day(at)),
        (None, None) => "lasts".to_owned(),
    };
    let made = day(token.created_at);
    format!(
        "{}  {for_whom}  made {made}, {state}  {}",
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
