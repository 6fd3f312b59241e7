//! What somebody on the account's own side says of a membership, and for whom the person would act by
//! it (A8, A10, S2).

use latchkey_domain::{
    account_side::{
        AccountSide,
        provisioning::{GivenAccess, GivenAdjustments, Provision, partner_meant},
        recognizing,
    },
    base::{ids::AccountId, reference::AccountRef, time::Time},
    gate::AccountManager,
    membership::{Access, Status, member::Member},
    people::{account::Account, user::User},
    permission::seat::{PaidSeats, Seat},
    ports::Reader,
};

use crate::{
    frame::{error::UseCaseError, ports::Ports},
    gates::named,
    memberships::context::{RequestedAccess, partner_before},
    steps::connect::Ended,
};

/// What is said of a membership; what is left out keeps its value.
#[derive(Debug, Clone, Default)]
pub struct SaidOfMember {
    /// The access; another one replaces the adjustments.
    pub access: Option<RequestedAccess>,
    /// The seat.
    pub seat: Option<Seat>,
    /// Paid seats beside it.
    pub paid_seats: Option<PaidSeats>,
    /// The adjustments.
    pub adjustments: Option<GivenAdjustments>,
    /// For whom the person acts; `Some(None)`: for nobody.
    pub partner: Option<Option<AccountRef>>,
    /// The end; `Some(None)` clears it.
    pub expires_at: Option<Option<Time>>,
}

/// For whom a person would act, and which partners recognise them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    /// What was said of that.
    said: Option<Option<AccountId>>,
    pub(super) partner: Option<AccountId>,
    pub(super) recognizing: Vec<AccountId>,
}

impl Meant {
    /// The caller with what the rules ask beside them.
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

impl SaidOfMember {
    /// Refuses what cannot be, whoever is meant.
    pub(super) fn check(&self, now: Time) -> Result<(), UseCaseError> {
        if self.expires_at.flatten().is_some_and(|end| end <= now) {
            return Err(UseCaseError::invalid("/expires_at", "must lie ahead"));
        }
        Ok(())
    }

    /// The partner that is meant, looked up.
    pub(super) async fn partner_named(
        &self,
        ports: &Ports,
        reader: &mut dyn Reader,
    ) -> Result<Option<Option<AccountId>>, UseCaseError> {
        partner_named(ports, reader, self.partner.as_ref()).await
    }

    /// For whom the person would act, `user` being known, and a member where there is one.
    pub(super) async fn meant(
        &self,
        reader: &mut dyn Reader,
        partner: Option<Option<AccountId>>,
        account: AccountId,
        user: Option<&User>,
        existing: Option<&Member>,
        now: Time,
    ) -> Result<Meant, UseCaseError> {
        let of_partner = self.access == Some(RequestedAccess::PartnerAdmin)
            || self.seat == Some(Seat::Partner)
            || partner.flatten().is_some();
        let recognizing = match user.filter(|_| of_partner) {
            Some(user) => recognizing(user, &reader.employers(account, user.id).await?, now),
            None => Vec::new(),
        };
        Ok(Meant {
            partner: partner_meant(partner, partner_before(existing), &recognizing),
            said: partner,
            recognizing,
        })
    }

    /// The same for the rules, with the set looked up and the partner made out.
    pub(super) fn provision(
        &self,
        access: Option<GivenAccess>,
        status: Option<Status>,
        meant: &Meant,
        before: Option<&Member>,
    ) -> Provision {
        let moves = meant.partner != partner_before(before);
        Provision {
            access,
            seat: self.seat,
            paid_seats: self.paid_seats,
            status,
            engagement: None,
            partner: meant.said.or(moves.then_some(meant.partner)),
            adjustments: self.adjustments.clone(),
            expires_at: self.expires_at,
        }
    }
}

/// The partner that a change of a membership means, looked up.
pub(super) async fn partner_named(
    ports: &Ports,
    reader: &mut dyn Reader,
    partner: Option<&Option<AccountRef>>,
) -> Result<Option<Option<AccountId>>, UseCaseError> {
    let Some(Some(name)) = partner else {
        return Ok(partner.map(|_nobody| None));
    };
    let found = named::accounts(ports, reader, std::slice::from_ref(name)).await?;
    Ok(Some(found.first().copied()))
}

/// What becomes of ended services: they begin again where the client lets a new partner admin in (R4).
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
