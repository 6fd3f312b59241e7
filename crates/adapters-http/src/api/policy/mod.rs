//! Who may make partner admins in an account (L3).

pub(crate) mod put;
pub(crate) mod show;

use latchkey_domain::account::PartnerAdminsBy;
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

impl From<PartnerAdminsBy> for PolicyView {
    fn from(by: PartnerAdminsBy) -> Self {
        Self {
            partner_admins_by: by.as_str(),
        }
    }
}
