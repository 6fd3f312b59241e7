//! `PUT /v1/partners/{partner}/clients/{client}`: the platform imports a relationship from before.

use actix_web::HttpResponse;
use latchkey_application::relationships::{ImportRelationship, ImportedRelationship};
use latchkey_domain::base::{reference::AccountRef, text::Name};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, values::time},
    map::relationships::ImportedRelationshipView,
    problem::Problem,
};

/// What a relationship is; what is left out keeps its value. Only a time begins one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportRelationshipBody {
    /// The partner's own name for the client.
    #[schema(nullable = false)]
    display_name: Option<String>,
    /// When it began.
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    connected_at: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    last_qualifying_activity_at: Option<String>,
}

impl ImportRelationshipBody {
    fn checked(
        self,
        mut checks: Checks,
        partner: AccountRef,
        client: AccountRef,
    ) -> Result<ImportRelationship, Problem> {
        let name = self.display_name.as_deref();
        let import = ImportRelationship {
            partner,
            client,
            display_name: checks.optional("/display_name", name, Name::parse),
            connected_at: checks.optional("/connected_at", self.connected_at.as_deref(), time),
            last_qualifying_activity_at: checks.optional(
                "/last_qualifying_activity_at",
                self.last_qualifying_activity_at.as_deref(),
                time,
            ),
        };
        checks.finish(Some(import))
    }
}

#[utoipa::path(put, path = "/v1/partners/{partner}/clients/{client}", tag = "Accounts",
    operation_id = "import_client", request_body = ImportRelationshipBody,
    responses(
        (status = 200, description = "It existed; its current state.",
            body = ImportedRelationshipView,
            headers(("ETag" = String, description = "The version of the relationship."))),
        (status = 201, description = "The new relationship.", body = ImportedRelationshipView,
            headers(("ETag" = String, description = "The version of the relationship."))),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (partner, client) = (call.path_account("partner")?, call.path_account("client")?);
    let (body, checks) = call.changes::<ImportRelationshipBody>(&[])?;
    let import = body.checked(checks, partner, client)?;
    let api = call.api();
    let act = api.relationships.import(&call.cx, import);
    call.write(act, |imported| {
        Ok(match imported {
            ImportedRelationship::New(new) => Answer::created(&ImportedRelationshipView::of(new))?
                .tagged(new.relationship.version),
            ImportedRelationship::Existing(old) => {
                Answer::ok(&ImportedRelationshipView::of(old))?.tagged(old.relationship.version)
            }
        })
    })
    .await
}
