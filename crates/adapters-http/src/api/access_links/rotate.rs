//! `POST /v1/partners/{partner}/access-links/{link}/rotate`: a manager gives a link a new URL (L2).

use actix_web::HttpResponse;
use latchkey_application::access_links::TargetLink;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::links::AccessLinkView,
    problem::Problem,
};

#[utoipa::path(post, path = "/v1/partners/{partner}/access-links/{link}/rotate",
    tag = "Access links", operation_id = "rotate_access_link", request_body = Option<NoMembers>,
    responses((status = 200, description = "The link with its new URL.", body = AccessLinkView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let link = call.path_id("link")?;
    call.no_members()?;
    let target = TargetLink {
        partner: call.path_account("partner")?,
        link,
    };
    let api = call.api();
    let act = api.access_links.rotate(&call.cx, target);
    call.write(act, |view| {
        let link = AccessLinkView::of(view, &api.settings);
        Ok(Answer::ok(&link)?.showing_secret_of(view.link.id))
    })
    .await
}
