//! `POST /v1/service-tokens`: the platform makes another service token.

use actix_web::HttpResponse;
use latchkey_application::tokens::IssueServiceToken;
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
pub(crate) struct NewServiceTokenBody {
    /// Its name.
    #[schema(value_type = String)]
    label: Option<String>,
    /// What it may be used for.
    #[schema(value_type = Vec<words::Scope>)]
    scopes: Option<Vec<String>>,
    /// How long it lasts; as long as the token of this call if left out.
    #[schema(minimum = 1)]
    expires_in_seconds: Option<i64>,
}

#[utoipa::path(post, path = "/v1/service-tokens", tag = "Tokens", operation_id = "create_service_token",
    request_body = NewServiceTokenBody,
    responses((status = 201, description = "The token: its text is shown this once.",
        body = IssuedTokenView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: NewServiceTokenBody = call.body()?;
    let mut checks = call.checks();
    let label = checks.required("/label", body.label.as_deref(), Name::parse);
    let scopes = new_token::scopes(&mut checks, body.scopes);
    let expires_in_seconds =
        checks.optional("/expires_in_seconds", body.expires_in_seconds, lifetime);
    let issue = checks.finish(label.map(|label| IssueServiceToken {
        label,
        scopes: scopes.into_iter().collect(),
        expires_in_seconds,
    }))?;
    let act = call.api().tokens.issue_service(&call.cx, issue);
    call.write(act, new_token::answer).await
}
