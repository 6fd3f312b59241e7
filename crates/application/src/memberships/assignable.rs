//! Lists the access that an account's super admin or holder of `users.edit` may give a person, and
//! nothing beyond it (A8, S2, L3).

use latchkey_domain::{
    account_side::{AccountSide, Recipient, recognizing},
    base::{
        ids::{AccountId, PermissionSetId},
        page::PageRequest,
        reference::AccountRef,
        refusal::Refusal,
    },
    gate::Need,
    membership::{Access, terms::Terms},
    partner_side::Chosen,
    people::email::EmailAddress,
    permission::{BuiltIn, PermissionSet, SetName, seat::Seat},
    ports::Reader,
};

use super::Memberships;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{
        account::account_manager_of,
        person::{TOKEN, must_be_person},
    },
};

/// An access on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferedAccess {
    /// Every permission.
    SuperAdmin,
    /// The partner admin template.
    PartnerAdmin,
    /// A set.
    PermissionSet {
        /// Its id.
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
        account: &AccountRef,
        email: &EmailAddress,
    ) -> Result<AssignableAccess, UseCaseError> {
        let ports = &*self.ports;
        let catalogue = &ports.catalogue;
        must_be_person(
            cx,
            TOKEN,
            "tells what the caller may give: use a user token",
        )?;
        let mut reader = ports.store.reader();
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager_of(ports, cx, &mut *reader, account, right, Need::View).await?;
        let account = manager.account;
        let tenant = reader.account(account).await?.ok_or(Refusal::NotFound)?;
        let user = reader.user_by_email(email).await?;
        let (mut existing, mut terms, mut partners) = (None, None, Vec::new());
        if let Some(user) = &user {
            existing = reader.member(account, user.id).await?;
            terms = reader.terms_among(account, &[user.id]).await?.pop();
            let mut employers = reader.employers(account, &[user.id]).await?;
            let employers = employers.remove(&user.id).unwrap_or_default();
            let acts_for = existing.as_ref().and_then(|it| it.membership.partner);
            partners = recognizing(user, acts_for, &employers, ports.now());
        }
        // For an unknown person the account has no terms.
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
        let seats = Seat::ALL.into_iter();
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{base::ids::UserId, people::account::PartnerAdminsBy};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    async fn asked(bed: &UseCaseBed, who: UserId, email: &str) -> AssignableAccess {
        let service = Memberships::new(Arc::clone(&bed.ports));
        let email = EmailAddress::parse(email).unwrap();
        let harbour = bed.world.harbour.into();
        let cx = bed.as_user(who);
        let answer = service.assignable_access(&cx, &harbour, &email);
        answer.await.unwrap()
    }

    /// S2, L3: partner admin and partner seat are named for a recognised employee alone, the template
    /// as far as the policy lets the caller; an unknown address is answered as a known one.
    #[tokio::test]
    async fn the_partners_things_are_named_for_its_own_alone() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let partners = |answer: &AssignableAccess| {
            (
                answer.access.contains(&OfferedAccess::PartnerAdmin),
                answer.seats.contains(&Seat::Partner),
            )
        };
        let tomas = "tomas@northwind.example";
        assert_eq!(
            world
                .user(world.tomas)
                .await
                .email
                .as_ref()
                .unwrap()
                .as_str(),
            tomas
        );
        for caller in [world.helen, world.ines] {
            let answer = asked(&bed, caller, tomas).await;
            assert_eq!(partners(&answer), (true, true));
            let unknown = asked(&bed, caller, "nobody@northwind.example").await;
            assert_eq!(partners(&unknown), (false, false));
            let kaya = world.user(world.kaya).await.email.clone().unwrap();
            let unverified = asked(&bed, caller, kaya.as_str()).await;
            assert_eq!(unverified, unknown);
        }
        world
            .change_account(world.harbour, |account, now| {
                let _changed = account.set_policy(PartnerAdminsBy::SuperAdmin, now);
            })
            .await;
        let answer = asked(&bed, world.ines, tomas).await;
        assert_eq!(partners(&answer), (false, true));
        let answer = asked(&bed, world.helen, tomas).await;
        assert_eq!(partners(&answer), (true, true));
    }

    /// A8: a holder of `users.edit` is told what lies in their own permissions, and nothing for whom
    /// they cannot change.
    #[tokio::test]
    async fn only_what_the_caller_may_give_is_named() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let email = "uma@elsewhere.example";
        let of_super_admin = asked(&bed, world.helen, email).await;
        assert!(of_super_admin.access.contains(&OfferedAccess::SuperAdmin));
        let of_manager = asked(&bed, world.ines, email).await;
        assert!(!of_manager.access.contains(&OfferedAccess::SuperAdmin));
        let offers = |answer: &AssignableAccess, set| {
            let mut access = answer.access.iter();
            access.any(
                |offered| matches!(offered, OfferedAccess::PermissionSet { id, .. } if *id == set),
            )
        };
        assert!(offers(&of_manager, world.harbour_people));
        let wide = world.standard_set("marketing_manager");
        assert!(offers(&of_super_admin, wide) && !offers(&of_manager, wide));
        assert!(!offers(&of_super_admin, world.northwind_staff));
        for user in [world.helen, world.ines] {
            let email = world.user(user).await.email.clone().unwrap();
            let nothing = asked(&bed, world.ines, email.as_str()).await;
            assert!(nothing.access.is_empty() && nothing.seats.is_empty());
        }
        let service = Memberships::new(Arc::clone(&bed.ports));
        let email = EmailAddress::parse(email).unwrap();
        for (who, code) in [
            (world.marit, "missing-permission"),
            (world.sam, "not-found"),
        ] {
            let cx = bed.as_user(who);
            let harbour = world.harbour.into();
            let answer = service.assignable_access(&cx, &harbour, &email);
            assert_eq!(refused(answer.await), code);
        }
    }
}
