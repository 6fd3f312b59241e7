//! `POST /v1/access-links/{token}/decline`: a client says no; the link stays standing (L6).

use actix_web::HttpResponse;
use latchkey_application::access_links::DeclineLink;
use latchkey_domain::base::reference::AccountRef;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{answer::Answer, extract::Call, problem::Problem};

/// For which account the link is declined; the reason is told to the employee.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclineLinkBody {
    #[schema(value_type = String)]
    account: Option<String>,
}

impl DeclineLinkBody {
    fn checked(self, call: &Call) -> Result<AccountRef, Problem> {
        let mut checks = call.checks();
        let account = self.account.as_deref();
        let account = checks.required("/account", account, |text| call.account_ref(text));
        checks.finish(account)
    }
}

#[utoipa::path(post, path = "/v1/access-links/{token}/decline", tag = "Access links",
    operation_id = "decline_access_link", request_body = DeclineLinkBody,
    responses((status = 204, description = "The employee is told.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let token = call.path_text("token")?;
    let account = call.body::<DeclineLinkBody>()?.checked(&call)?;
    let decline = DeclineLink { token, account };
    let act = call.api().access_links.decline(&call.cx, decline);
    call.write(act, |()| Ok(Answer::nothing())).await
}
