//! `GET /v1/accounts/{account}/members/{user}/permissions`: why a member holds each
//! permission or not (P5, Q1).

use actix_web::HttpResponse;
use latchkey_application::memberships::{ExplainedMember, TargetMember};
use latchkey_domain::membership::explanation::{Explained, Missing, Source};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::{members::texts, words},
    problem::Problem,
};

/// What a member holds, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MemberPermissions)]
pub(crate) struct MemberPermissionsView {
    /// What is granted, whatever status, seat or clock; each ladder named once.
    granted: Vec<String>,
    /// The member's effective permissions; each ladder of levels is named once.
    effective: Vec<String>,
    /// Every permission of the catalogue. Levels that stand alike are named by the highest of them,
    /// bare where that is the highest there is.
    permissions: Vec<ExplainedView>,
}

/// Why one permission is granted or not.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedPermission)]
pub(crate) struct ExplainedView {
    key: String,
    /// The source of the permission; `null`: it is not granted.
    #[schema(value_type = Option<words::PermissionSource>)]
    source: Option<&'static str>,
    effective: bool,
    /// Why it is not effective; `null` if it is.
    #[schema(value_type = Option<words::MissingReason>)]
    missing: Option<&'static str>,
}

impl ExplainedView {
    fn of(explained: &Explained) -> Self {
        Self {
            key: explained.key.to_string(),
            source: explained.source.map(Source::as_str),
            effective: explained.missing.is_none(),
            missing: explained.missing.map(Missing::as_str),
        }
    }
}

impl MemberPermissionsView {
    fn of(member: &ExplainedMember) -> Self {
        Self {
            granted: texts(&member.granted),
            effective: texts(&member.effective),
            permissions: member.permissions.iter().map(ExplainedView::of).collect(),
        }
    }
}

#[utoipa::path(get, path = "/v1/accounts/{account}/members/{user}/permissions", tag = "Members",
    operation_id = "explain_member",
    responses((status = 200, description = "What the member holds, and why.",
        body = MemberPermissionsView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let wanted = TargetMember {
        account: call.path_account("account")?,
        user: call.path_user("user")?,
    };
    let member = call.api().memberships.explain(&call.cx, wanted).await?;
    Ok(Answer::ok(&MemberPermissionsView::of(&member))?.send())
}
