//! `DELETE /v1/partners/{partner}/access-links/{link}`: a manager takes a link back (L2).

use actix_web::HttpResponse;
use latchkey_application::access_links::TargetLink;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/partners/{partner}/access-links/{link}", tag = "Access links",
    operation_id = "revoke_access_link", request_body = Option<NoMembers>,
    responses((status = 204, description = "The link is revoked.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let link = call.path_id("link")?;
    call.no_members()?;
    let target = TargetLink {
        partner: call.path_account("partner")?,
        link,
    };
    let act = call.api().access_links.revoke(&call.cx, target);
    call.write(act, |()| Ok(Answer::nothing())).await
}
