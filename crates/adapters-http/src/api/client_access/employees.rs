//! `GET /v1/partners/{partner}/employees`: the partner's employees, or its leavers, with the clients where
//! they are.

use actix_web::HttpResponse;
use latchkey_application::client_access::ListEmployees;

use crate::{
    answer::Answer,
    extract::{
        ActionParams, Call, Checks, ListOf, PageParams,
        values::{one_of, word},
    },
    map::{actions::ActionsOfItems, employees::EmployeeItem, words},
    problem::Problem,
};

/// Filters of the employees.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct EmployeeParams {
    /// Part of the name or address, any case.
    #[param(max_length = 200)]
    q: Option<String>,
    #[param(value_type = Option<words::Engagement>)]
    engagement: Option<String>,
    /// Only employees with a verified address (`true`), or only those without (`false`).
    verified: Option<bool>,
    /// Active employees (the default), or leavers with what they still have.
    #[param(value_type = Option<words::EmployeeState>)]
    state: Option<String>,
}

#[utoipa::path(get, path = "/v1/partners/{partner}/employees", tag = "Client access",
    operation_id = "list_employees", params(EmployeeParams, ActionParams, PageParams),
    responses((status = 200, description = "Employees, by name.", body = ListOf<EmployeeItem>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let known = [
        "q",
        "engagement",
        "verified",
        "state",
        "actions",
        "limit",
        "cursor",
    ];
    let query = call.query(&known, &[])?;
    let mut checks = Checks::default();
    let verified = one_of(words::Switch::known, |text| match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    });
    let state = query.checked(&mut checks, "state", |text| word(text));
    let wanted = ListEmployees {
        state: state.unwrap_or_default(),
        text: query.text(&mut checks, "q"),
        engagement: query.checked(&mut checks, "engagement", |text| word(text)),
        verified: query.checked(&mut checks, "verified", verified),
    };
    let asks_actions = query.is_true(&mut checks, "actions");
    let page = call.page(&query, &mut checks)?;
    let wanted = checks.finish(Some(wanted))?;
    let partner = call.path_account("partner")?;
    let service = &call.api().client_access;
    let employees = service.employees(&call.cx, &partner, wanted, &page).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        let of_views = service.staff_actions(&call.cx, &partner, &employees.items);
        actions = ActionsOfItems::of(of_views.await?);
    }
    let list = call.list(&query, employees, |view| {
        EmployeeItem::of(&view).with(actions.next())
    });
    Ok(Answer::ok(&list)?.send())
}
