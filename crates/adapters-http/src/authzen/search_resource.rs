//! `POST /access/v1/search/resource`: in which accounts may this user do this, now? (Q1)

use actix_web::HttpResponse;
use latchkey_application::decisions::SearchResources;
use latchkey_domain::permission::PermissionKey;
use serde::Deserialize;
use utoipa::ToSchema;

use super::search::{
    self, AskedPage, FoundEntity, Paging, SearchAction, SearchContext, SearchEntity,
    SearchResponse, SearchedKind,
};
use crate::{
    extract::{Call, object, optional_object},
    problem::Problem,
};

/// A search for accounts.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ResourceSearchRequest {
    #[serde(deserialize_with = "object")]
    subject: SearchEntity,
    #[serde(deserialize_with = "object")]
    action: SearchAction,
    #[serde(deserialize_with = "object")]
    resource: SearchedKind,
    #[serde(default, deserialize_with = "optional_object")]
    context: Option<SearchContext>,
    #[serde(default, deserialize_with = "optional_object")]
    page: Option<AskedPage>,
}

#[utoipa::path(post, path = "/access/v1/search/resource", tag = "Deciding",
    operation_id = "search_resources", request_body = ResourceSearchRequest,
    responses((status = 200, description = "The accounts where the user may do it. An unknown \
        user or permission gives empty results.",
        body = SearchResponse<FoundEntity>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (asked, binding) = search::body::<ResourceSearchRequest>(&call)?;
    let paging = Paging::new(binding, asked.page)?;
    let known = asked.subject.kind == "user"
        && asked.resource.kind == call.api().settings.authzen_resource_type;
    let subject = Some(&asked.subject.id).filter(|_id| known);
    let search = SearchResources {
        subject: subject.and_then(|id| call.user_ref(id).ok()),
        action: PermissionKey::parse(&asked.action.name).ok(),
        at_least: search::at_least(asked.context)?,
        page: paging.by_membership()?,
    };
    let found = call
        .api()
        .decisions
        .search_resources(&call.cx, &search)
        .await?;
    let accounts = found.results.iter();
    let results = accounts
        .map(|account| {
            FoundEntity::new(
                &asked.resource.kind,
                &account.id,
                account.external_id.as_ref(),
            )
        })
        .collect();
    let next = found.next.map(|next| next.uuid());
    let next = next.as_ref().map(|next| &next.as_bytes()[..]);
    paging.answer::<FoundEntity>(results, next, &found.revision)
}
