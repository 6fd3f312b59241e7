//! `POST /v1/webhook-endpoints/{endpoint}/deliveries/{delivery}/redeliver`: the platform has an event sent
//! again (N2).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::webhooks::DeliveryView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/webhook-endpoints/{endpoint}/deliveries/{delivery}/redeliver",
    tag = "Webhooks", operation_id = "redeliver_webhook", request_body = Option<NoMembers>,
    responses((status = 200, description = "The delivery, which is tried again at once, with the same \
        `webhook-id`.", body = DeliveryView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let endpoint = call.path_id("endpoint")?;
    let delivery = call.path_id("delivery")?;
    call.no_members()?;
    let act = call.api().webhooks.redeliver(&call.cx, endpoint, delivery);
    call.write(act, |delivery| Answer::ok(&DeliveryView::of(delivery)))
        .await
}
