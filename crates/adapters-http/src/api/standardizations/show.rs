//! `GET /v1/partner-admins/standardize/{id}`: one of them, with what it does, or did, to whom (L9).

use actix_web::HttpResponse;

use crate::{
    answer::Answer, extract::Call, map::standardizations::StandardizationView, problem::Problem,
};

#[utoipa::path(get, path = "/v1/partner-admins/standardize/{id}", tag = "Partner admins",
    operation_id = "show_standardization",
    responses((status = 200, description = "The standardization.", body = StandardizationView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let id = call.path_id("id")?;
    let view = call.api().standardizations.show(&call.cx, id).await?;
    Ok(Answer::ok(&StandardizationView::of(&view))?.send())
}
