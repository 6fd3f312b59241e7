//! `POST /v1/accounts`: the platform makes an account.

use actix_web::HttpResponse;
use latchkey_domain::{
    base::text::{ExternalId, Name},
    people::account::NewAccount,
    permission::seat::SeatPricing,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, values::word},
    map::{accounts::AccountView, words},
    problem::Problem,
};

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccountBody {
    /// Its official name.
    #[schema(value_type = String)]
    name: Option<String>,
    /// The platform's own id (`external_id`).
    external_id: Option<String>,
    /// The partner program, for a partner.
    #[schema(value_type = Option<words::Program>)]
    program: Option<String>,
    #[schema(value_type = Option<words::SeatPricing>, default = "seat_based")]
    seat_pricing: Option<String>,
}

impl NewAccountBody {
    fn checked(self, mut checks: Checks) -> Result<NewAccount, Problem> {
        let name = checks.required("/name", self.name.as_deref(), Name::parse);
        let external_id = self.external_id.as_deref();
        let external_id = checks.optional("/external_id", external_id, ExternalId::parse);
        let program = checks.optional("/program", self.program, word);
        let pricing = checks.optional("/seat_pricing", self.seat_pricing, word);
        checks.finish(name.map(|name| NewAccount {
            external_id,
            name,
            program,
            seat_pricing: pricing.unwrap_or(SeatPricing::SeatBased),
        }))
    }
}

#[utoipa::path(post, path = "/v1/accounts", tag = "Accounts", operation_id = "create_account",
    request_body = NewAccountBody,
    responses((status = 201, description = "The account.", body = AccountView,
        headers(("ETag" = String, description = "The version of the account.")))))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let new = call.body::<NewAccountBody>()?.checked(call.checks())?;
    let act = call.api().accounts.create(&call.cx, new);
    call.write(act, |account| {
        Ok(Answer::created(&AccountView::of(account))?.tagged(account.version))
    })
    .await
}
