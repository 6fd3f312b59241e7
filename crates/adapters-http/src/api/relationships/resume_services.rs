//! `POST /v1/partners/{partner}/clients/{client}/resume-services`: a partner takes its services up again
//! (R4).

use actix_web::HttpResponse;
use latchkey_application::relationships::TargetClient;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::relationships::RelationshipView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/partners/{partner}/clients/{client}/resume-services",
    tag = "Client access", operation_id = "resume_services", request_body = Option<NoMembers>,
    responses((status = 200, description = "The relationship, active again.",
        body = RelationshipView,
        headers(("ETag" = String, description = "The version of the relationship.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let target = TargetClient {
        partner: call.path_account("partner")?,
        client: call.path_account("client")?,
    };
    let api = call.api();
    let act = api.relationships.resume_services(&call.cx, target);
    call.write(act, |view| {
        let version = view.relationship.version;
        Ok(Answer::ok(&RelationshipView::of(view))?.tagged(version))
    })
    .await
}
