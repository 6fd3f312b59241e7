//! What is told of an act is what its call answers (U4): every act on every employee and every client.

use std::{collections::BTreeSet, sync::Arc};

use latchkey_domain::{
    actions::{clients::ClientAction, employees::EmployeeAction, staff::StaffAction},
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        time::days,
    },
    membership::Engagement,
    partner_side::WantedEnd,
    partnership::change_to_partner_admin::Billing,
    people::account::PartnerAdminsBy,
    ports::EmployeeState,
    work::removal::Action,
};
use latchkey_testing::builders::{ChangeFreely as _, MembershipBuilder};

use super::*;
use crate::{
    access_links::{AccessLinks, IssueLink},
    client_access::{
        AddEmployees, ChangeClient, ChangeEmployee, ChangeEmployeeToPartnerAdmin, ChangeEngagement,
        ListClients, ListEmployees, TargetEmployee,
    },
    frame::mode::Mode,
    operations::{Operations, SelectEmployees},
    relationships::{Relationships, TargetClient},
    removals::{Removals, ReviewRemoval},
    testing::UseCaseBed,
};

/// Harbour & Pine with people of Northwind of every kind, and a client where Marit is super admin on
/// her own behalf.
async fn with_all_kinds(policy: PartnerAdminsBy) -> UseCaseBed {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let people = world.set(world.standard_set("sales_rep")).await;
    let at = |user| MembershipBuilder::new(world.harbour, user);
    for membership in [
        at(world.jonas).partner_admin(world.northwind).deactivated(),
        at(world.tomas).super_admin().acting_for(world.northwind),
        at(world.kaya).set(&people).acting_for(world.northwind),
        at(world.priya).super_admin().acting_for(world.northwind),
    ] {
        world.add_member(membership).await;
    }
    let own = MembershipBuilder::new(world.fjordline, world.marit).super_admin();
    world.add_member(own).await;
    world
        .change_member(world.northwind, world.kaya, |member, now| {
            member
                .membership
                .change_freely(now, |state| state.expires_at = Some(now - days(1)));
        })
        .await;
    world
        .change_account(world.harbour, |account, now| {
            account.set_policy(policy, now);
        })
        .await;
    bed
}

/// The code that a call answers; `None`: it succeeds. Nothing is committed.
fn code<T>(called: Result<T, UseCaseError>) -> Option<&'static str> {
    let error = called.err()?;
    match error.refusal() {
        Some(refusal) => Some(refusal.code()),
        None => panic!("{error:?}"),
    }
}

fn asking(bed: &UseCaseBed) -> Vec<RequestContext> {
    let world = &bed.world;
    let all = [world.marit, world.tomas, world.priya];
    let reader = RequestContext::new(world.as_reader(world.marit));
    all.map(|user| bed.as_user(user))
        .into_iter()
        .chain([reader])
        .collect()
}

async fn on_employee(
    bed: &UseCaseBed,
    cx: &RequestContext,
    employee: UserId,
    action: EmployeeAction,
) -> Option<&'static str> {
    let (world, service) = (&bed.world, ClientAccess::new(Arc::clone(&bed.ports)));
    let target = TargetEmployee {
        partner: world.northwind.into(),
        client: world.harbour.into(),
        employee: employee.into(),
    };
    match action {
        EmployeeAction::Change => {
            let cmd = ChangeEmployee {
                target,
                permission_set: world.standard_set("sales_rep"),
                expires_at: WantedEnd::Keep,
                mode: Mode::CarryOut,
            };
            code(service.change(cx, cmd).await)
        }
        EmployeeAction::Deactivate => code(service.deactivate(cx, target).await),
        EmployeeAction::Reactivate => code(service.reactivate(cx, target).await),
        EmployeeAction::Remove => {
            let cmd = ReviewRemoval {
                partner: world.northwind.into(),
                employees: Some(vec![employee.into()]),
                clients: Some(vec![world.harbour.into()]),
            };
            let removals = Removals::new(Arc::clone(&bed.ports));
            match removals.review(cx, cmd).await {
                Ok(ready) => {
                    let item = &ready.value().items[0];
                    let blocked = item.blocked.unwrap_or(Refusal::SuperAdminTarget);
                    let removable = item.actions.contains(&Action::Remove);
                    (!removable).then_some(blocked.code())
                }
                refused => code(refused),
            }
        }
        EmployeeAction::ChangeToPartnerAdmin => {
            let billing = Billing::Drop;
            let cmd = ChangeEmployeeToPartnerAdmin { target, billing };
            code(service.change_to_partner_admin(cx, cmd).await)
        }
    }
}

