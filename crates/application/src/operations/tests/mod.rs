//! Operations on the memory store.

mod cost;
mod selection;
mod workers;

use std::sync::Arc;

use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, UserId},
        page::PageRequest,
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        text::Reason,
        time::days,
    },
    membership::terms::Rank,
    people::user::UserStatus,
    ports::{Leases, Locks},
    trail::event::EventKind,
    work::operation::{ItemOutcome as Kept, OperationState, TriedAgain},
};
use latchkey_testing::builders::{AccountBuilder, MembershipBuilder};

use super::{
    ApplySet, AssignEmployees, BegunOperation, ListItems, Operations, SelectEmployees, Worker,
};
use crate::{
    frame::mode::Mode,
    plan::EmployeeOutcome,
    testing::{UseCaseBed, refused},
};

/// The scene with more clients; Marit is partner admin in all of them.
struct Agency {
    bed: UseCaseBed,
    service: Operations,
    worker: Worker,
    clients: Vec<AccountId>,
}

impl Agency {
    async fn with_clients(more: usize) -> Self {
        Self::over(UseCaseBed::new().await, more).await
    }

    async fn over(bed: UseCaseBed, more: usize) -> Self {
        let world = &bed.world;
        let mut clients = vec![world.harbour];
        for number in 0..more {
            let name = format!("Client {number}");
            let client = world.add_account(AccountBuilder::new(&name)).await;
            let marit = MembershipBuilder::new(client, world.marit);
            world.add_member(marit.partner_admin(world.northwind)).await;
            clients.push(client);
        }
        let service = Operations::new(Arc::clone(&bed.ports));
        let worker = service.worker(Arc::new(world.memory().clone()));
        Self {
            bed,
            service,
            worker,
            clients,
        }
    }

    fn assign(&self, employees: &[UserId], set: PermissionSetId) -> AssignEmployees {
        AssignEmployees {
            partner: self.bed.world.northwind.into(),
            clients: self.clients.iter().copied().map(AccountRef::Id).collect(),
            employees: employees.iter().copied().map(UserRef::Id).collect(),
            permission_set: set,
            expires_at: None,
            mode: Mode::CarryOut,
        }
    }

    fn select(&self, employees: &[UserId]) -> SelectEmployees {
        SelectEmployees {
            partner: self.bed.world.northwind.into(),
            employees: Some(employees.iter().copied().map(UserRef::Id).collect()),
            clients: None,
            mode: Mode::CarryOut,
        }
    }

    async fn start(&self, who: UserId, cmd: AssignEmployees) -> OperationId {
        let cx = self.bed.as_user(who);
        let ready = self.service.assign(&cx, cmd).await.unwrap();
        started(self.bed.done(&cx, ready).await)
    }

    async fn run(&self) {
        while self.worker.turn().await.unwrap() {}
    }

    /// How many memberships an operation created, according to the trail.
    async fn created_by(&self, id: OperationId) -> usize {
        let trail = self.bed.world.trail().await;
        let created = trail.iter().filter(|record| {
            record.operation == Some(id) && record.event.kind == EventKind::MembershipCreated
        });
        created.count()
    }

    /// The outcomes of an operation, with the codes of refusals.
    async fn outcomes(&self, id: OperationId) -> Vec<(Kept, Option<String>)> {
        let cmd = ListItems {
            operation: id,
            outcomes: None,
            page: PageRequest::first(),
        };
        let cx = self.bed.as_user(self.bed.world.priya);
        let page = self.service.items(&cx, &cmd).await.unwrap();
        let outcome = |row: latchkey_domain::work::operation::ItemRow| {
            (row.result.outcome, row.result.problem)
        };
        page.items.into_iter().map(outcome).collect()
    }
}

fn started(begun: BegunOperation) -> OperationId {
    match begun {
        BegunOperation::Started(operation) => operation.id,
        BegunOperation::Foreseen(foreseen) => panic!("nothing was begun: {foreseen:?}"),
    }
}

/// Each employee becomes a member of each client (A4). The events name the operation and its
/// starter (T1), and a second worker finds nothing to do.
#[tokio::test]
async fn employees_are_assigned_to_many_clients() {
    let agency = Agency::with_clients(2).await;
    let world = &agency.bed.world;
    let employees = [world.tomas, world.priya];
    let set = world.northwind_staff;
    let id = agency
        .start(world.marit, agency.assign(&employees, set))
        .await;
    agency.run().await;
    for client in &agency.clients {
        for employee in employees {
            let member = world.member(*client, employee).await;
            assert_eq!(member.membership.partner, Some(world.northwind));
        }
    }
    assert!(
        agency
            .outcomes(id)
            .await
            .iter()
            .all(|(outcome, _)| *outcome == Kept::Added)
    );
    assert_eq!(agency.created_by(id).await, 6);
    assert!(!agency.worker.turn().await.unwrap());
}

