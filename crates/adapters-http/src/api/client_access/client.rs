//! `GET /v1/partners/{partner}/clients/{client}`: one client of a partner.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{ActionParams, Call},
    map::{
        actions::ActionsOfItems,
        clients::{ClientDetail, version},
    },
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/clients/{client}", tag = "Client access",
    operation_id = "show_client", params(ActionParams),
    responses((status = 200, description = "The client.", body = ClientDetail,
        headers(("ETag" = String, description = "The version of the relationship.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let asks_actions = call.asks_actions()?;
    let partner = call.path_account("partner")?;
    let client = call.path_account("client")?;
    let service = &call.api().client_access;
    let view = service.client(&call.cx, &partner, &client).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        let views = std::slice::from_ref(&view);
        let of_view = service.client_actions(&call.cx, &partner, views);
        actions = ActionsOfItems::of(of_view.await?);
    }
    Ok(Answer::ok(&ClientDetail::of(&view).with(actions.next()))?
        .tagged_if(version(&view))
        .send())
}