#[tokio::test]
async fn an_employees_acts_are_what_the_calls_answer() {
    let mut seen = BTreeSet::new();
    for policy in PartnerAdminsBy::ALL {
        let bed = with_all_kinds(policy).await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let (partner, client) = (world.northwind.into(), world.harbour.into());
        for cx in asking(&bed) {
            let page = PageRequest::first();
            let found = service
                .client_employees(&cx, &partner, &client, &page)
                .await;
            let employees = found.unwrap().members.items;
            assert_eq!(employees.len(), 5);
            let told = service.employee_actions(&cx, &partner, &employees).await;
            for (view, told) in employees.iter().zip(told.unwrap()) {
                for (action, told) in EmployeeAction::ALL.into_iter().zip(told) {
                    let why = told.refusal.map(Refusal::code);
                    let answered = on_employee(&bed, &cx, view.member.user.id, action).await;
                    let who = (&cx.origin.principal, &view.member.user.name);
                    assert_eq!((told.act, why), (action.as_str(), answered), "{who:?}");
                    seen.insert((action.as_str(), why));
                }
            }
        }
    }
    for action in EmployeeAction::ALL {
        let codes = seen.iter().filter(|(name, _)| *name == action.as_str());
        let allowed = codes.clone().filter(|(_, why)| why.is_none()).count();
        assert!(allowed == 1 && codes.count() > 1, "{action}: {seen:?}");
    }
}

async fn on_client(
    bed: &UseCaseBed,
    cx: &RequestContext,
    client: AccountId,
    action: ClientAction,
) -> Option<&'static str> {
    let (world, service) = (&bed.world, ClientAccess::new(Arc::clone(&bed.ports)));
    let partner = || world.northwind.into();
    let chosen = || SelectEmployees {
        partner: partner(),
        employees: None,
        clients: Some(vec![client.into()]),
        mode: Mode::DryRun,
    };
    let operations = Operations::new(Arc::clone(&bed.ports));
    let relationships = Relationships::new(Arc::clone(&bed.ports));
    let target = || TargetClient {
        partner: partner(),
        client: client.into(),
    };
    match action {
        ClientAction::Change => {
            let cmd = ChangeClient {
                partner: partner(),
                client: client.into(),
                display_name: None,
                tags: Some(BTreeSet::new()),
            };
            code(service.change_client(cx, cmd).await)
        }
        ClientAction::AddEmployees => {
            let cmd = AddEmployees {
                partner: partner(),
                client: client.into(),
                employees: vec![world.kaya.into()],
                permission_set: world.standard_set("sales_rep"),
                expires_at: None,
                mode: Mode::DryRun,
            };
            code(service.add(cx, cmd).await)
        }
        ClientAction::DeactivateEmployees => code(operations.deactivate(cx, chosen()).await),
        ClientAction::ReactivateEmployees => code(operations.reactivate(cx, chosen()).await),
        ClientAction::RemoveEmployees => {
            let cmd = ReviewRemoval {
                partner: partner(),
                employees: None,
                clients: Some(vec![client.into()]),
            };
            let removals = Removals::new(Arc::clone(&bed.ports));
            code(removals.review(cx, cmd).await)
        }
        ClientAction::EndServices => code(relationships.end_services(cx, target()).await),
        ClientAction::ResumeServices => code(relationships.resume_services(cx, target()).await),
        ClientAction::ChangeToPartnerAdmin => {
            let cmd = ChangeEmployeeToPartnerAdmin {
                target: TargetEmployee {
                    partner: partner(),
                    client: client.into(),
                    employee: cx.origin.principal.user().unwrap().into(),
                },
                billing: Billing::Drop,
            };
            code(service.change_to_partner_admin(cx, cmd).await)
        }
    }
}