/// A refused item does not stop the others, and has its reason (A4, A6, D9).
#[tokio::test]
async fn each_item_succeeds_or_fails_by_itself() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.bed.world;
    let employees = [world.marit, world.tomas, world.sam, world.helen];
    let set = world.northwind_staff;
    let mut cmd = agency.assign(&employees, set);
    cmd.clients.push(world.fjordline.into());
    let id = agency.start(world.marit, cmd).await;
    agency.run().await;
    let refused = |refusal: Refusal| (Kept::Refused, Some(refusal.code().to_owned()));
    assert_eq!(
        agency.outcomes(id).await,
        [
            refused(Refusal::SelfTarget),
            (Kept::Added, None),
            refused(Refusal::NotAnEmployee),
            refused(Refusal::NotAnEmployee),
            refused(Refusal::NotFound),
            refused(Refusal::NotFound),
            refused(Refusal::NotFound),
            refused(Refusal::NotFound),
        ]
    );
    let cx = agency.bed.as_user(world.marit);
    let operation = agency.service.show(&cx, id).await.unwrap();
    let counts = (operation.succeeded, operation.refused, operation.failed);
    assert_eq!(counts, (1, 7, 0));
    assert_eq!(operation.state, OperationState::Done);
}

/// A dry run shows the result for each client and begins nothing. A client's own set cannot be
/// given in many clients (A3, A5).
#[tokio::test]
async fn a_dry_run_begins_nothing() {
    let agency = Agency::with_clients(1).await;
    let world = &agency.bed.world;
    let mut cmd = agency.assign(&[world.tomas, world.sam], world.northwind_staff);
    cmd.mode = Mode::DryRun;
    let cx = agency.bed.as_user(world.marit);
    let ready = agency.service.assign(&cx, cmd.clone()).await.unwrap();
    let BegunOperation::Foreseen(foreseen) = agency.bed.done(&cx, ready).await else {
        panic!("a dry run begins nothing");
    };
    assert_eq!(foreseen.len(), 2);
    for client in foreseen {
        let outcomes = client.results.iter().map(|result| result.outcome);
        assert_eq!(
            outcomes.collect::<Vec<_>>(),
            [
                EmployeeOutcome::Added,
                EmployeeOutcome::Refused(Refusal::NotAnEmployee)
            ]
        );
    }
    assert!(!agency.worker.turn().await.unwrap());
    cmd.permission_set = world.harbour_people;
    assert_eq!(refused(agency.service.assign(&cx, cmd).await), "not-found");
}

/// A person is deactivated everywhere, and reactivated where the starter is partner admin (D1, D2).
#[tokio::test]
async fn one_person_is_switched_off_and_on_everywhere() {
    let agency = Agency::with_clients(1).await;
    let world = &agency.bed.world;
    let cmd = agency.assign(&[world.priya], world.northwind_staff);
    agency.start(world.marit, cmd).await;
    agency.run().await;
    let cx = agency.bed.as_user(world.tomas);
    let ready = agency
        .service
        .deactivate(&cx, agency.select(&[world.priya]))
        .await
        .unwrap();
    let id = started(agency.bed.done(&cx, ready).await);
    agency.run().await;
    assert_eq!(
        agency.outcomes(id).await,
        [(Kept::Deactivated, None), (Kept::Deactivated, None)]
    );

    let ready = agency
        .service
        .reactivate(&cx, agency.select(&[world.priya]))
        .await
        .unwrap();
    let id = started(agency.bed.done(&cx, ready).await);
    agency.run().await;
    let outcomes = agency.outcomes(id).await;
    let code = "not-partner-admin".to_owned();
    assert!(
        outcomes
            .iter()
            .all(|it| *it == (Kept::Refused, Some(code.clone())))
    );

    // Marit retries what was refused to Tomas; the events name her and her request (T1).
    let mut cx = agency.bed.as_user(world.marit);
    cx.origin.request_id = "again".to_owned();
    cx.origin.address = Some([192, 0, 2, 7].into());
    cx.origin.reason = Some(Reason::stored("they are back".to_owned()));
    let failed = agency.service.retry(&cx, id, TriedAgain::Failed).await;
    assert_eq!(refused(failed), "conflict", "nothing failed");
    let again = TriedAgain::RefusedToo;
    let ready = agency.service.retry(&cx, id, again).await.unwrap();
    agency.bed.done(&cx, ready).await;
    agency.run().await;
    assert_eq!(
        agency.outcomes(id).await,
        [(Kept::Reactivated, None), (Kept::Reactivated, None)]
    );
    for record in world.trail().await.iter().take(2) {
        assert_eq!(record.event.kind, EventKind::MembershipReactivated);
        let from = (&*record.request_id, record.address, record.reason.clone());
        assert_eq!(from, ("again", cx.origin.address, cx.origin.reason.clone()));
    }
    let retried = agency.service.retry(&cx, id, again).await;
    assert_eq!(refused(retried), "conflict");
}

