//! `POST /v1/webhook-endpoints/{endpoint}/rotate-secret`: the platform gives an endpoint another secret
//! (N2).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::webhooks::EndpointWithSecretView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/webhook-endpoints/{endpoint}/rotate-secret", tag = "Webhooks",
    operation_id = "rotate_webhook_secret", request_body = Option<NoMembers>,
    responses((status = 200, description = "The endpoint with its new secret, which is shown this once. \
        For a day requests are signed with the previous one too.", body = EndpointWithSecretView,
        headers(("ETag" = String, description = "The version of the endpoint.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let id = call.path_id("endpoint")?;
    call.no_members()?;
    let act = call.api().webhooks.rotate_secret(&call.cx, id);
    call.write(act, |rotated| {
        let version = rotated.endpoint.version;
        let answer = Answer::ok(&EndpointWithSecretView::of(rotated))?;
        Ok(answer
            .tagged(version)
            .showing_secret_of(rotated.endpoint.id))
    })
    .await
}