#[tokio::test]
async fn a_clients_acts_are_what_the_calls_answer() {
    let mut seen = BTreeSet::new();
    let bed = with_all_kinds(PartnerAdminsBy::UsersEdit).await;
    let world = &bed.world;
    let service = ClientAccess::new(Arc::clone(&bed.ports));
    let partner = world.northwind.into();
    for cx in asking(&bed) {
        let (all, page) = (ListClients::default(), PageRequest::first());
        let clients = service.clients(&cx, &partner, all, &page).await;
        let clients = clients.unwrap().items;
        let told = service.client_actions(&cx, &partner, &clients).await;
        for (view, told) in clients.iter().zip(told.unwrap()) {
            let client = view.row.client;
            for (action, told) in ClientAction::ALL.into_iter().zip(told) {
                let why = told.refusal.map(Refusal::code);
                let answered = on_client(&bed, &cx, client, action).await;
                let who = (&cx.origin.principal, client);
                assert_eq!((told.act, why), (action.as_str(), answered), "{who:?}");
                seen.insert((action.as_str(), why));
            }
        }
    }
    for action in ClientAction::ALL {
        let codes = seen.iter().filter(|(name, _)| *name == action.as_str());
        let allowed = codes.clone().filter(|(_, why)| why.is_none()).count();
        assert!(allowed == 1 && codes.count() > 1, "{action}: {seen:?}");
    }
}

async fn on_staff(
    bed: &UseCaseBed,
    cx: &RequestContext,
    person: UserId,
    action: StaffAction,
) -> Option<&'static str> {
    let (world, service) = (&bed.world, ClientAccess::new(Arc::clone(&bed.ports)));
    let chosen = || SelectEmployees {
        partner: world.northwind.into(),
        employees: Some(vec![person.into()]),
        clients: None,
        mode: Mode::DryRun,
    };
    let operations = Operations::new(Arc::clone(&bed.ports));
    match action {
        StaffAction::Change => {
            let cmd = ChangeEngagement {
                partner: world.northwind.into(),
                employee: person.into(),
                engagement: Engagement::Contractor,
            };
            code(service.change_engagement(cx, cmd).await)
        }
        StaffAction::IssueAccessLink => {
            let cmd = IssueLink {
                partner: world.northwind.into(),
                employee: Some(person.into()),
            };
            let links = AccessLinks::new(Arc::clone(&bed.ports));
            code(links.issue(cx, cmd).await)
        }
        StaffAction::Deactivate => code(operations.deactivate(cx, chosen()).await),
        StaffAction::Reactivate => code(operations.reactivate(cx, chosen()).await),
        StaffAction::Remove => {
            let cmd = ReviewRemoval {
                partner: world.northwind.into(),
                employees: Some(vec![person.into()]),
                clients: None,
            };
            let removals = Removals::new(Arc::clone(&bed.ports));
            code(removals.review(cx, cmd).await)
        }
    }
}

#[tokio::test]
async fn the_acts_on_staff_are_what_the_calls_answer() {
    let mut seen = BTreeSet::new();
    for enrolled in [true, false] {
        let bed = with_all_kinds(PartnerAdminsBy::UsersEdit).await;
        let world = &bed.world;
        if !enrolled {
            let end = |account: &mut latchkey_domain::people::account::Account, now| {
                account.enrol(None, now);
            };
            world.change_account(world.northwind, end).await;
        }
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let partner = world.northwind.into();
        for (cx, state) in asking(&bed)
            .into_iter()
            .flat_map(|cx| EmployeeState::ALL.map(|state| (cx.clone(), state)))
        {
            let wanted = ListEmployees {
                state,
                ..ListEmployees::default()
            };
            let page = PageRequest::first();
            let staff = service.employees(&cx, &partner, wanted, &page).await;
            let staff = staff.unwrap().items;
            assert!(!staff.is_empty());
            let told = service.staff_actions(&cx, &partner, &staff).await;
            for (view, told) in staff.iter().zip(told.unwrap()) {
                for (action, told) in StaffAction::ALL.into_iter().zip(told) {
                    let why = told.refusal.map(Refusal::code);
                    let answered = on_staff(&bed, &cx, view.row.person.id, action).await;
                    let who = (&cx.origin.principal, &view.row.person.name);
                    assert_eq!((told.act, why), (action.as_str(), answered), "{who:?}");
                    seen.insert((action.as_str(), why));
                }
            }
        }
    }
    for action in StaffAction::ALL {
        let codes = seen.iter().filter(|(name, _)| *name == action.as_str());
        let allowed = codes.clone().filter(|(_, why)| why.is_none()).count();
        assert!(allowed == 1 && codes.count() > 1, "{action}: {seen:?}");
    }
}
