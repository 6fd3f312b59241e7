//! What is told of an act is what its call answers (U4): every act on every member, by everybody.

use std::sync::Arc;

use latchkey_domain::{
    actions::members::{MemberAction, OwnAction},
    base::{ids::UserId, page::PageRequest, reference::AccountRef, refusal::Refusal, time::days},
    membership::super_admins::LastSuperAdmin,
    partnership::change_to_partner_admin::Billing,
    people::account::PartnerAdminsBy,
};
use latchkey_testing::builders::{ChangeFreely as _, MembershipBuilder};

use super::*;
use crate::{
    memberships::{
        ChangeMember, ChangeMemberToPartnerAdmin, ListMembers, RemoveMember, RequestedChange,
        TargetMember,
    },
    testing::UseCaseBed,
};

/// Harbour & Pine with members of every kind.
async fn with_all_kinds(policy: PartnerAdminsBy) -> UseCaseBed {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let people = world.set(world.harbour_people).await;
    let at = |user| MembershipBuilder::new(world.harbour, user);
    for membership in [
        at(world.jonas).partner_admin(world.northwind).deactivated(),
        at(world.tomas).super_admin().acting_for(world.northwind),
        at(world.kaya).super_admin().invited(),
        at(world.freya).offered_by(world.helen),
        at(world.sam).set(&people).deactivated(),
        at(world.priya).set(&people),
    ] {
        world.add_member(membership).await;
    }
    world
        .change_member(world.harbour, world.hugo, |member, now| {
            member
                .membership
                .change_freely(now, |state| state.expires_at = Some(now + days(1)));
        })
        .await;
    world
        .change_account(world.harbour, |account, now| {
            account.set_policy(policy, now);
        })
        .await;
    bed
}

fn reader_of(bed: &UseCaseBed, user: UserId) -> RequestContext {
    RequestContext::new(bed.world.as_reader(user))
}

/// The code that a call answers; `None`: it succeeds. Nothing is committed.
fn code<T>(called: Result<T, UseCaseError>) -> Option<&'static str> {
    let error = called.err()?;
    match error.refusal() {
        Some(refusal) => Some(refusal.code()),
        None => panic!("{error:?}"),
    }
}

async fn call(
    service: &Memberships,
    cx: &RequestContext,
    target: &TargetMember,
    action: MemberAction,
) -> Option<&'static str> {
    let target = target.clone();
    match action {
        MemberAction::Change => {
            let change = RequestedChange::default();
            code(service.change(cx, ChangeMember { target, change }).await)
        }
        MemberAction::Deactivate => code(service.deactivate(cx, target).await),
        MemberAction::Reactivate => code(service.reactivate(cx, target).await),
        MemberAction::Remove => {
            let cmd = RemoveMember {
                target,
                reassign_to: None,
                last_super_admin: LastSuperAdmin::Stays,
            };
            code(service.remove(cx, cmd).await)
        }
        MemberAction::ResendInvitation => code(service.resend_invitation(cx, target).await),
        MemberAction::ChangeToPartnerAdmin => {
            let cmd = ChangeMemberToPartnerAdmin {
                target,
                billing: Billing::Drop,
                partner: None,
            };
            code(service.change_to_partner_admin(cx, cmd).await)
        }
    }
}

#[tokio::test]
async fn what_is_told_is_what_the_call_answers() {
    let mut seen = std::collections::BTreeSet::new();
    for policy in PartnerAdminsBy::ALL {
        let bed = with_all_kinds(policy).await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let account: AccountRef = world.harbour.into();
        let page = PageRequest::first();
        let helen = bed.as_user(world.helen);
        let all = ListMembers::default();
        let members = service.members(&helen, &account, all, &page).await.unwrap();
        let asking = [
            world.helen,
            world.ines,
            world.tomas,
            world.marit,
            world.priya,
        ];
        let asking = asking.map(|user| bed.as_user(user));
        for cx in asking.iter().chain([&reader_of(&bed, world.helen)]) {
            let told = service.actions(cx, &members.items).await.unwrap();
            assert_eq!(told.len(), members.items.len());
            for (view, told) in members.items.iter().zip(told) {
                let target = TargetMember {
                    account: account.clone(),
                    user: view.member.user.id.into(),
                };
                for (action, told) in MemberAction::ALL.into_iter().zip(told) {
                    assert_eq!(told.act, action.as_str());
                    let why = told.refusal.map(Refusal::code);
                    let answered = call(&service, cx, &target, action).await;
                    let who = (&cx.origin.principal, &view.member.user.name);
                    assert_eq!(why, answered, "{action}: {who:?}");
                    seen.insert((action.as_str(), why));
                }
            }
        }
    }
    // Each act is possible for somebody, and refused to somebody.
    for action in MemberAction::ALL {
        let codes = seen.iter().filter(|(name, _)| *name == action.as_str());
        let allowed = codes.clone().filter(|(_, why)| why.is_none()).count();
        assert!(allowed == 1 && codes.count() > 2, "{action}: {seen:?}");
    }
}

#[tokio::test]
async fn ones_own_acts_are_what_the_calls_answer() {
    let bed = with_all_kinds(PartnerAdminsBy::UsersEdit).await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let mut seen = std::collections::BTreeSet::new();
    for user in [
        world.kaya,
        world.freya,
        world.sam,
        world.helen,
        world.hugo,
        world.jonas,
    ] {
        for cx in [bed.as_user(user), reader_of(&bed, user)] {
            let (_, own) = service.mine(&cx, &PageRequest::first()).await.unwrap();
            let told = service.own_actions(&cx, &own.items).await.unwrap();
            for (view, told) in own.items.iter().zip(told) {
                let account: AccountRef = view.member.account.id.into();
                for (action, told) in OwnAction::ALL.into_iter().zip(told) {
                    let answered = match action {
                        OwnAction::Accept => code(service.accept(&cx, &account).await),
                        OwnAction::Leave => code(service.leave(&cx, &account).await),
                    };
                    let why = told.refusal.map(Refusal::code);
                    assert_eq!((told.act, why), (action.as_str(), answered));
                    seen.insert((action.as_str(), why));
                }
            }
        }
    }
    assert!(
        seen.contains(&("leave", Some("last-super-admin"))),
        "{seen:?}"
    );
    assert!(seen.contains(&("accept", None)), "{seen:?}");
}
