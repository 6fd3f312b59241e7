//! What a body says of a membership: the members that making, changing and putting one share.

use latchkey_application::memberships::{RequestedAccess, SaidOfMember};
use latchkey_domain::{
    account_side::provisioning::GivenAdjustments,
    base::{reference::AccountRef, time::Time},
    permission::seat::{PaidSeats, Seat},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{
        Call, Checks, MOST_KEYS, MOST_WORDS,
        values::{time, word},
    },
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

/// As it was sent.
pub(super) struct Sent {
    pub(super) access: Option<AccessBody>,
    pub(super) seat: Option<String>,
    pub(super) paid_seats: Option<Vec<String>>,
    pub(super) adjustments: Option<AdjustmentsBody>,
    pub(super) partner: Option<Option<String>>,
    pub(super) expires_at: Option<Option<String>>,
}

/// The same, checked.
pub(super) struct Said {
    pub(super) access: Option<RequestedAccess>,
    pub(super) seat: Option<Seat>,
    pub(super) paid_seats: Option<PaidSeats>,
    pub(super) adjustments: Option<GivenAdjustments>,
    pub(super) partner: Option<Option<AccountRef>>,
    pub(super) expires_at: Option<Option<Time>>,
}

impl Sent {
    /// Reads it all, and says all that is wrong with it.
    pub(super) fn checked(self, checks: &mut Checks, call: &Call) -> Said {
        let access = self.access;
        let access = access.and_then(|access| access.checked(checks, "/access"));
        let by_user = call.cx.origin.principal.user().is_some();
        if by_user && matches!(access, Some(RequestedAccess::ExternalPermissionSet(_))) {
            checks.add(
                "/access/permission_set",
                "must be an id that begins with `set_`",
            );
        }
        Said {
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
            expires_at: checks.clearable("/expires_at", self.expires_at, |text| time(&text)),
        }
    }
}

impl Said {
    /// The same for the use case.
    pub(super) fn of_member(self) -> SaidOfMember {
        SaidOfMember {
            partner: self.partner,
            access: self.access,
            seat: self.seat,
            paid_seats: self.paid_seats,
            adjustments: self.adjustments,
            expires_at: self.expires_at,
        }
    }
}
