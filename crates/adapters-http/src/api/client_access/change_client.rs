//! `PATCH /v1/partners/{partner}/clients/{client}`: the partner's own name and words for a client.

use actix_web::HttpResponse;
use latchkey_application::client_access::{ChangeClient, MOST_TAGS};
use latchkey_domain::base::{
    reference::AccountRef,
    text::{Name, Tag},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, given},
    map::clients::{ClientDetail, version},
    problem::Problem,
};

/// What is to be different; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientChanges {
    /// The partner's own name for the client; `null`: the official one again.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    display_name: Option<Option<String>>,
    /// The partner's own words on it: replaces all that there were.
    #[schema(nullable = false)]
    tags: Option<Vec<String>>,
}

impl ClientChanges {
    fn checked(
        self,
        mut checks: Checks,
        partner: AccountRef,
        client: AccountRef,
    ) -> Result<ChangeClient, Problem> {
        let change = ChangeClient {
            partner,
            client,
            display_name: checks.clearable("/display_name", self.display_name, |text| {
                Name::parse(&text)
            }),
            tags: self.tags.map(|tags| {
                let tags = checks.list("/tags", tags, MOST_TAGS, |text| Tag::parse(&text));
                tags.into_iter().collect()
            }),
        };
        checks.finish(Some(change))
    }
}

#[utoipa::path(patch, path = "/v1/partners/{partner}/clients/{client}", tag = "Client access",
    operation_id = "change_client", request_body = ClientChanges,
    responses((status = 200, description = "The client as it is now.", body = ClientDetail,
        headers(("ETag" = String, description = "The version of the relationship.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (body, checks) = call.changes::<ClientChanges>(&["/display_name"])?;
    let partner = call.path_account("partner")?;
    let client = call.path_account("client")?;
    let change = body.checked(checks, partner, client)?;
    let act = call.api().client_access.change_client(&call.cx, change);
    call.write(act, |view| {
        Ok(Answer::ok(&ClientDetail::of(view))?.tagged_if(version(view)))
    })
    .await
}
