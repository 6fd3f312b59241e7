//! What an account's super admin or holder of `users.edit` may give a person: nothing more is named
//! (A8, S2, L3).

use latchkey_domain::{
    account_side::{AccountSide, Recipient, recognizing},
    authority::Need,
    client_access::Chosen,
    email::EmailAddress,
    ids::{AccountId, PermissionSetId},
    membership::Access,
    page::PageRequest,
    permission::{BuiltIn, PermissionSet, SetName},
    ports::Reader,
    refusal::Refusal,
    seat::Seat,
    terms::Terms,
};

use super::{Memberships, account_manager};
use crate::{context::RequestContext, error::UseCaseError};

/// An access on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferedAccess {
    /// Every permission.
    SuperAdmin,
    /// The partner admin template.
    PartnerAdmin,
    /// A set.
    PermissionSet {
        /// Which.
        id: PermissionSetId,
        /// Its name.
        name: SetName,
    },
}

/// What may be given to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignableAccess {
    /// The access.
    pub access: Vec<OfferedAccess>,
    /// The seats.
    pub seats: Vec<Seat>,
}

impl Memberships {
    /// Tells what the caller may give the person with that address, known or not.
    pub async fn assignable_access(
        &self,
        cx: &RequestContext,
        account: AccountId,
        email: &EmailAddress,
    ) -> Result<AssignableAccess, UseCaseError> {
        let ports = &*self.ports;
        let catalogue = &ports.catalogue;
        let mut reader = ports.store.reader();
        let right = BuiltIn::UsersEdit;
        let manager = account_manager(ports, cx, &mut *reader, account, right, Need::View).await?;
        let tenant = reader.account(account).await?.ok_or(Refusal::NotFound)?;
        let user = reader.user_by_email(email).await?;
        let (mut existing, mut terms, mut partners) = (None, None, Vec::new());
        if let Some(user) = &user {
            existing = reader.member(account, user.id).await?;
            terms = reader.terms_among(account, &[user.id]).await?.pop();
            let employers = reader.employers(account, user.id).await?;
            partners = recognizing(user, &employers, ports.now());
        }
        // Of whom nothing is known, nothing was laid down.
        let terms = terms.unwrap_or_else(|| Terms::none(account, manager.user));
        let recipient = Recipient {
            existing: existing.as_ref(),
            terms: &terms,
        };
        let side = AccountSide {
            manager: &manager,
            policy: tenant.partner_admins_by,
            recognizing: &partners,
        };

        let mut access = Vec::new();
        for (kind, offered) in [
            (Access::SuperAdmin, OfferedAccess::SuperAdmin),
            (Access::PartnerAdmin, OfferedAccess::PartnerAdmin),
        ] {
            if side.may_give(recipient, kind, None, catalogue) {
                access.push(offered);
            }
        }
        for set in sets_of(&mut *reader, account).await? {
            let chosen = Chosen::offered(&set, account, None)?;
            let kind = Access::PermissionSet(chosen.held);
            if side.may_give(recipient, kind, Some(&chosen.set), catalogue) {
                let name = set.name().clone();
                access.push(OfferedAccess::PermissionSet { id: set.id(), name });
            }
        }
        let seats = Seat::ALL.iter().copied();
        let seats = seats.filter(|seat| side.may_seat(recipient, *seat, catalogue));
        Ok(AssignableAccess {
            access,
            seats: seats.collect(),
        })
    }
}

/// The standard sets and the account's own, all of them.
async fn sets_of(
    reader: &mut dyn Reader,
    account: AccountId,
) -> Result<Vec<PermissionSet>, UseCaseError> {
    let mut page = PageRequest::first();
    let mut all = Vec::new();
    loop {
        let sets = reader.permission_sets(&[account], &page).await?;
        all.extend(sets.items);
        match sets.next {
            Some(next) => page = page.from(next),
            None => return Ok(all),
        }
    }
}
