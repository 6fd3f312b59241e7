//! `GET /v1/partners/{partner}/clients/{client}`: one client of a partner.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::Call,
    map::clients::{ClientDetail, version},
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/clients/{client}", tag = "Client access",
    operation_id = "show_client",
    responses((status = 200, description = "The client.", body = ClientDetail,
        headers(("ETag" = String, description = "The version of the relationship.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let partner = call.path_account("partner")?;
    let client = call.path_account("client")?;
    let service = &call.api().client_access;
    let view = service.client(&call.cx, &partner, &client).await?;
    Ok(Answer::ok(&ClientDetail::of(&view))?
        .tagged_if(version(&view))
        .send())
}
