//! What an account's own side does, whoever is there.

use latchkey_application::{
    access_links::{AccessLinks, ApproveLink, DeclineLink},
    accounts::{Accounts, SetEmailDomains, SetPolicy},
    memberships::{
        ChangeMember, ChangeMemberToPartnerAdmin, CreateMember, Memberships, RemoveMember,
        RequestedAccess, RequestedChange, TargetMember,
    },
    partners::{Partners, SeverPartner},
    permission_sets::{ChangePermissionSet, PermissionSets, TargetSet},
};
use latchkey_domain::{
    account_side::provisioning::GivenAdjustments,
    base::reference::PermissionSetRef,
    membership::super_admins::LastSuperAdmin,
    partnership::change_to_partner_admin::Billing,
    people::{
        account::PartnerAdminsBy,
        email::{EmailAddress, EmailDomain},
    },
    permission::{PermissionKey, seat::Seat},
};

use super::{Access, Change, Move, On, Outcome, Pace, told};
use crate::{
    cast::{Keys, SETS, Who},
    stage::Stage,
};

pub(super) fn keys(keys: Keys) -> Vec<PermissionKey> {
    keys.names().map(|key| key.parse().unwrap()).collect()
}

pub(super) const fn billing(keep: bool) -> Billing {
    if keep { Billing::Keep } else { Billing::Drop }
}

pub(super) fn address(who: Who) -> EmailAddress {
    EmailAddress::parse(&who.address()).unwrap()
}

fn target(stage: &Stage, on: On) -> TargetMember {
    TargetMember {
        account: stage.account(on.place).into(),
        user: stage.user(on.who).into(),
    }
}

pub(super) fn requested(stage: &Stage, change: &Change, is_new: bool) -> RequestedChange {
    let seat = match change.access {
        Some(Access::Admin) => Some(Seat::Partner),
        _ if is_new => Some(Seat::Core),
        // Who acts for nobody holds no partner seat.
        _ if change.partner == Some(None) => Some(Seat::Core),
        _ => None,
    };
    let adjustments =
        (change.added.is_some() || change.withheld.is_some()).then(|| GivenAdjustments {
            added: change.added.map(keys),
            withheld: change.withheld.map(keys),
        });
    RequestedChange {
        access: change.access.map(|access| match access {
            Access::Super => RequestedAccess::SuperAdmin,
            Access::Admin => RequestedAccess::PartnerAdmin,
            Access::Set(set) => RequestedAccess::PermissionSet(stage.set(set)),
        }),
        seat,
        adjustments,
        partner: change
            .partner
            .map(|partner| partner.map(|partner| stage.account(partner).into())),
        expires_at: change.days.map(|days| days.map(|days| stage.in_days(days))),
        ..RequestedChange::default()
    }
}

pub(super) async fn call(stage: &Stage, it: &Move, pace: Pace) -> Option<Outcome> {
    let cx = stage.as_user(it.by()?);
    let members = Memberships::new(stage.ports());
    let done = match it {
        Move::Create(on, change) => {
            let wanted = CreateMember {
                account: stage.account(on.place).into(),
                email: address(on.who),
                name: None,
                change: requested(stage, change, true),
            };
            told(stage, &cx, pace, members.create(&cx, wanted)).await
        }
        Move::Change(on, change) => {
            let wanted = ChangeMember {
                target: target(stage, *on),
                change: requested(stage, change, false),
            };
            told(stage, &cx, pace, members.change(&cx, wanted)).await
        }
        Move::Deactivate(on) => {
            told(
                stage,
                &cx,
                pace,
                members.deactivate(&cx, target(stage, *on)),
            )
            .await
        }
        Move::Reactivate(on) => {
            told(
                stage,
                &cx,
                pace,
                members.reactivate(&cx, target(stage, *on)),
            )
            .await
        }
        Move::Remove(on) => {
            let wanted = RemoveMember {
                target: target(stage, *on),
                reassign_to: None,
                last_super_admin: LastSuperAdmin::Stays,
            };
            told(stage, &cx, pace, members.remove(&cx, wanted)).await
        }
        Move::ToPartnerAdmin(on, partner, keep) => {
            let wanted = ChangeMemberToPartnerAdmin {
                target: target(stage, *on),
                billing: billing(*keep),
                partner: partner.map(|partner| stage.account(partner).into()),
            };
            told(
                stage,
                &cx,
                pace,
                members.change_to_partner_admin(&cx, wanted),
            )
            .await
        }
        Move::Resend(on) => {
            let target = target(stage, *on);
            told(stage, &cx, pace, members.resend_invitation(&cx, target)).await
        }
        Move::Accept(_, place) => {
            let account = stage.account(*place).into();
            told(stage, &cx, pace, members.accept(&cx, &account)).await
        }
        Move::Leave(_, place) => {
            let account = stage.account(*place).into();
            told(stage, &cx, pace, members.leave(&cx, &account)).await
        }
        Move::Sever { place, partner, .. } => {
            let wanted = SeverPartner {
                account: stage.account(*place).into(),
                partner: stage.account(*partner).into(),
            };
            let partners = Partners::new(stage.ports());
            told(stage, &cx, pace, partners.sever(&cx, wanted)).await
        }
        Move::Policy {
            place,
            only_super_admins,
            ..
        } => {
            let wanted = SetPolicy {
                account: stage.account(*place).into(),
                partner_admins_by: if *only_super_admins {
                    PartnerAdminsBy::SuperAdmin
                } else {
                    PartnerAdminsBy::UsersEdit
                },
            };
            let accounts = Accounts::new(stage.ports());
            told(stage, &cx, pace, accounts.set_policy(&cx, wanted)).await
        }
        Move::ChangeSet { set, keys: all, .. } => {
            let wanted = ChangePermissionSet {
                target: TargetSet {
                    account: stage.account(SETS[set.0].owner?).into(),
                    permission_set: PermissionSetRef::Id(stage.set(*set)),
                },
                name: None,
                description: None,
                external_id: None,
                permissions: Some(keys(*all)),
            };
            let sets = PermissionSets::new(stage.ports());
            told(stage, &cx, pace, sets.change(&cx, wanted)).await
        }
        Move::Domains {
            partner, domains, ..
        } => {
            let domains = domains.iter();
            let wanted = SetEmailDomains {
                partner: stage.account(*partner).into(),
                domains: domains
                    .map(|text| EmailDomain::parse(text).unwrap())
                    .collect(),
            };
            let accounts = Accounts::new(stage.ports());
            told(stage, &cx, pace, accounts.set_email_domains(&cx, wanted)).await
        }
        Move::Approve {
            link, place, days, ..
        } => {
            let wanted = ApproveLink {
                token: stage.link_token(*link).await?,
                account: stage.account(*place).into(),
                expires_at: days.map(|days| stage.in_days(days)),
            };
            let links = AccessLinks::new(stage.ports());
            told(stage, &cx, pace, links.approve(&cx, wanted)).await
        }
        Move::Decline { link, place, .. } => {
            let wanted = DeclineLink {
                token: stage.link_token(*link).await?,
                account: stage.account(*place).into(),
            };
            let links = AccessLinks::new(stage.ports());
            told(stage, &cx, pace, links.decline(&cx, wanted)).await
        }
        _ => return None,
    };
    Some(done)
}
