//! `POST /v1/users/{user}/tokens`: the platform makes a token for a person.

use actix_web::HttpResponse;
use latchkey_application::tokens::IssueUserToken;
use latchkey_domain::base::text::Name;
use serde::Deserialize;
use utoipa::ToSchema;

use super::new_token;
use crate::{
    extract::Call,
    map::tokens::{IssuedTokenView, lifetime},
    problem::Problem,
};

/// A new token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUserTokenBody {
    /// Its name.
    #[schema(value_type = String)]
    label: Option<String>,
    /// Lifetime in seconds; default 90 days.
    #[schema(minimum = 1)]
    expires_in_seconds: Option<i64>,
}

#[utoipa::path(post, path = "/v1/users/{user}/tokens", tag = "Tokens", operation_id = "create_user_token",
    request_body = NewUserTokenBody,
    responses((status = 201, description = "The token: its text is shown this once.",
        body = IssuedTokenView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    let body: NewUserTokenBody = call.body()?;
    let mut checks = call.checks();
    let label = checks.required("/label", body.label.as_deref(), Name::parse);
    let expires_in_seconds =
        checks.optional("/expires_in_seconds", body.expires_in_seconds, lifetime);
    let issue = checks.finish(label.map(|label| IssueUserToken {
        user,
        label,
        expires_in_seconds,
    }))?;
    let act = call.api().tokens.issue_for_user(&call.cx, issue);
    call.write(act, new_token::answer).await
}
