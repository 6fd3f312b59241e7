//! `PUT /v1/partners/{partner}/email-domains`: replaces the domains of a partner (I2).

use actix_web::HttpResponse;
use latchkey_application::accounts::{MOST_DOMAINS, SetEmailDomains};
use latchkey_domain::{base::reference::AccountRef, people::email::EmailDomain};
use serde::Deserialize;
use utoipa::ToSchema;

use super::EmailDomainsView;
use crate::{
    answer::Answer,
    extract::{Call, Checks},
    problem::Problem,
};

/// The domains from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutEmailDomainsBody {
    #[schema(value_type = Vec<String>)]
    domains: Option<Vec<String>>,
}

impl PutEmailDomainsBody {
    fn checked(self, mut checks: Checks, partner: AccountRef) -> Result<SetEmailDomains, Problem> {
        if self.domains.is_none() {
            checks.missing("/domains");
        }
        let domains = self.domains.unwrap_or_default();
        let domains = checks.list("/domains", domains, MOST_DOMAINS, |text| {
            EmailDomain::parse(&text)
        });
        checks.finish(Some(SetEmailDomains { partner, domains }))
    }
}

#[utoipa::path(put, path = "/v1/partners/{partner}/email-domains", tag = "Client access",
    operation_id = "put_email_domains", request_body = PutEmailDomainsBody,
    responses((status = 200, description = "The domains as they are now.",
        body = EmailDomainsView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let partner = call.path_account("partner")?;
    let (body, checks) = call.changes::<PutEmailDomainsBody>(&[])?;
    let replace = body.checked(checks, partner)?;
    let act = call.api().accounts.set_email_domains(&call.cx, replace);
    call.write(act, |domains| Answer::ok(&EmailDomainsView::of(domains)))
        .await
}
