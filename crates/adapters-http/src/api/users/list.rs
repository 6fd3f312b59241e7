//! `GET /v1/users`: the people known to the platform.

use actix_web::HttpResponse;
use latchkey_application::users::ListUsers;
use latchkey_domain::{base::text::ExternalId, people::email::EmailAddress};

use crate::{
    answer::Answer,
    extract::{Call, Checks, ListOf, PageParams},
    map::users::UserView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/users", tag = "Users", operation_id = "list_users",
    params(
        ("email" = Option<String>, Query, description = "Only the one with this address."),
        ("external_id" = Option<String>, Query, description = "Only the one whom the platform calls so."),
        PageParams,
    ),
    responses((status = 200, description = "People, oldest first.", body = ListOf<UserView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let query = call.query(&["email", "external_id", "limit", "cursor"], &[])?;
    let mut checks = Checks::default();
    let email = query.checked(&mut checks, "email", EmailAddress::parse);
    let external_id = query.checked(&mut checks, "external_id", ExternalId::parse);
    let page = call.page(&query, &mut checks)?;
    let wanted = checks.finish(Some(ListUsers {
        email,
        external_id,
        page,
    }))?;
    let users = call.api().users.list(&call.cx, &wanted).await?;
    let list = call.list(&query, users, |user| UserView::of(&user));
    Ok(Answer::ok(&list)?.send())
}
