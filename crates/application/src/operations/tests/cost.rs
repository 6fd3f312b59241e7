//! The cost of a call with very many names: nothing if the caller's token alone decides, otherwise
//! a few calls of the store. The store sends one statement per 1,000 names.

use std::sync::Arc;

use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        text::ExternalId,
    },
    people::token::Scope,
};
use latchkey_testing::FailingStore;

use super::Agency;
use crate::{
    client_access::{AddEmployees, ClientAccess},
    frame::{context::RequestContext, mode::Mode, ports::Ports},
    operations::{ApplySet, AssignEmployees, BegunOperation, Operations, SelectEmployees},
    plan::EmployeeOutcome,
    removals::{Removals, ReviewRemoval},
    testing::{UseCaseBed, refused},
};

/// The ports of the scene over a store that counts its calls.
fn counted(bed: &mut UseCaseBed) -> (Arc<Ports>, FailingStore) {
    let store = FailingStore::over(Arc::clone(&bed.world.store));
    let ports = Arc::get_mut(&mut bed.ports).expect("nobody else has the ports yet");
    ports.store = Arc::new(store.clone());
    (Arc::clone(&bed.ports), store)
}

fn names(count: usize) -> Vec<ExternalId> {
    let name = |number| ExternalId::parse(&format!("nobody-{number}")).unwrap();
    (0..count).map(name).collect()
}

fn users(count: usize) -> Vec<UserRef> {
    names(count).into_iter().map(UserRef::External).collect()
}

fn accounts(count: usize) -> Vec<AccountRef> {
    names(count).into_iter().map(AccountRef::External).collect()
}

#[tokio::test]
async fn a_token_of_another_scope_reads_nothing() {
    let mut bed = UseCaseBed::new().await;
    let (ports, store) = counted(&mut bed);
    let cx = RequestContext::new(bed.world.as_service(&[Scope::Decide]));
    let northwind = AccountRef::External(ExternalId::parse("northwind").unwrap());
    let set = bed.world.northwind_staff;
    let operations = Operations::new(Arc::clone(&ports));
    let access = ClientAccess::new(Arc::clone(&ports));
    let removals = Removals::new(Arc::clone(&ports));
    let selected = || SelectEmployees {
        partner: northwind.clone(),
        employees: Some(users(10_000)),
        clients: None,
        mode: Mode::DryRun,
    };
    let add = AddEmployees {
        partner: northwind.clone(),
        client: northwind.clone(),
        employees: users(100),
        permission_set: set,
        expires_at: None,
        mode: Mode::DryRun,
    };
    assert_eq!(refused(access.add(&cx, add).await), "missing-permission");
    let assign = AssignEmployees {
        partner: northwind.clone(),
        clients: accounts(10_000),
        employees: users(1),
        permission_set: set,
        expires_at: None,
        mode: Mode::DryRun,
    };
    for result in [
        operations.assign(&cx, assign).await,
        operations.deactivate(&cx, selected()).await,
        operations.reactivate(&cx, selected()).await,
    ] {
        assert_eq!(refused(result), "missing-permission");
    }
    let apply = ApplySet {
        partner: northwind.clone(),
        permission_set: set,
        clients: Some(accounts(10_000)),
        mode: Mode::DryRun,
    };
    let result = operations.apply_set(&cx, apply).await;
    assert_eq!(refused(result), "missing-permission");
    let review = ReviewRemoval {
        partner: northwind.clone(),
        employees: Some(users(10_000)),
        clients: None,
    };
    let result = removals.review(&cx, review).await;
    assert_eq!(refused(result), "missing-permission");
    assert_eq!(store.calls(), 0);
}

/// A caller without the right learns nothing about the names, and none is looked up.
#[tokio::test]
async fn who_lacks_the_right_has_no_names_looked_up() {
    let mut bed = UseCaseBed::new().await;
    let (ports, store) = counted(&mut bed);
    let operations = Operations::new(ports);
    let cx = bed.as_user(bed.world.priya);
    for count in [1, 10_000] {
        let before = store.calls();
        let cmd = SelectEmployees {
            partner: bed.world.northwind.into(),
            employees: Some(users(count)),
            clients: None,
            mode: Mode::DryRun,
        };
        let result = operations.deactivate(&cx, cmd).await;
        assert_eq!(refused(result), "missing-permission");
        assert_eq!(store.calls() - before, 2, "a unit, and the gate");
    }
}

/// A dry run over 10,000 pairs that must fail.
#[tokio::test]
async fn ten_thousand_pairs_take_few_calls() {
    let mut agency = Agency::with_clients(3).await;
    let known: Vec<AccountRef> = agency.clients.iter().copied().map(AccountRef::Id).collect();
    let (partner, set) = (
        agency.bed.world.northwind,
        agency.bed.world.standard_set("sales_rep"),
    );
    let cx = agency.bed.as_user(agency.bed.world.marit);
    drop(agency.service);
    drop(agency.worker);
    let (ports, store) = counted(&mut agency.bed);
    let operations = Operations::new(ports);
    for (clients, employees) in [
        (accounts(10_000), users(1)),
        (accounts(1), users(10_000)),
        (accounts(100), users(100)),
        (known, users(2_500)),
    ] {
        let before = store.calls();
        let pairs = clients.len() * employees.len();
        let cmd = AssignEmployees {
            partner: partner.into(),
            clients: clients.clone(),
            employees: employees.clone(),
            permission_set: set,
            expires_at: None,
            mode: Mode::DryRun,
        };
        let ready = operations.assign(&cx, cmd).await.unwrap();
        let BegunOperation::Foreseen(foreseen) = ready.value() else {
            panic!("a dry run begins nothing")
        };
        let results = foreseen.iter().flat_map(|client| &client.results);
        let refused = |outcome| matches!(outcome, EmployeeOutcome::Refused(_));
        assert_eq!(
            results.filter(|result| refused(result.outcome)).count(),
            pairs
        );
        let calls = store.calls() - before;
        assert!(calls <= 12, "{calls} calls");
        for reactivate in [false, true] {
            let before = store.calls();
            let cmd = SelectEmployees {
                partner: partner.into(),
                employees: Some(employees.clone()),
                clients: Some(clients.clone()),
                mode: Mode::DryRun,
            };
            let ready = if reactivate {
                operations.reactivate(&cx, cmd).await
            } else {
                operations.deactivate(&cx, cmd).await
            };
            drop(ready.unwrap());
            let calls = store.calls() - before;
            assert!(calls <= 12, "{calls} calls");
        }
    }
}
