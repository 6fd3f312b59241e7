//! `POST /access/v1/search/subject`: which users may do this, in this account, now? (Q1)

use actix_web::HttpResponse;
use latchkey_application::decisions::SearchSubjects;
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

/// A search for users.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SubjectSearchRequest {
    #[serde(deserialize_with = "object")]
    subject: SearchedKind,
    #[serde(deserialize_with = "object")]
    action: SearchAction,
    #[serde(deserialize_with = "object")]
    resource: SearchEntity,
    #[serde(default, deserialize_with = "optional_object")]
    context: Option<SearchContext>,
    #[serde(default, deserialize_with = "optional_object")]
    page: Option<AskedPage>,
}

#[utoipa::path(post, path = "/access/v1/search/subject", tag = "Deciding",
    operation_id = "search_subjects", request_body = SubjectSearchRequest,
    responses((status = 200, description = "The users who may do it. An unknown account or \
        permission gives empty results.",
        body = SearchResponse<FoundEntity>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (asked, binding) = search::body::<SubjectSearchRequest>(&call)?;
    let paging = Paging::new(binding, asked.page)?;
    let known = asked.subject.kind == "user"
        && asked.resource.kind == call.api().settings.authzen_resource_type;
    let resource = Some(&asked.resource.id).filter(|_id| known);
    let search = SearchSubjects {
        action: PermissionKey::parse(&asked.action.name).ok(),
        resource: resource.and_then(|id| call.account_ref(id).ok()),
        at_least: search::at_least(asked.context)?,
        page: paging.by_membership()?,
    };
    let found = call
        .api()
        .decisions
        .search_subjects(&call.cx, &search)
        .await?;
    let users = found.results.iter();
    let results = users
        .map(|user| FoundEntity::new(&asked.subject.kind, &user.id, user.external_id.as_ref()))
        .collect();
    let next = found.next.map(|next| next.uuid());
    let next = next.as_ref().map(|next| &next.as_bytes()[..]);
    paging.answer::<FoundEntity>(results, next, &found.revision)
}
