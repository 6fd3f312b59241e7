//! `DELETE /v1/partner-admins/standardize/{id}`: the platform calls it off, before its day (L9).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/partner-admins/standardize/{id}", tag = "Partner admins",
    operation_id = "cancel_standardization", request_body = Option<NoMembers>,
    responses((status = 204, description = "Nothing will happen on that day.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let id = call.path_id("id")?;
    let act = call.api().standardizations.cancel(&call.cx, id);
    call.write(act, |()| Ok(Answer::nothing())).await
}
