//! `POST /v1/accounts/{account}/permission-sets`: an account makes a set (A7).

use actix_web::HttpResponse;
use latchkey_application::permission_sets::CreatePermissionSet;
use latchkey_domain::{
    base::{reference::AccountRef, text::ExternalId},
    permission::SetName,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, MOST_KEYS, values::description as description_of},
    map::permission_sets::{PermissionSetView, key},
    problem::Problem,
};

/// A new set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPermissionSetBody {
    #[schema(value_type = String)]
    name: Option<String>,
    /// What it is for.
    description: Option<String>,
    /// The platform's own id (`external_id`).
    external_id: Option<String>,
    /// What it gives; the bare key of a ladder means its highest level.
    #[schema(value_type = Vec<String>)]
    permissions: Option<Vec<String>>,
}

impl NewPermissionSetBody {
    fn checked(
        self,
        mut checks: Checks,
        account: AccountRef,
    ) -> Result<CreatePermissionSet, Problem> {
        let name = checks.required("/name", self.name.as_deref(), SetName::parse);
        let external_id = self.external_id.as_deref();
        let external_id = checks.optional("/external_id", external_id, ExternalId::parse);
        let description = self.description.as_deref();
        let description = checks.optional("/description", description, description_of);
        if self.permissions.is_none() {
            checks.missing("/permissions");
        }
        let permissions = self.permissions.unwrap_or_default();
        let permissions = checks.list("/permissions", permissions, MOST_KEYS, key);
        checks.finish(name.map(|name| CreatePermissionSet {
            account,
            name,
            description: description.flatten(),
            external_id,
            permissions,
        }))
    }
}

#[utoipa::path(post, path = "/v1/accounts/{account}/permission-sets", tag = "Permission sets",
    operation_id = "create_permission_set", request_body = NewPermissionSetBody,
    responses((status = 201, description = "The set.", body = PermissionSetView,
        headers(("ETag" = String, description = "The version of the set.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: NewPermissionSetBody = call.body()?;
    let account = call.path_account("account")?;
    let new = body.checked(call.checks(), account)?;
    let act = call.api().permission_sets.create(&call.cx, new);
    call.write(act, |set| {
        Ok(Answer::created(&PermissionSetView::of(set))?.tagged(set.version()))
    })
    .await
}
