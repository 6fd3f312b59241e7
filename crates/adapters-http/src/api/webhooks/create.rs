//! `POST /v1/webhook-endpoints`: the platform makes an endpoint for webhooks (N2).

use actix_web::HttpResponse;
use latchkey_application::webhooks::CreateEndpoint;
use latchkey_domain::outbox::endpoint::MOST_ACCOUNTS;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{
        Call,
        values::{description as description_of, word},
    },
    map::{
        webhooks::{EndpointWithSecretView, MOST_TYPES},
        words,
    },
    problem::Problem,
};

/// A new endpoint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhookEndpointBody {
    /// Where requests are sent: an https URL of a public address. The operator lists other addresses, and
    /// those to which plain http may go, in `webhooks.allow_private_addresses`.
    #[schema(value_type = String, example = "https://example.com/webhooks", max_length = 2048)]
    url: Option<String>,
    /// The types of events that are sent; all types if left out or empty.
    #[schema(value_type = Option<Vec<words::EventType>>)]
    types: Option<Vec<String>>,
    /// The accounts of which events are sent, by either id: where they happened, or the partner. All
    /// accounts if left out or empty.
    accounts: Option<Vec<String>>,
    /// What it is for.
    description: Option<String>,
    /// The form of the body: that of Standard Webhooks if left out.
    #[schema(value_type = Option<words::WebhookFormat>)]
    format: Option<String>,
}

#[utoipa::path(post, path = "/v1/webhook-endpoints", tag = "Webhooks",
    operation_id = "create_webhook_endpoint", request_body = NewWebhookEndpointBody,
    responses((status = 201, description = "The endpoint, which is told what happens from now on. Its \
        secret is shown this once.", body = EndpointWithSecretView,
        headers(("ETag" = String, description = "The version of the endpoint.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: NewWebhookEndpointBody = call.body()?;
    let mut checks = call.checks();
    let url = checks.required("/url", body.url, Ok::<_, std::convert::Infallible>);
    let types = body.types.unwrap_or_default();
    let types = checks.list("/types", types, MOST_TYPES, word);
    let accounts = body.accounts.unwrap_or_default();
    let accounts = checks.names("/accounts", accounts, MOST_ACCOUNTS, |text| {
        call.account_ref(text)
    });
    let description = body.description.as_deref();
    let description = checks.optional("/description", description, description_of);
    let format = checks.optional("/format", body.format, word);
    let new = checks.finish(url.map(|url| CreateEndpoint {
        url,
        types: types.into_iter().collect(),
        accounts,
        description: description.flatten(),
        format: format.unwrap_or_default(),
    }))?;
    let act = call.api().webhooks.create(&call.cx, new);
    call.write(act, |made| {
        let version = made.endpoint.version;
        let answer = Answer::created(&EndpointWithSecretView::of(made))?;
        Ok(answer.tagged(version).showing_secret_of(made.endpoint.id))
    })
    .await
}
