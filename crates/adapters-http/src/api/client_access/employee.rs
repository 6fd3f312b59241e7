//! `GET /v1/partners/{partner}/employees/{user}`: one employee of a partner, or a former one who has left
//! something behind.

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{ActionParams, Call},
    map::{
        actions::ActionsOfItems,
        employees::{EmployeeItem, version},
    },
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/partners/{partner}/employees/{user}", tag = "Client access",
    operation_id = "show_employee", params(ActionParams),
    responses((status = 200, description = "The employee.", body = EmployeeItem,
        headers(("ETag" = String, description = "The version of the membership.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let asks_actions = call.asks_actions()?;
    let partner = call.path_account("partner")?;
    let user = call.path_user("user")?;
    let service = &call.api().client_access;
    let view = service.employee(&call.cx, &partner, &user).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        let of_views = service.staff_actions(&call.cx, &partner, std::slice::from_ref(&view));
        actions = ActionsOfItems::of(of_views.await?);
    }
    Ok(Answer::ok(&EmployeeItem::of(&view).with(actions.next()))?
        .tagged_if(version(&view))
        .send())
}
