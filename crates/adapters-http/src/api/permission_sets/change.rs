//! `PATCH /v1/accounts/{account}/permission-sets/{set}`: an account changes one of its sets (A7).

use actix_web::HttpResponse;
use latchkey_application::permission_sets::{ChangePermissionSet, TargetSet};
use latchkey_domain::{base::text::ExternalId, permission::SetName};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, MOST_KEYS, given, values::description},
    map::permission_sets::{PermissionSetView, key},
    problem::Problem,
};

/// What is to be different about a set; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PermissionSetChanges {
    #[schema(nullable = false)]
    name: Option<String>,
    /// `null` clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    external_id: Option<Option<String>>,
    /// What it gives from now on: replaces all of what it gave.
    #[schema(nullable = false)]
    permissions: Option<Vec<String>>,
}

impl PermissionSetChanges {
    fn checked(
        self,
        mut checks: Checks,
        target: TargetSet,
    ) -> Result<ChangePermissionSet, Problem> {
        let change = ChangePermissionSet {
            target,
            name: checks.optional("/name", self.name.as_deref(), SetName::parse),
            description: checks
                .clearable("/description", self.description, |text| description(&text))
                .map(Option::flatten),
            external_id: checks.clearable("/external_id", self.external_id, |text| {
                ExternalId::parse(&text)
            }),
            permissions: self
                .permissions
                .map(|keys| checks.list("/permissions", keys, MOST_KEYS, key)),
        };
        checks.finish(Some(change))
    }
}

#[utoipa::path(patch, path = "/v1/accounts/{account}/permission-sets/{set}",
    tag = "Permission sets", operation_id = "change_permission_set",
    request_body = PermissionSetChanges,
    responses((status = 200, description = "The set as it is now.", body = PermissionSetView,
        headers(("ETag" = String, description = "The version of the set.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let permission_set = call.path_permission_set("set")?;
    let clearable = ["/description", "/external_id"];
    let (body, checks) = call.changes::<PermissionSetChanges>(&clearable)?;
    let target = TargetSet {
        account: call.path_account("account")?,
        permission_set,
    };
    let change = body.checked(checks, target)?;
    let act = call.api().permission_sets.change(&call.cx, change);
    call.write(act, |set| {
        Ok(Answer::ok(&PermissionSetView::of(set))?.tagged(set.version()))
    })
    .await
}
