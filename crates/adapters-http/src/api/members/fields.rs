//! The members that the bodies for creating, changing and putting a membership share.

use latchkey_application::memberships::{RequestedAccess, RequestedChange};
use latchkey_domain::account_side::provisioning::GivenAdjustments;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Call, Checks, MOST_KEYS, MOST_WORDS, values::word},
    map::{access::AccessBody, permission_sets::key},
};

/// Adjustments; each list that is sent replaces the old one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdjustmentsBody {
    #[schema(nullable = false)]
    added: Option<Vec<String>>,
    #[schema(nullable = false)]
    withheld: Option<Vec<String>>,
}

impl AdjustmentsBody {
    fn checked(self, checks: &mut Checks) -> GivenAdjustments {
        let mut list = |pointer, keys: Option<Vec<String>>| {
            keys.map(|keys| checks.list(pointer, keys, MOST_KEYS, key))
        };
        GivenAdjustments {
            added: list("/adjustments/added", self.added),
            withheld: list("/adjustments/withheld", self.withheld),
        }
    }
}

/// The members that the bodies for creating, changing and putting a membership share, as they were sent.
pub(super) struct MemberFields {
    pub(super) access: Option<AccessBody>,
    pub(super) seat: Option<String>,
    pub(super) paid_seats: Option<Vec<String>>,
    pub(super) adjustments: Option<AdjustmentsBody>,
    pub(super) partner: Option<Option<String>>,
    pub(super) expires_at: Option<Option<String>>,
}

impl MemberFields {
    /// Reads all of them, and reports everything that is wrong with them.
    pub(super) fn checked(self, checks: &mut Checks, call: &Call) -> RequestedChange {
        let access = self.access;
        let access = access.and_then(|access| access.checked(checks, "/access"));
        let by_user = call.cx.origin.principal.user().is_some();
        if by_user && matches!(access, Some(RequestedAccess::ExternalPermissionSet(_))) {
            checks.add(
                "/access/permission_set",
                "must be an id that begins with `set_`",
            );
        }
        RequestedChange {
            access,
            seat: checks.optional("/seat", self.seat, word),
            paid_seats: self.paid_seats.map(|seats| {
                let seats = checks.list("/paid_seats", seats, MOST_WORDS, word);
                seats.into_iter().collect()
            }),
            partner: checks.clearable("/partner", self.partner, |text| call.account_ref(&text)),
            adjustments: self
                .adjustments
                .map(|adjustments| adjustments.checked(checks)),
            expires_at: checks.clearable_end("/expires_at", self.expires_at),
            ..RequestedChange::default()
        }
    }
}
