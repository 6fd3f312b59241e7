//! Who may make partner admins in an account (L3).

pub(crate) mod put;
pub(crate) mod show;

use latchkey_domain::people::account::Account;
use serde::Serialize;
use utoipa::ToSchema;

use crate::map::words;

/// Who may make partner admins in an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Policy)]
pub(crate) struct PolicyView {
    #[schema(value_type = words::PartnerAdminsBy)]
    partner_admins_by: &'static str,
}

impl PolicyView {
    fn of(account: &Account) -> Self {
        Self {
            partner_admins_by: account.partner_admins_by.as_str(),
        }
    }
}
