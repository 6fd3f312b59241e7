//! `PUT /v1/accounts/by-external-id/{id}`: the platform makes or changes an account under its own id.

use actix_web::HttpResponse;
use latchkey_application::accounts::{Created, PutAccount};
use latchkey_domain::base::{reference::AccountRef, text::ExternalId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, given},
    map::{
        accounts::{AccountChanges, AccountView},
        words,
    },
    problem::Problem,
};

/// What an account is; what is left out keeps its value. A new account needs a name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutAccountBody {
    #[schema(nullable = false)]
    name: Option<String>,
    /// `null` ends the enrolment.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<words::Program>)]
    program: Option<Option<String>>,
    #[schema(value_type = Option<words::SeatPricing>, nullable = false)]
    seat_pricing: Option<String>,
    #[schema(value_type = Option<words::AccountStatus>, nullable = false)]
    status: Option<String>,
    /// Whether a closed account may be reopened without a permanent super admin.
    #[schema(nullable = false)]
    leave_without_super_admin: Option<bool>,
}

impl PutAccountBody {
    fn checked(self, checks: Checks, external_id: ExternalId) -> Result<PutAccount, Problem> {
        let changes = AccountChanges::of(
            self.name,
            self.program,
            self.seat_pricing,
            (self.status, self.leave_without_super_admin),
        );
        let change = changes.checked(checks, AccountRef::External(external_id.clone()))?;
        Ok(PutAccount {
            external_id,
            name: change.name,
            program: change.program,
            seat_pricing: change.seat_pricing,
            status: change.status,
            last_super_admin: change.last_super_admin,
        })
    }
}

#[utoipa::path(put, path = "/v1/accounts/by-external-id/{id}", tag = "Accounts",
    operation_id = "put_account", request_body = PutAccountBody,
    responses(
        (status = 200, description = "It existed; its current state.", body = AccountView,
            headers(("ETag" = String, description = "The version of the account."))),
        (status = 201, description = "The new account.", body = AccountView,
            headers(("ETag" = String, description = "The version of the account."))),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let external_id = call.path_external_id("id")?;
    let (body, checks) = call.changes::<PutAccountBody>(&["/program"])?;
    let put = body.checked(checks, external_id)?;
    let act = call.api().accounts.put_by_external_id(&call.cx, put);
    call.write(act, |put| match put {
        Created::New(account) => {
            Ok(Answer::created(&AccountView::of(account))?.tagged(account.version))
        }
        Created::Existing(account) => {
            Ok(Answer::ok(&AccountView::of(account))?.tagged(account.version))
        }
    })
    .await
}
