//! `GET /v1/partners/{partner}/employees/{user}/linkable-clients`: the clients where an employee does not
//! act for the partner (A6, A10).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::people::NamedView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/employees/{user}/linkable-clients",
    tag = "Client access", operation_id = "list_linkable_clients", params(PageParams),
    responses((status = 200, description = "Clients, by name.", body = ListOf<NamedView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let partner = call.path_account("partner")?;
    let user = call.path_user("user")?;
    let service = &call.api().client_access;
    let found = service
        .linkable_clients(&call.cx, &partner, &user, &page)
        .await?;
    let list = call.list(&query, found, |client| NamedView::client(&client));
    Ok(Answer::ok(&list)?.send())
}
