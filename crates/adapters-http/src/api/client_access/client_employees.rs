//! `GET /v1/partners/{partner}/clients/{client}/employees`: who works for the partner in a client.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{ActionParams, Call, PageParams},
    map::{actions::ActionsOfItems, members::MembershipView, people::PersonView},
    problem::Problem,
};

/// The people who act for a partner in a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClientEmployees)]
pub(crate) struct ClientEmployeesView {
    /// Memberships that act for the partner.
    items: Vec<MembershipView>,
    /// People declared the partner's own who act for nobody there.
    linked: Vec<PersonView>,
    /// Verified employees, and lately former ones, who are there on their own behalf.
    own_behalf: Vec<PersonView>,
    /// Where the next page of memberships begins; `null` on the last one.
    next_cursor: Option<String>,
}

#[utoipa::path(get, path = "/v1/partners/{partner}/clients/{client}/employees",
    tag = "Client access", operation_id = "list_client_employees", params(ActionParams, PageParams),
    responses((status = 200, description = "Employees, oldest membership first.",
        body = ClientEmployeesView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page, asks_actions) = call.page_and_actions()?;
    let partner = call.path_account("partner")?;
    let client = call.path_account("client")?;
    let api = call.api();
    let service = &api.client_access;
    let found = service
        .client_employees(&call.cx, &partner, &client, &page)
        .await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        let of_views = service.employee_actions(&call.cx, &partner, &found.members.items);
        actions = ActionsOfItems::of(of_views.await?);
    }
    let list = call.list(&query, found.members, |view| {
        MembershipView::of(&view).with(actions.next())
    });
    let answer = ClientEmployeesView {
        items: list.items,
        linked: found.linked.iter().map(PersonView::of).collect(),
        own_behalf: found.own_behalf.iter().map(PersonView::of).collect(),
        next_cursor: list.next_cursor,
    };
    Ok(Answer::ok(&answer)?.send())
}
