//! `GET /v1/webhook-endpoints/{endpoint}`: one endpoint, without its secret (N2).

use actix_web::HttpResponse;

use crate::{answer::Answer, extract::Call, map::webhooks::WebhookEndpointView, problem::Problem};

#[utoipa::path(get, path = "/v1/webhook-endpoints/{endpoint}", tag = "Webhooks",
    operation_id = "show_webhook_endpoint",
    responses((status = 200, description = "The endpoint.", body = WebhookEndpointView,
        headers(("ETag" = String, description = "The version of the endpoint.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let id = call.path_id("endpoint")?;
    let endpoint = call.api().webhooks.show(&call.cx, id).await?;
    let answer = Answer::ok(&WebhookEndpointView::of(&endpoint))?;
    Ok(answer.tagged(endpoint.version).send())
}
