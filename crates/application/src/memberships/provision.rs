//! The platform creates or changes a membership (S1, L1, P5, D5): every rule of state holds, the rules
//! about who may do it do not.

use latchkey_domain::{
    account_side::provisioning::Requester,
    base::{
        reference::{AccountRef, UserRef},
        refusal::{Conflict, Refusal},
    },
    gate,
    people::{token::Scope, user::UserStatus},
    ports::Locks,
    telling::NOTIFY,
    trail::event::{Event, EventKind},
};

use super::{Memberships, RequestedChange};
use crate::{
    frame::{
        context::RequestContext,
        ends::must_be_to_come,
        error::UseCaseError,
        ready::Ready,
        refusals::Attempted,
        retry::{must_be_as_read, while_overtaken},
    },
    gates::named,
    memberships::context::{MembershipContext, Offer, partner_before},
    steps::{connect::Ended, member_view::MemberView},
};

/// Creates or changes a membership; absent fields keep their value.
#[derive(Debug, Clone)]
pub struct ProvisionMember {
    /// The account.
    pub account: AccountRef,
    /// The person.
    pub user: UserRef,
    /// The requested change.
    pub change: RequestedChange,
    /// Whether people get mails of it: what the platform does is else an import, which tells nobody (N1).
    pub notify: bool,
}

/// The result of a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProvisionedMember {
    /// A new membership.
    New(MemberView),
    /// The membership that was there before, as it is now.
    Existing(MemberView),
}

