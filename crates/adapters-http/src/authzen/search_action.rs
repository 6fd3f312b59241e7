//! `POST /access/v1/search/action`: what may this user do, in this account, now? (Q1)

use actix_web::HttpResponse;
use latchkey_application::decisions::SearchActions;
use latchkey_domain::permission::{Entry, PermissionKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::search::{self, AskedPage, Paging, SearchContext, SearchEntity, SearchResponse};
use crate::{
    extract::{Call, object, optional_object},
    problem::Problem,
};

/// A search for permissions.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ActionSearchRequest {
    #[serde(deserialize_with = "object")]
    subject: SearchEntity,
    #[serde(deserialize_with = "object")]
    resource: SearchEntity,
    #[serde(default, deserialize_with = "optional_object")]
    context: Option<SearchContext>,
    #[serde(default, deserialize_with = "optional_object")]
    page: Option<AskedPage>,
}

/// A permission.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundAction {
    /// The key. It is bare for the whole ladder, else it has the highest held level.
    #[schema(example = "contacts.view:team")]
    name: String,
}

#[utoipa::path(post, path = "/access/v1/search/action", tag = "Deciding",
    operation_id = "search_actions", request_body = ActionSearchRequest,
    responses((status = 200, description = "What the user may do there, in the order of the \
        catalogue; all of it at once unless a `limit` is sent. An unknown user or \
        account gives empty results.",
        body = SearchResponse<FoundAction>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let (asked, binding) = search::body::<ActionSearchRequest>(&call)?;
    let paging = Paging::new(binding, asked.page)?;
    let subject = Some(&asked.subject).filter(|subject| subject.kind == "user");
    let kind = &call.api().settings.authzen_resource_type;
    let resource = Some(&asked.resource).filter(|resource| resource.kind == *kind);
    let search = SearchActions {
        subject: subject.and_then(|subject| call.user_ref(&subject.id).ok()),
        resource: resource.and_then(|resource| call.account_ref(&resource.id).ok()),
        at_least: search::at_least(asked.context)?,
    };
    let found = call
        .api()
        .decisions
        .search_actions(&call.cx, &search)
        .await?;
    let (results, next) = page(
        &found.results,
        call.api().permission_sets.catalogue(),
        &paging,
    )?;
    let next = next.map(str::as_bytes);
    paging.answer(results, next, &found.revision)
}

/// Returns the requested page of the keys, and the key after which the next page begins. Keys are
/// in the order of the catalogue, so a page can begin after a key that is no longer held.
fn page<'a>(
    found: &'a [PermissionKey],
    catalogue: &[Entry],
    paging: &Paging,
) -> Result<(Vec<FoundAction>, Option<&'a str>), Problem> {
    let place = |bare: &str| {
        let mut entries = catalogue.iter();
        entries.position(|entry| entry.key().as_str() == bare)
    };
    let after = match paging.after()? {
        None => None,
        Some(key) => Some(place(key).ok_or_else(search::other_search)?),
    };
    let mut rest: Vec<_> = found.iter().collect();
    rest.retain(|key| place(key.bare_str()) > after);
    let limit = paging.limit().map_or(rest.len(), usize::from);
    let more = rest.len() > limit;
    rest.truncate(limit);
    let next = rest.last().filter(|_last| more).map(|key| key.bare_str());
    let name = |key: &PermissionKey| FoundAction {
        name: key.as_str().to_owned(),
    };
    Ok((rest.into_iter().map(name).collect(), next))
}
