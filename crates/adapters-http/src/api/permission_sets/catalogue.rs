//! `GET /v1/permissions`: the catalogue in force, to whoever has a token: whole, or in pages
//! where a page is asked for.

use actix_web::HttpResponse;
use latchkey_domain::base::page::{Page, Position};
use uuid::Uuid;

use crate::{
    answer::Answer,
    extract::{Call, ListOf, PageParams},
    map::permission_sets::PermissionView,
    problem::Problem,
};

#[utoipa::path(get, path = "/v1/permissions", tag = "Permission sets",
    operation_id = "list_permissions", params(PageParams),
    responses((status = 200, description = "Every permission there is, the product's own first; in \
        pages only where a page is asked for.",
        body = ListOf<PermissionView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (query, page) = call.page_only()?;
    let entries = call.api().permission_sets.catalogue();
    let in_pages = query.get("limit").is_some() || query.get("cursor").is_some();
    let limit = if in_pages {
        usize::from(page.limit())
    } else {
        entries.len()
    };
    let begin = page.after().and_then(|after| after.key.parse().ok());
    let begin: usize = begin.unwrap_or(0);
    let items: Vec<_> = entries.iter().skip(begin).take(limit).collect();
    let end = begin + items.len();
    let next = (end < entries.len()).then(|| Position {
        key: end.to_string(),
        id: Uuid::nil(),
    });
    let list = call.list(&query, Page { items, next }, PermissionView::of);
    Ok(Answer::ok(&list)?.send())
}