impl Memberships {
    /// Creates or changes a membership on the platform's word.
    pub async fn provision(
        &self,
        cx: &RequestContext,
        cmd: ProvisionMember,
    ) -> Result<Ready<ProvisionedMember>, UseCaseError> {
        let attempted = Attempted::new(EventKind::MembershipChanged)
            .in_account(&cmd.account)
            .about(&cmd.user);
        let work = while_overtaken(|| self.try_provision(cx, &cmd));
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_provision(
        &self,
        cx: &RequestContext,
        cmd: &ProvisionMember,
    ) -> Result<Ready<ProvisionedMember>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let change = &cmd.change;
        must_be_to_come(change.expires_at.flatten(), now)?;
        let mut reader = ports.store.reader();
        let names = std::slice::from_ref(&cmd.account).iter();
        let names: Vec<_> = names
            .chain(change.partner.iter().flatten())
            .cloned()
            .collect();
        let accounts = named::accounts(ports, &mut *reader, &names).await?;
        let mut accounts = accounts.into_iter();
        let account = accounts.next().ok_or(Refusal::NotFound)?;
        let named_partner = change.partner.as_ref().map(|_partner| accounts.next());
        let user = named::user_in(ports, &mut *reader, &cmd.user).await?;
        let acts_for = match named_partner {
            Some(partner) => partner,
            None => partner_before(reader.member(account, user).await?.as_ref()),
        };
        drop(reader);
        let mut locks = Locks::none().changing(account).reading_user(user);
        if let Some(partner) = acts_for {
            locks = locks.reading(partner);
        }
        let mut unit = ports.store.begin(locks).await?;
        let account = unit.account(account).await?.ok_or(Refusal::NotFound)?;
        let user = unit.user(user).await?.ok_or(Refusal::NotFound)?;
        if user.status == UserStatus::Erased {
            return Err(Refusal::Conflict(Conflict::Erased).into());
        }
        let existing = unit.member(account.id, user.id).await?;
        match &existing {
            Some(existing) => cx.must_match(existing.membership.version)?,
            None => cx.must_not_expect()?,
        }
        if named_partner.is_none() {
            must_be_as_read(&acts_for, &partner_before(existing.as_ref()))?;
        }
        let context =
            MembershipContext::load(&mut *unit, account, user, existing, acts_for).await?;
        let access = context
            .given_access(&mut *unit, change.access.as_ref(), Offer::WithPartners)
            .await?;
        let catalogue = &ports.catalogue;
        let provisioned = context
            .provisioning(catalogue, Requester::Platform)
            .carry_out(&change.looked_up(access, named_partner), &*ports.ids, now)?;
        let kept = context
            .keep(&mut *unit, provisioned, Ended::Stays, (ports, cx))
            .await?;
        let Some((member, mut events)) = kept else {
            let existing = context.existing.ok_or(Refusal::NotFound)?;
            let view = MemberView::of(existing, catalogue, now);
            return Ok(Ready::unchanged(ProvisionedMember::Existing(view)));
        };
        if cmd.notify {
            let asked = |event: Event| event.with(NOTIFY, true);
            events = events.into_iter().map(asked).collect();
        }
        let view = MemberView::of(member, &ports.catalogue, now);
        let value = match context.existing {
            Some(_) => ProvisionedMember::Existing(view),
            None => ProvisionedMember::New(view),
        };
        Ok(Ready::of(value, unit, &permit, events, (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::ids::{AccountId, UserId},
        membership::Status,
        permission::seat::Seat,
    };
    use latchkey_testing::builders::{AccountBuilder, MembershipBuilder};

    use super::*;
    use crate::{
        memberships::RequestedAccess,
        testing::{UseCaseBed, refused},
    };

    fn provision(account: AccountId, user: UserId, change: RequestedChange) -> ProvisionMember {
        ProvisionMember {
            account: account.into(),
            user: user.into(),
            change,
            notify: false,
        }
    }

    fn status(status: Status) -> RequestedChange {
        RequestedChange {
            status: Some(status),
            ..RequestedChange::default()
        }
    }

    /// I1, S3: a new member is active at once, with a core seat, unless the platform says otherwise;
    /// saying the same again changes nothing (T4).
    #[tokio::test]
    async fn the_platform_makes_a_member() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let set = RequestedAccess::PermissionSet(world.standard_set("sales_rep"));
        let change = RequestedChange {
            access: Some(set),
            ..RequestedChange::default()
        };
        let cmd = provision(world.fjordline, world.sam, change);
        let ready = service.provision(&cx, cmd.clone()).await.unwrap();
        assert!(matches!(
            bed.done(&cx, ready).await,
            ProvisionedMember::New(_)
        ));
        let member = world.member(world.fjordline, world.sam).await;
        assert_eq!(
            (member.membership.seat, member.membership.status()),
            (Seat::Core, Status::Active)
        );
        let ready = service.provision(&cx, cmd).await.unwrap();
        assert!(matches!(
            bed.done(&cx, ready).await,
            ProvisionedMember::Existing(_)
        ));
        assert_eq!(bed.trail(9).await, [(EventKind::MembershipCreated, None)]);
    }

    /// L1, S1: partner admins are employees of enrolled partners, on partner seats.
    #[tokio::test]
    async fn every_rule_of_state_holds_for_the_platform_too() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let change = RequestedChange {
            access: Some(RequestedAccess::PartnerAdmin),
            partner: Some(Some(world.northwind.into())),
            ..RequestedChange::default()
        };
        let with_seat = RequestedChange {
            seat: Some(Seat::Partner),
            ..change.clone()
        };
        let partner_admin = |user| provision(world.fjordline, user, change.clone());
        let on_seat = |user| provision(world.fjordline, user, with_seat.clone());
        let result = service.provision(&cx, partner_admin(world.tomas)).await;
        assert_eq!(refused(result), "partner-seat-required");
        assert_eq!(
            refused(service.provision(&cx, on_seat(world.sam)).await),
            "not-an-employee"
        );
        let ready = service.provision(&cx, on_seat(world.tomas)).await.unwrap();
        bed.done(&cx, ready).await;
        assert!(world.relationship(world.fjordline).await.is_some());
        let demoted = provision(world.fjordline, world.freya, status(Status::Deactivated));
        assert_eq!(
            refused(service.provision(&cx, demoted).await),
            "last-super-admin"
        );
        let user = bed.as_user(world.freya);
        let result = service.provision(&user, on_seat(world.jonas)).await;
        assert_eq!(refused(result), "missing-permission");
    }

    /// A5, T2: whoever is moved to another partner leaves the former one's set behind, and both
    /// partners are told.
    #[tokio::test]
    async fn moving_to_another_partner_leaves_sets_behind() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let rival = world
            .add_account(AccountBuilder::new("Rival").partner())
            .await;
        let staff = world.set(world.northwind_staff).await;
        let tomas = MembershipBuilder::new(world.harbour, world.tomas).set(&staff);
        world.add_member(tomas.acting_for(world.northwind)).await;
        let at_rival = MembershipBuilder::new(rival, world.tomas).super_admin();
        world.add_member(at_rival).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let change = RequestedChange {
            partner: Some(Some(rival.into())),
            ..RequestedChange::default()
        };
        let moved = provision(world.harbour, world.tomas, change.clone());
        let kept = service.provision(&cx, moved).await;
        assert!(matches!(kept, Err(UseCaseError::Invalid(_))), "{kept:?}");
        let set = RequestedAccess::PermissionSet(world.standard_set("sales_rep"));
        let change = RequestedChange {
            access: Some(set),
            ..change
        };
        let moved = provision(world.harbour, world.tomas, change);
        let ready = service.provision(&cx, moved).await.unwrap();
        bed.done(&cx, ready).await;
        let trail = world.trail().await;
        let told = |partner| {
            let changed = EventKind::MembershipChanged;
            let mut lines = trail.iter().filter(|line| line.event.kind == changed);
            lines.any(|line| line.event.partner == Some(partner))
        };
        assert!(told(rival) && told(world.northwind));
    }

    /// Whoever saw a version of what is not there is told so.
    #[tokio::test]
    async fn a_version_of_nothing_is_stale() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let mut cx = bed.as_platform();
        cx.expected = Some(latchkey_domain::base::version::Version::FIRST);
        let change = RequestedChange {
            access: Some(RequestedAccess::SuperAdmin),
            ..RequestedChange::default()
        };
        let cmd = provision(world.fjordline, world.sam, change);
        let result = service.provision(&cx, cmd).await;
        assert!(matches!(result, Err(UseCaseError::Stale)));
    }

    /// D9: what the platform deactivates counts as the account's word.
    #[tokio::test]
    async fn the_platforms_deactivation_is_the_accounts_refusal() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        for (new, refused) in [(Status::Deactivated, true), (Status::Active, false)] {
            let cmd = provision(world.harbour, world.marit, status(new));
            let ready = service.provision(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
            assert_eq!(
                world
                    .member(world.harbour, world.marit)
                    .await
                    .terms
                    .is_refused(),
                refused
            );
        }
    }
}
