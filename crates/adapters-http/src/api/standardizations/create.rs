//! `POST /v1/partner-admins/standardize`: the platform brings all partner admins back to the template,
//! now or on a day to come (L9).

use actix_web::HttpResponse;
use latchkey_application::{frame::mode::Mode, standardizations::Standardize};
use latchkey_domain::partnership::standardization::{RestoreWithheld, effective_from};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks},
    map::standardizations::StandardizationView,
    problem::Problem,
};

/// From when on the template stands for all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StandardizeBody {
    /// A day, which begins at midnight UTC, or a time. One that has come is carried out at once.
    #[schema(value_type = String, example = "2026-01-13")]
    effective: Option<String>,
    /// `true` only shows who would be affected and changes nothing.
    dry_run: Option<bool>,
    /// `true` also gives back what clients withheld.
    restore_withheld: Option<bool>,
}

impl StandardizeBody {
    fn checked(self, mut checks: Checks) -> Result<Standardize, Problem> {
        let effective = self.effective.as_deref();
        let effective = checks.required("/effective", effective, effective_from);
        checks.finish(effective.map(|effective| Standardize {
            effective,
            restore_withheld: if self.restore_withheld == Some(true) {
                RestoreWithheld::Yes
            } else {
                RestoreWithheld::No
            },
            mode: if self.dry_run == Some(true) {
                Mode::DryRun
            } else {
                Mode::CarryOut
            },
        }))
    }
}

#[utoipa::path(post, path = "/v1/partner-admins/standardize", tag = "Partner admins",
    operation_id = "standardize_partner_admins", request_body = StandardizeBody,
    responses((status = 200, description = "The effect on each partner admin; carried out if the day has come.",
        body = StandardizationView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let standardize = call.body::<StandardizeBody>()?.checked(call.checks())?;
    let act = call
        .api()
        .standardizations
        .standardize(&call.cx, standardize);
    call.write(act, |standardized| {
        Answer::ok(&StandardizationView::of_call(standardized))
    })
    .await
}
