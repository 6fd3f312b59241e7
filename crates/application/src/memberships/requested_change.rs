//! The change of a membership that the account's own side requests, and for whom the person would act
//! after it (A8, A10, S2).

use latchkey_domain::{
    account_side::{
        AccountSide,
        provisioning::{GivenAccess, MemberChange, Provision, partner_meant},
        recognizing,
    },
    base::{ids::AccountId, reference::AccountRef, time::Time},
    gate::AccountManager,
    membership::{Access, Status, member::Member},
    people::{account::Account, user::User},
    permission::seat::Seat,
    ports::Reader,
};

use crate::{
    frame::{error::UseCaseError, ports::Ports},
    gates::named,
    memberships::context::{RequestedAccess, partner_before},
    steps::connect::Ended,
};

/// The partner that a call names, looked up. `None`: the call says nothing of it; `Some(None)`: nobody.
pub(super) type NamedPartner = Option<Option<AccountId>>;

/// The requested change of a membership; absent fields keep their value.
pub type RequestedChange = MemberChange<RequestedAccess, AccountRef>;

/// For whom a person would act, and which partners recognise them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestedPartner {
    /// What the call asks for.
    requested: NamedPartner,
    pub(super) partner: Option<AccountId>,
    pub(super) recognizing: Vec<AccountId>,
}

impl RequestedPartner {
    /// The caller, with what the rules need to judge them.
    pub(super) fn side<'a>(
        &'a self,
        manager: &'a AccountManager,
        account: &Account,
    ) -> AccountSide<'a> {
        AccountSide {
            manager,
            policy: account.partner_admins_by,
            recognizing: &self.recognizing,
        }
    }
}

/// Finds out which partner the person would act for; `user` and the member are there if they exist.
pub(super) async fn acting_for(
    reader: &mut dyn Reader,
    change: &RequestedChange,
    partner: NamedPartner,
    account: AccountId,
    (user, existing): (Option<&User>, Option<&Member>),
    now: Time,
) -> Result<RequestedPartner, UseCaseError> {
    let of_partner = change.access == Some(RequestedAccess::PartnerAdmin)
        || change.seat == Some(Seat::Partner)
        || partner.flatten().is_some();
    let recognizing = match user.filter(|_| of_partner) {
        Some(user) => {
            let mut employers = reader.employers(account, &[user.id]).await?;
            let employers = employers.remove(&user.id).unwrap_or_default();
            recognizing(user, partner_before(existing), &employers, now)
        }
        None => Vec::new(),
    };
    Ok(RequestedPartner {
        partner: partner_meant(partner, partner_before(existing), &recognizing),
        requested: partner,
        recognizing,
    })
}

/// The form in which the rules take a change, with its access and partner looked up. Only the platform
/// requests a status or an engagement, so those of the change are not used.
pub(super) fn provision(
    change: &RequestedChange,
    access: Option<GivenAccess>,
    status: Option<Status>,
    acting_for: &RequestedPartner,
    before: Option<&Member>,
) -> Provision {
    let moves = acting_for.partner != partner_before(before);
    let partner = acting_for.requested;
    let partner = partner.or(moves.then_some(acting_for.partner));
    Provision {
        status,
        engagement: None,
        ..change.looked_up(access, partner)
    }
}

/// Looks up the partner that a change names.
pub(super) async fn partner_named(
    ports: &Ports,
    reader: &mut dyn Reader,
    partner: Option<&Option<AccountRef>>,
) -> Result<NamedPartner, UseCaseError> {
    let Some(Some(name)) = partner else {
        return Ok(partner.map(|_nobody| None));
    };
    let found = named::accounts(ports, reader, std::slice::from_ref(name)).await?;
    Ok(Some(found.first().copied()))
}

/// Whether an ended relationship begins again: it does when a client lets in a new partner admin (R4).
pub(super) fn ended(before: Option<&Member>, after: Access, partner: Option<AccountId>) -> Ended {
    let was = before.is_some_and(|member| {
        member.membership.access == Access::PartnerAdmin && member.membership.partner == partner
    });
    if after == Access::PartnerAdmin && !was {
        Ended::BeginsAgain
    } else {
        Ended::Stays
    }
}
