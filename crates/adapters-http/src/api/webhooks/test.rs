//! `POST /v1/webhook-endpoints/{endpoint}/test`: the platform sends a test event and sees how that ends
//! (N2).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::webhooks::TestView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/webhook-endpoints/{endpoint}/test", tag = "Webhooks",
    operation_id = "test_webhook_endpoint", request_body = Option<NoMembers>,
    responses((status = 200, description = "How the attempt ended. The event has the type \
        `webhook_endpoint.test`, is sent once, and is not among the deliveries.", body = TestView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let id = call.path_id("endpoint")?;
    call.no_members()?;
    let act = call.api().webhooks.test(&call.cx, id);
    call.write(act, |tested| Answer::ok(&TestView::of(tested)))
        .await
}
