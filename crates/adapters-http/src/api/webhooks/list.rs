//! `GET /v1/webhook-endpoints`: the endpoints for webhooks (N2).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::webhooks::WebhookEndpointView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/webhook-endpoints", tag = "Webhooks",
    operation_id = "list_webhook_endpoints", params(PageParams),
    responses((status = 200, description = "Newest first.", body = ListOf<WebhookEndpointView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let all = call.api().webhooks.list(&call.cx, &page).await?;
    let list = call.list(&query, all, |one| WebhookEndpointView::of(&one));
    Ok(Answer::ok(&list)?.send())
}
