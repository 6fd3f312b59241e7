//! `GET /v1/accounts/{account}/members`: an account's members.

use actix_web::HttpResponse;
use latchkey_application::memberships::{ListMembers, WantedPartner};

use crate::{
    answer::Answer,
    extract::{ActionParams, Call, Checks, ListOf, PageParams, values::word},
    map::{actions::ActionsOfItems, members::MembershipView, words},
    problem::Problem,
};

/// What the filter `partner` says of members who act for nobody.
const NOBODY: &str = "none";

/// Filters of the members.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct MemberParams {
    /// The kind of access.
    #[param(value_type = Option<words::AccessKind>)]
    access: Option<String>,
    /// Members who act for this partner, by its id; `none`: members who act for nobody.
    partner: Option<String>,
    /// The status of the membership.
    #[param(value_type = Option<words::MembershipStatus>)]
    status: Option<String>,
    /// Part of the name or address, any case.
    #[param(max_length = 200)]
    q: Option<String>,
}

#[utoipa::path(get, path = "/v1/accounts/{account}/members", tag = "Members",
    operation_id = "list_members", params(MemberParams, ActionParams, PageParams),
    responses((status = 200, description = "Members, oldest first.",
        body = ListOf<MembershipView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let known = [
        "access", "partner", "status", "q", "actions", "limit", "cursor",
    ];
    let query = call.query(&known, &[])?;
    let mut checks = Checks::default();
    let wanted = ListMembers {
        access: query.checked(&mut checks, "access", |text| word(text)),
        partner: query.checked(&mut checks, "partner", |text| match text {
            NOBODY => Ok(WantedPartner::Nobody),
            id => call.account_ref(id).map(WantedPartner::Partner),
        }),
        status: query.checked(&mut checks, "status", |text| word(text)),
        text: query.text(&mut checks, "q"),
    };
    let asks_actions = query.is_true(&mut checks, "actions");
    let page = call.page(&query, &mut checks)?;
    let wanted = checks.finish(Some(wanted))?;
    let account = call.path_account("account")?;
    let service = &call.api().memberships;
    let members = service.members(&call.cx, &account, wanted, &page).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        actions = ActionsOfItems::of(service.actions(&call.cx, &members.items).await?);
    }
    let list = call.list(&query, members, |view| {
        MembershipView::of(&view).with(actions.next())
    });
    Ok(Answer::ok(&list)?.send())
}
