//! Accounts.

use latchkey_application::accounts::ChangeAccount;
use latchkey_domain::{
    base::{
        reference::AccountRef,
        text::{ExternalId, Name},
    },
    people::account::{Account, Program},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Stamp, users::last_super_admin, words};
use crate::{
    extract::{Checks, given, values::word},
    problem::Problem,
};

/// A tenant of the platform.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountView {
    #[schema(example = "acc_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// The platform's own id (`external_id`).
    external_id: Option<String>,
    /// Its official name.
    name: String,
    #[schema(value_type = words::AccountStatus)]
    status: &'static str,
    /// The partner program it is enrolled in; `null`: not enrolled.
    #[schema(value_type = Option<words::Program>)]
    program: Option<&'static str>,
    #[schema(value_type = words::SeatPricing)]
    seat_pricing: &'static str,
    #[schema(value_type = words::PartnerAdminsBy)]
    partner_admins_by: &'static str,
    created_at: Stamp,
    updated_at: Stamp,
}

impl AccountView {
    pub(crate) fn of(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            external_id: account.external_id.as_ref().map(ToString::to_string),
            name: account.name.to_string(),
            status: account.status.as_str(),
            program: account.program.map(Program::as_str),
            seat_pricing: account.seat_pricing.as_str(),
            partner_admins_by: account.partner_admins_by.as_str(),
            created_at: account.created_at.into(),
            updated_at: account.updated_at.into(),
        }
    }
}

/// The requested change of an account. Absent fields keep their value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountChanges {
    #[schema(nullable = false)]
    name: Option<String>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    external_id: Option<Option<String>>,
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

impl AccountChanges {
    /// The error for a missing `external_id`.
    pub(crate) fn of(
        name: Option<String>,
        program: Option<Option<String>>,
        seat_pricing: Option<String>,
        (status, leave_without_super_admin): (Option<String>, Option<bool>),
    ) -> Self {
        Self {
            name,
            external_id: None,
            program,
            seat_pricing,
            status,
            leave_without_super_admin,
        }
    }

    pub(crate) fn checked(
        self,
        mut checks: Checks,
        account: AccountRef,
    ) -> Result<ChangeAccount, Problem> {
        let change = ChangeAccount {
            account,
            name: checks.optional("/name", self.name.as_deref(), Name::parse),
            external_id: checks.clearable("/external_id", self.external_id, |text| {
                ExternalId::parse(&text)
            }),
            program: checks.clearable("/program", self.program, word),
            seat_pricing: checks.optional("/seat_pricing", self.seat_pricing, word),
            status: checks.optional("/status", self.status, word),
            last_super_admin: last_super_admin(self.leave_without_super_admin),
        };
        checks.finish(Some(change))
    }
}
