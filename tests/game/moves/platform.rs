//! What the platform does about accounts and people.

use latchkey_application::{
    accounts::{Accounts, ChangeAccount},
    memberships::{Memberships, ProvisionMember, RemoveMember, RequestedChange, TargetMember},
    users::{ChangeUser, RegisterUser, UserChanges, Users},
};
use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        text::{Locale, Name},
    },
    membership::{Status, super_admins::LastSuperAdmin},
    people::{
        account::{AccountStatus, Program},
        user::UserStatus,
    },
};

use super::{
    Move, Outcome, Pace, Person,
    own_side::{address, requested},
    told,
};
use crate::{
    cast::{Place, Who},
    stage::Stage,
};

pub(super) async fn call(stage: &Stage, it: &Move, pace: Pace) -> Option<Outcome> {
    let done = match it {
        Move::Put(place, who, change, active) => {
            let status = active.map(|active| {
                if active {
                    Status::Active
                } else {
                    Status::Deactivated
                }
            });
            let wanted = ProvisionMember {
                account: stage.account(*place).into(),
                user: stage.user(*who).into(),
                change: RequestedChange {
                    status,
                    ..requested(stage, change, false)
                },
                notify: false,
            };
            let (cx, members) = (stage.as_platform(), Memberships::new(stage.ports()));
            told(stage, &cx, pace, members.provision(&cx, wanted)).await
        }
        Move::PutAway(place, who) => {
            let wanted = RemoveMember {
                target: TargetMember {
                    account: stage.account(*place).into(),
                    user: stage.user(*who).into(),
                },
                reassign_to: None,
                last_super_admin: LastSuperAdmin::Stays,
            };
            let (cx, members) = (stage.as_platform(), Memberships::new(stage.ports()));
            told(stage, &cx, pace, members.remove(&cx, wanted)).await
        }
        Move::Enrol(place, enrol) => {
            let program = enrol.then_some(Program::SolutionsPartner);
            change_account(stage, *place, pace, |wanted| wanted.program = Some(program)).await
        }
        Move::Close(place) => {
            let closed = Some(AccountStatus::Closed);
            change_account(stage, *place, pace, |wanted| wanted.status = closed).await
        }
        Move::Reopen(place) => {
            let active = Some(AccountStatus::Active);
            change_account(stage, *place, pace, |wanted| wanted.status = active).await
        }
        Move::Person(who, change) => person(stage, *who, *change, pace).await,
        _ => return None,
    };
    Some(done)
}

async fn change_account(
    stage: &Stage,
    place: Place,
    pace: Pace,
    change: impl FnOnce(&mut ChangeAccount),
) -> Outcome {
    let cx = stage.as_platform();
    let mut wanted = ChangeAccount::of(AccountRef::Id(stage.account(place)));
    change(&mut wanted);
    let accounts = Accounts::new(stage.ports());
    told(stage, &cx, pace, accounts.change(&cx, wanted)).await
}

async fn person(stage: &Stage, who: Who, change: Person, pace: Pace) -> Outcome {
    let cx = stage.as_platform();
    let users = Users::new(stage.ports());
    let user = UserRef::Id(stage.user(who));
    let mut changes = UserChanges::default();
    match change {
        Person::Erase => {
            let may_go = LastSuperAdmin::MayGo;
            return told(stage, &cx, pace, users.erase(&cx, user, may_go)).await;
        }
        Person::Register => {
            let new = RegisterUser {
                email: address(who),
                name: Name::parse(&who.name()).unwrap(),
                locale: Locale::En,
                external_id: None,
                password: None,
            };
            return told(stage, &cx, pace, users.register(&cx, new)).await;
        }
        Person::Enable => changes.status = Some(UserStatus::Active),
        Person::Disable => {
            changes.status = Some(UserStatus::Disabled);
            changes.last_super_admin = LastSuperAdmin::MayGo;
        }
    }
    told(
        stage,
        &cx,
        pace,
        users.change(&cx, ChangeUser { user, changes }),
    )
    .await
}
