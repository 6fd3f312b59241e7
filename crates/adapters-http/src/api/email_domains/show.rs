//! `GET /v1/partners/{partner}/email-domains`: to the partner's super admins and to the platform.

use actix_web::HttpResponse;

use super::EmailDomainsView;
use crate::{answer::Answer, extract::Call, problem::Problem};

#[utoipa::path(get, path = "/v1/partners/{partner}/email-domains", tag = "Client access",
    operation_id = "show_email_domains",
    responses((status = 200, description = "The domains.", body = EmailDomainsView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let partner = call.path_account("partner")?;
    let domains = call
        .api()
        .accounts
        .email_domains(&call.cx, &partner)
        .await?;
    Ok(Answer::ok(&EmailDomainsView::of(&domains))?.send())
}