/// What an employee does not regain is named, and so is their end; a dry run says the same (A3, A9,
/// D2).
#[tokio::test]
async fn a_reactivation_says_what_it_withholds() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.bed.world;
    let reports = world.key("reports.view");
    let mut set = world.set(world.northwind_staff).await;
    assert!(set.renew(vec![reports.clone(), world.key("contacts.view")]));
    let tomas = MembershipBuilder::new(world.harbour, world.tomas).set(&set);
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    unit.save_permission_set(&mut set).await.unwrap();
    world.commit(unit).await;
    world
        .add_member(tomas.acting_for(world.northwind).deactivated())
        .await;
    let end = world.now() + days(4);
    world
        .change_member(world.harbour, world.marit, |member, now| {
            assert!(
                member
                    .terms
                    .withhold(std::slice::from_ref(&reports), Rank::SuperAdmin)
            );
            member.membership.expire_at(Some(end), now);
        })
        .await;
    let cx = agency.bed.as_user(world.marit);
    for mode in [Mode::DryRun, Mode::CarryOut] {
        let cmd = SelectEmployees {
            mode,
            ..agency.select(&[world.tomas])
        };
        let ready = agency.service.reactivate(&cx, cmd).await.unwrap();
        match agency.bed.done(&cx, ready).await {
            BegunOperation::Foreseen(clients) => {
                let result = &clients[0].results[0];
                assert_eq!(result.withheld, std::slice::from_ref(&reports));
                assert_eq!(result.permissions, [world.key("contacts.view")]);
                assert_eq!(result.expires_at, Some(end));
            }
            BegunOperation::Started(operation) => {
                agency.run().await;
                let (mut reader, page) = (world.store.reader(), PageRequest::first());
                let rows = reader.items(operation.id, None, &page).await.unwrap();
                let report = rows.items[0].result.report.clone().unwrap();
                assert_eq!(report.withheld, std::slice::from_ref(&reports));
                assert_eq!(report.expires_at, Some(end));
            }
        }
    }
}

/// An operation that deactivates two super admins leaves the last one (D5).
#[tokio::test]
async fn the_last_super_admin_is_left_by_an_operation_too() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.bed.world;
    for employee in [world.tomas, world.priya] {
        let member = MembershipBuilder::new(world.fjordline, employee).super_admin();
        world.add_member(member.acting_for(world.northwind)).await;
    }
    let freya = world.member(world.fjordline, world.freya).await.membership;
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    unit.remove_membership(&freya).await.unwrap();
    world.commit(unit).await;
    let cmd = SelectEmployees {
        employees: None,
        clients: Some(vec![world.fjordline.into()]),
        ..agency.select(&[])
    };
    let cx = agency.bed.as_user(world.marit);
    let ready = agency.service.deactivate(&cx, cmd).await.unwrap();
    let id = started(agency.bed.done(&cx, ready).await);
    agency.run().await;
    let mut outcomes = agency.outcomes(id).await;
    outcomes.sort();
    assert_eq!(
        outcomes,
        [
            (Kept::Deactivated, None),
            (Kept::Refused, Some("last-super-admin".to_owned()))
        ]
    );
}

