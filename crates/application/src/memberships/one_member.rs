//! How every change of one member by the account's own side begins, gate included, and ends.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        refusal::Refusal,
    },
    gate::{AccountManager, Need},
    membership::{member::Member, terms::Rank},
    people::token::Scope,
    permission::BuiltIn,
    ports::{Locks, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::Memberships;
use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready,
        refusals::Attempted,
    },
    gates::{account::account_manager, named},
    steps::{
        member_view::MemberView,
        offboard::{self, MembershipChange},
    },
};

/// A member of an account, as the caller names them.
#[derive(Debug, Clone)]
pub struct TargetMember {
    /// The account.
    pub account: AccountRef,
    /// The person.
    pub user: UserRef,
}

impl TargetMember {
    /// The attempt on this member.
    pub(super) fn attempted(&self, kind: EventKind) -> Attempted {
        let attempted = Attempted::new(kind);
        attempted.in_account(&self.account).about(&self.user)
    }

    /// Looks up the account and the person, for a caller whose token may be used for this at all.
    pub(super) async fn find(
        &self,
        ports: &Ports,
        cx: &RequestContext,
        need: Need,
    ) -> Result<MemberAt, UseCaseError> {
        let account = named::account_for_user(ports, cx, need, &self.account).await?;
        let user = named::user(ports, &self.user).await?;
        Ok(MemberAt { account, user })
    }

    /// The same for whoever reads: users, and the platform (I7).
    pub(super) async fn find_to_read(
        &self,
        ports: &Ports,
        cx: &RequestContext,
    ) -> Result<MemberAt, UseCaseError> {
        let (place, scope) = ([&self.account], Scope::Provision);
        let [account] = named::place_for_caller(ports, cx, Need::View, scope, place).await?;
        let user = named::user(ports, &self.user).await?;
        Ok(MemberAt { account, user })
    }
}

/// A member of an account.
#[derive(Debug, Clone, Copy)]
pub(super) struct MemberAt {
    pub(super) account: AccountId,
    pub(super) user: UserId,
}

impl MemberAt {
    /// The locks of every change of this member: the account, and the person, who may become or stay a
    /// counted super admin.
    pub(super) fn locks(self) -> Locks {
        Locks::none().changing(self.account).reading_user(self.user)
    }
}

/// A unit in which somebody with the right to edit an account's users changes one of its members.
pub(super) struct MemberUnit {
    pub(super) unit: Box<dyn UnitOfWork>,
    pub(super) manager: AccountManager,
    pub(super) target: Member,
}

impl Memberships {
    /// Opens a unit on one member: first the gate, for those of this rank, then the member, as the caller
    /// saw them.
    pub(super) async fn open_member(
        &self,
        cx: &RequestContext,
        cmd: MemberAt,
        locks: Locks,
        rank: Rank,
    ) -> Result<MemberUnit, UseCaseError> {
        let ports = &*self.ports;
        let mut unit = ports.store.begin(locks).await?;
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager(ports, cx, &mut *unit, cmd.account, right, Need::Edit).await?;
        if rank == Rank::SuperAdmin {
            manager.must_be_super_admin()?;
        }
        let target = unit.member(cmd.account, cmd.user).await?;
        let target = target.ok_or(Refusal::NotFound)?;
        cx.must_match(target.membership.version)?;
        Ok(MemberUnit {
            unit,
            manager,
            target,
        })
    }
}

impl MemberUnit {
    /// Saves the changed member with the account's terms, and records what happened.
    pub(super) async fn save(
        self,
        ports: &Ports,
        cx: &RequestContext,
        kind: EventKind,
        before: &Member,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        Box::pin(self.save_beside(ports, cx, kind, before, None)).await
    }

    /// The same in a unit with another change, and records that too.
    pub(super) async fn save_beside(
        self,
        ports: &Ports,
        cx: &RequestContext,
        kind: EventKind,
        before: &Member,
        another: Option<Event>,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let Self {
            mut unit,
            manager,
            mut target,
        } = self;
        let (catalogue, now) = (&ports.catalogue, ports.now());
        unit.save_membership(&mut target.membership).await?;
        if target.terms != before.terms {
            unit.save_terms(&target.terms).await?;
        }
        let event = Event::of_membership(kind, catalogue, Some(before), Some(&target));
        let change = MembershipChange {
            before,
            after: Some(&target),
        };
        let told = vec![event];
        let told = offboard::follow(ports, &cx.origin, &mut *unit, change, told).await?;
        let view = MemberView::of(target, catalogue, now);
        let permit = manager.permit();
        let events = told.into_iter().chain(another);
        Ok(Ready::of(view, unit, &permit, events, (ports, now)))
    }

    /// The member as they were found: nothing changes (T4).
    pub(super) fn unchanged(self, ports: &Ports) -> Ready<MemberView> {
        Ready::unchanged(MemberView::of(self.target, &ports.catalogue, ports.now()))
    }
}
