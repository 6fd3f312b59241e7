//! `GET /v1/webhook-endpoints/{endpoint}/deliveries`: what was sent to an endpoint and what waits (N2).

use actix_web::HttpResponse;
use latchkey_application::webhooks::ListDeliveries;

use crate::{
    answer::Answer,
    extract::{Call, Checks, ListOf, PageParams, values::word},
    map::{webhooks::DeliveryView, words},
    problem::Problem,
};

/// Which deliveries are wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct DeliveryParams {
    /// Those in this state.
    #[param(value_type = Option<words::DeliveryState>)]
    state: Option<String>,
}

#[utoipa::path(get, path = "/v1/webhook-endpoints/{endpoint}/deliveries", tag = "Webhooks",
    operation_id = "list_webhook_deliveries", params(DeliveryParams, PageParams),
    responses((status = 200, description = "Newest event first. Those that are over are kept for 30 days.",
        body = ListOf<DeliveryView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let query = call.query(&["state", "limit", "cursor"], &[])?;
    let mut checks = Checks::default();
    let page = call.page(&query, &mut checks)?;
    let state = query.checked(&mut checks, "state", |text| word(text));
    let wanted = checks.finish(Some(ListDeliveries {
        endpoint: call.path_id("endpoint")?,
        state,
        page,
    }))?;
    let found = call.api().webhooks.deliveries(&call.cx, &wanted).await?;
    let list = call.list(&query, found, |one| DeliveryView::of(&one));
    Ok(Answer::ok(&list)?.send())
}
