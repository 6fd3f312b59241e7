//! `PUT /v1/accounts/{account}/policy`: a super admin says who may make partner admins there.

use actix_web::HttpResponse;
use latchkey_application::accounts::SetPolicy;
use latchkey_domain::people::account::PartnerAdminsBy;
use serde::Deserialize;
use utoipa::ToSchema;

use super::PolicyView;
use crate::{
    answer::Answer,
    extract::{Call, Checks, values::word},
    map::words,
    problem::Problem,
};

/// The policy from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutPolicyBody {
    #[schema(value_type = words::PartnerAdminsBy)]
    partner_admins_by: Option<String>,
}

impl PutPolicyBody {
    fn checked(self, mut checks: Checks) -> Result<PartnerAdminsBy, Problem> {
        let by = checks.required(
            "/partner_admins_by",
            self.partner_admins_by.as_deref(),
            word,
        );
        checks.finish(by)
    }
}

#[utoipa::path(put, path = "/v1/accounts/{account}/policy", tag = "Members",
    operation_id = "put_policy", request_body = PutPolicyBody,
    responses((status = 200, description = "The policy as it is now.", body = PolicyView,
        headers(("ETag" = String, description = "The version of the account.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (body, checks) = call.changes::<PutPolicyBody>(&[])?;
    let partner_admins_by = body.checked(checks)?;
    let policy = SetPolicy {
        account: call.path_account("account")?,
        partner_admins_by,
    };
    let act = call.api().accounts.set_policy(&call.cx, policy);
    call.write(act, |account| {
        Ok(Answer::ok(&PolicyView::of(account))?.tagged(account.version))
    })
    .await
}
