//! `PATCH /v1/webhook-endpoints/{endpoint}`: the platform changes, disables or enables an endpoint (N2).

use actix_web::HttpResponse;
use latchkey_application::webhooks::ChangeEndpoint;
use latchkey_domain::outbox::endpoint::MOST_ACCOUNTS;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{
        Call, given,
        values::{description, word},
    },
    map::{
        webhooks::{MOST_TYPES, WebhookEndpointView},
        words,
    },
    problem::Problem,
};

/// What is to be different about an endpoint; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookEndpointChanges {
    /// Where requests are sent.
    #[schema(nullable = false, max_length = 2048)]
    url: Option<String>,
    /// The types of events that are sent; `null`: all types.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<words::EventType>>)]
    types: Option<Option<Vec<String>>>,
    /// The accounts of which events are sent; `null`: all accounts.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>)]
    accounts: Option<Option<Vec<String>>>,
    /// `null` clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// The form of the body.
    #[schema(value_type = words::WebhookFormat, nullable = false)]
    format: Option<String>,
    /// `disabled`: events wait until it is `enabled` again.
    #[schema(value_type = words::WebhookStatus, nullable = false)]
    status: Option<String>,
}

#[utoipa::path(patch, path = "/v1/webhook-endpoints/{endpoint}", tag = "Webhooks",
    operation_id = "change_webhook_endpoint", request_body = WebhookEndpointChanges,
    responses((status = 200, description = "The endpoint as it is now.", body = WebhookEndpointView,
        headers(("ETag" = String, description = "The version of the endpoint.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let id = call.path_id("endpoint")?;
    let clearable = ["/types", "/accounts", "/description"];
    let (body, mut checks) = call.changes::<WebhookEndpointChanges>(&clearable)?;
    let types = body.types.map(|types| {
        let types = checks.list("/types", types.unwrap_or_default(), MOST_TYPES, word);
        types.into_iter().collect()
    });
    let accounts = body.accounts.map(|accounts| {
        let accounts = accounts.unwrap_or_default();
        checks.names("/accounts", accounts, MOST_ACCOUNTS, |text| {
            call.account_ref(text)
        })
    });
    let change = ChangeEndpoint {
        id,
        url: body.url,
        types,
        accounts,
        description: checks
            .clearable("/description", body.description, |text| description(&text))
            .map(Option::flatten),
        format: checks.optional("/format", body.format, word),
        status: checks.optional("/status", body.status, word),
    };
    let change = checks.finish(Some(change))?;
    let act = call.api().webhooks.change(&call.cx, change);
    call.write(act, |endpoint| {
        Ok(Answer::ok(&WebhookEndpointView::of(endpoint))?.tagged(endpoint.version))
    })
    .await
}
