//! `GET /v1/me`: the caller and all their memberships, the account switcher.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{ActionParams, Call, PageParams},
    map::{actions::ActionsOfItems, members::MembershipView, users::UserView},
    problem::Problem,
};

/// The caller and a page of their memberships.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub(crate) struct MeView {
    user: UserView,
    items: Vec<OwnMembership>,
    /// Where the next page of memberships begins; `null` on the last one.
    next_cursor: Option<String>,
}

/// A membership of the caller's, with the name of its account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnMembership {
    #[serde(flatten)]
    membership: MembershipView,
    account_name: String,
}

#[utoipa::path(get, path = "/v1/me", tag = "Me", operation_id = "show_me",
    params(ActionParams, PageParams),
    responses((status = 200, description = "The caller and their memberships.", body = MeView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page, asks_actions) = call.page_and_actions()?;
    let service = &call.api().memberships;
    let (user, members) = service.mine(&call.cx, &page).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        actions = ActionsOfItems::of(service.own_actions(&call.cx, &members.items).await?);
    }
    let list = call.list(&query, members, |view| OwnMembership {
        membership: MembershipView::of(&view).with(actions.next()),
        account_name: view.member.account.name.to_string(),
    });
    let me = MeView {
        user: UserView::of(&user),
        items: list.items,
        next_cursor: list.next_cursor,
    };
    Ok(Answer::ok(&me)?.send())
}