/// Holders of an older version of the partner's set get the newest one (A7), within what the caller
/// may delegate (A2).
#[tokio::test]
async fn holders_of_an_older_version_get_the_newest() {
    let agency = Agency::with_clients(1).await;
    let world = &agency.bed.world;
    let cmd = agency.assign(&[world.jonas], world.northwind_staff);
    agency.start(world.marit, cmd).await;
    agency.run().await;
    let mut set = world.set(world.northwind_staff).await;
    assert!(set.renew(vec![world.key("reports.view"), world.key("billing.view")]));
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    unit.save_permission_set(&mut set).await.unwrap();
    world.commit(unit).await;
    assert!(world.member(world.harbour, world.jonas).await.is_outdated());

    let cx = agency.bed.as_user(world.marit);
    let cmd = ApplySet {
        partner: world.northwind.into(),
        permission_set: world.northwind_staff,
        clients: None,
        mode: Mode::CarryOut,
    };
    let ready = agency.service.apply_set(&cx, cmd.clone()).await.unwrap();
    let id = started(agency.bed.done(&cx, ready).await);
    agency.run().await;
    assert_eq!(
        agency.outcomes(id).await,
        [(Kept::Changed, None), (Kept::Changed, None)]
    );
    for client in &agency.clients {
        let jonas = world.member(*client, world.jonas).await;
        assert!(!jonas.is_outdated());
        let granted = world.catalogue.names(jonas.granted(&world.catalogue));
        assert!(granted.contains(&world.key("reports.view")), "{granted:?}");
        assert!(!granted.contains(&world.key("billing.view")), "{granted:?}");
    }
    let other = ApplySet {
        permission_set: world.harbour_people,
        ..cmd
    };
    assert_eq!(
        refused(agency.service.apply_set(&cx, other).await),
        "not-found"
    );
}

/// Cancelling leaves waiting items undone and completed ones done. Readers cannot cancel, and to
/// strangers the operation is not found.
#[tokio::test]
async fn an_operation_is_called_off() {
    let agency = Agency::with_clients(1).await;
    let world = &agency.bed.world;
    let cmd = agency.assign(&[world.tomas], world.northwind_staff);
    let id = agency.start(world.marit, cmd).await;
    for (who, code) in [
        (world.priya, "missing-permission"),
        (world.jonas, "missing-permission"),
        (world.helen, "not-found"),
    ] {
        let result = agency.service.cancel(&agency.bed.as_user(who), id).await;
        assert_eq!(refused(result), code);
    }
    let cx = agency.bed.as_user(world.marit);
    for _ in 0..2 {
        let ready = agency.service.cancel(&cx, id).await.unwrap();
        let operation = agency.bed.done(&cx, ready).await;
        assert_eq!(operation.state, OperationState::Cancelled);
    }
    agency.run().await;
    assert!(
        world
            .find_member(world.harbour, world.tomas)
            .await
            .is_none()
    );
    assert_eq!(
        agency.outcomes(id).await,
        [(Kept::Cancelled, None), (Kept::Cancelled, None)]
    );
    let lines = agency.bed.trail(1).await;
    assert_eq!(lines[0].0, EventKind::OperationCancelled);
}

/// An end in the call is clipped to the starter's own (A9). A past end, too many pairs, and people
/// named twice are refused.
#[tokio::test]
async fn values_that_cannot_be_are_named() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.bed.world;
    let cx = agency.bed.as_user(world.marit);
    let good = agency.assign(&[world.tomas], world.northwind_staff);
    let bad = [
        AssignEmployees {
            expires_at: Some(world.now()),
            ..good.clone()
        },
        AssignEmployees {
            employees: vec![world.tomas.into(), world.tomas.into()],
            ..good.clone()
        },
        AssignEmployees {
            clients: Vec::new(),
            ..good.clone()
        },
        AssignEmployees {
            employees: std::iter::repeat_with(|| UserRef::Id(world_user(&agency)))
                .take(10_001)
                .collect(),
            ..good.clone()
        },
    ];
    for cmd in bad {
        let result = agency.service.assign(&cx, cmd).await;
        assert!(
            matches!(result, Err(crate::frame::error::UseCaseError::Invalid(_))),
            "{result:?}"
        );
    }
    world
        .change_member(world.harbour, world.marit, |member, now| {
            member.membership.expire_at(Some(now + days(5)), now);
        })
        .await;
    agency
        .start(
            world.marit,
            AssignEmployees {
                expires_at: Some(world.now() + days(9)),
                ..good
            },
        )
        .await;
    agency.run().await;
    let tomas = world.member(world.harbour, world.tomas).await;
    assert_eq!(tomas.membership.expires_at, Some(world.now() + days(5)));
}

fn world_user(agency: &Agency) -> UserId {
    let ids: &dyn latchkey_domain::base::ids::Ids = &*agency.bed.ports.ids;
    ids.next()
}
