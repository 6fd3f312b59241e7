//! `POST /v1/me/tokens`: a person makes a token for themself, within the one of the call (I3).

use actix_web::HttpResponse;
use latchkey_application::tokens::IssueOwnToken;
use latchkey_domain::base::text::Name;
use serde::Deserialize;
use utoipa::ToSchema;

use super::new_token;
use crate::{
    extract::Call,
    map::{
        tokens::{IssuedTokenView, lifetime},
        words,
    },
    problem::Problem,
};

/// A new token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOwnTokenBody {
    /// Its name.
    #[schema(value_type = String)]
    label: Option<String>,
    /// How far it goes; `manage` brings `read`.
    #[schema(value_type = Vec<words::UserScope>)]
    scopes: Option<Vec<String>>,
    /// Lifetime in seconds; default 90 days.
    #[schema(minimum = 1)]
    expires_in_seconds: Option<i64>,
}

#[utoipa::path(post, path = "/v1/me/tokens", tag = "Tokens", operation_id = "create_own_token",
    request_body = NewOwnTokenBody,
    responses((status = 201, description = "The token: its text is shown this once.",
        body = IssuedTokenView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: NewOwnTokenBody = call.body()?;
    let mut checks = call.checks();
    let label = checks.required("/label", body.label.as_deref(), Name::parse);
    let scopes = new_token::scopes(&mut checks, body.scopes);
    let expires_in_seconds =
        checks.optional("/expires_in_seconds", body.expires_in_seconds, lifetime);
    let issue = checks.finish(label.map(|label| IssueOwnToken {
        label,
        scopes: scopes.into_iter().collect(),
        expires_in_seconds,
    }))?;
    let act = call.api().tokens.issue_own(&call.cx, issue);
    call.write(act, new_token::answer).await
}
