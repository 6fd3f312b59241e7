//! `POST /v1/access-links/{token}/approve`: a client makes the employee its partner admin (L5).

use actix_web::HttpResponse;
use latchkey_application::access_links::ApproveLink;
use latchkey_domain::base::{reference::AccountRef, time::Time};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::Call,
    map::{links::ApprovalView, members::MembershipView, relationships::RelationshipView},
    problem::Problem,
};

/// For which account the link is approved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApproveLinkBody {
    #[schema(value_type = String)]
    account: Option<String>,
    /// When access expires.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<String>,
}

impl ApproveLinkBody {
    fn checked(self, call: &Call) -> Result<(AccountRef, Option<Time>), Problem> {
        let mut checks = call.checks();
        let account = self.account.as_deref();
        let account = checks.required("/account", account, |text| call.account_ref(text));
        let expires_at = checks.end("/expires_at", self.expires_at.as_deref());
        checks.finish(account.map(|account| (account, expires_at)))
    }
}

#[utoipa::path(post, path = "/v1/access-links/{token}/approve", tag = "Access links",
    operation_id = "approve_access_link", request_body = ApproveLinkBody,
    responses((status = 200, description = "The partner admin's membership.", body = ApprovalView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let token = call.path_text("token")?;
    let (account, expires_at) = call.body::<ApproveLinkBody>()?.checked(&call)?;
    let approve = ApproveLink {
        token,
        account,
        expires_at,
    };
    let api = call.api();
    let act = api.access_links.approve(&call.cx, approve);
    call.write(act, |approved| {
        Answer::ok(&ApprovalView {
            membership: MembershipView::of(&approved.member),
            relationship: RelationshipView::of(&approved.relationship),
            outcome: approved.outcome.as_str(),
        })
    })
    .await
}
