//! Operations.

use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, UserId},
        page::PageRequest,
        refusal::Refusal,
        text::{Name, Reason},
        time::days,
    },
    ports::{ActingFor, HeldAccess, Locks, StoreError},
    trail::origin::Origin,
    work::operation::{
        Item, ItemOutcome, ItemReport, ItemResult, ItemRow, Operation, OperationState, Task,
        TriedAgain,
    },
};

use super::{
    Backend, Bench,
    support::{assert_pages, assert_stale, save_relationship},
};
use crate::builders::{MembershipBuilder, name};

/// Keeps an operation over these pairs, begun by Tomas.
pub(super) async fn begun(world: &Bench, task: Task, pairs: &[(AccountId, UserId)]) -> Operation {
    let items = Item::all(pairs.iter().copied());
    let mut origin = world.as_user(world.tomas);
    origin.reason = Some(Reason::stored("spring cleaning".to_owned()));
    let id = world.ids.next();
    let operation = Operation::begin(id, world.northwind, task, &items, &origin, world.now());
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_operation(&operation, &items).await.unwrap();
    world.commit(unit).await;
    operation
}

pub(super) async fn operation(world: &Bench, id: OperationId) -> Operation {
    let mut reader = world.store.reader();
    reader.operation(id).await.unwrap().unwrap()
}

async fn finish(world: &Bench, id: OperationId, results: &[ItemResult]) -> Result<(), StoreError> {
    let seen = operation(world, id).await;
    finish_as(world, &seen, results).await
}

async fn finish_as(
    world: &Bench,
    seen: &Operation,
    results: &[ItemResult],
) -> Result<(), StoreError> {
    let mut unit = world.begin(Locks::none()).await;
    unit.finish_items(seen, results, world.now()).await?;
    world.commit(unit).await;
    Ok(())
}

/// The places of the items that have their turn next.
async fn next(world: &Bench, id: OperationId, most: u16) -> Vec<u32> {
    let mut reader = world.store.reader();
    let items = reader.next_items(id, most).await.unwrap();
    items.into_iter().map(|item| item.position).collect()
}

/// The places of the items that have their turn last, the last one first.
async fn last(world: &Bench, id: OperationId, most: u16) -> Vec<u32> {
    let mut reader = world.store.reader();
    let items = reader.last_items(id, most).await.unwrap();
    items.into_iter().map(|item| item.position).collect()
}

/// An operation comes back with everything that was kept of it, whoever began it.
pub async fn an_operation_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let set = world.northwind_staff;
    let until = Some(world.now() + days(3));
    let assign = Task::Assign {
        permission_set: set,
        expires_at: until,
    };
    let apply = Task::Apply {
        permission_set: set,
    };
    for task in [
        assign,
        apply,
        Task::Deactivate,
        Task::Reactivate,
        Task::Remove,
        Task::Offboard,
    ] {
        let kept = begun(&world, task, &[(world.harbour, world.jonas)]).await;
        assert_eq!(operation(&world, kept.id).await, kept);
    }
    for origin in [world.as_platform(), world.as_operator()] {
        let id: OperationId = world.ids.next();
        let task = Task::Offboard;
        let empty = Operation::begin(id, world.northwind, task, &[], &origin, world.now());
        assert_eq!(empty.state, OperationState::Done);
        let mut unit = world.begin(Locks::none()).await;
        unit.insert_operation(&empty, &[]).await.unwrap();
        world.commit(unit).await;
        assert_eq!(operation(&world, id).await, empty);
    }
    let unknown = world.ids.next();
    assert_eq!(world.store.reader().operation(unknown).await.unwrap(), None);
}

/// Items have their turn in their order, those of one client together, at most so many.
pub async fn items_have_their_turn_client_by_client(backend: Backend) {
    let world = backend.world().await;
    let (one, other) = (world.harbour, world.fjordline);
    let pairs = [
        (one, world.jonas),
        (other, world.jonas),
        (one, world.priya),
        (one, world.kaya),
    ];
    let id = begun(&world, Task::Deactivate, &pairs).await.id;
    assert_eq!(next(&world, id, 100).await, [0]);
    let done = |position| ItemResult::done(position, ItemOutcome::Deactivated);
    finish(&world, id, &[done(0)]).await.unwrap();
    assert_eq!(next(&world, id, 100).await, [1]);
    assert_eq!(last(&world, id, 100).await, [3, 2]);
    finish(&world, id, &[done(1)]).await.unwrap();
    assert_eq!(next(&world, id, 100).await, [2, 3]);
    assert_eq!(next(&world, id, 1).await, [2]);
    assert_eq!(last(&world, id, 100).await, [3, 2]);
    assert_eq!(last(&world, id, 1).await, [3]);
    finish(&world, id, &[done(2)]).await.unwrap();
    assert_eq!(next(&world, id, 100).await, [3]);
    let running = world
        .store
        .reader()
        .running_operations(None, 9)
        .await
        .unwrap();
    assert_eq!(running, [id]);
    let mut reader = world.store.reader();
    assert_eq!(reader.running_operations(Some(id), 9).await.unwrap(), []);
    drop(reader);
    finish(&world, id, &[done(3)]).await.unwrap();
    assert_eq!(next(&world, id, 100).await, Vec::<u32>::new());
    assert_eq!(last(&world, id, 100).await, Vec::<u32>::new());
    let running = world
        .store
        .reader()
        .running_operations(None, 9)
        .await
        .unwrap();
    assert_eq!(running, []);
}

/// Each item gets one result; with the last the operation is done, and counts what came of it.
pub async fn an_item_gets_one_result(backend: Backend) {
    let world = backend.world().await;
    let pairs = [(world.harbour, world.jonas), (world.harbour, world.priya)];
    let id = begun(&world, Task::Reactivate, &pairs).await.id;
    let reactivated = ItemResult::done(0, ItemOutcome::Reactivated);
    finish(&world, id, std::slice::from_ref(&reactivated))
        .await
        .unwrap();
    let half = operation(&world, id).await;
    assert_eq!((half.succeeded, half.refused), (1, 0));
    assert_eq!(half.state, OperationState::Running);
    assert_stale(&finish(&world, id, &[reactivated]).await);
    let refused = ItemResult::refused(1, Refusal::ClientRefused);
    finish(&world, id, &[refused]).await.unwrap();
    let done = operation(&world, id).await;
    assert_eq!((done.succeeded, done.refused, done.failed), (1, 1, 0));
    assert_eq!(done.state, OperationState::Done);
    assert_eq!(done.finished_at, Some(world.now()));
}

/// What was called off keeps the results it has, and takes no more.
pub async fn a_cancelled_operation_takes_no_results(backend: Backend) {
    let world = backend.world().await;
    let pairs = [(world.harbour, world.jonas), (world.fjordline, world.jonas)];
    let id = begun(&world, Task::Deactivate, &pairs).await.id;
    let done = |position| ItemResult::done(position, ItemOutcome::Deactivated);
    finish(&world, id, &[done(0)]).await.unwrap();
    for ran in [true, false] {
        let mut unit = world.begin(Locks::none()).await;
        let cancelled = unit.cancel_operation(id, world.now()).await.unwrap();
        assert_eq!(cancelled, ran);
        world.commit(unit).await;
    }
    let cancelled = operation(&world, id).await;
    assert_eq!(cancelled.state, OperationState::Cancelled);
    assert_eq!(cancelled.finished_at, Some(world.now()));
    assert_eq!((cancelled.succeeded, cancelled.refused), (1, 0));
    assert_eq!(next(&world, id, 9).await, Vec::<u32>::new());
    assert_stale(&finish(&world, id, &[done(1)]).await);
    let outcomes: Vec<_> = rows(&world, id, None).await;
    let outcomes: Vec<_> = outcomes.iter().map(|row| row.result.outcome).collect();
    assert_eq!(outcomes, [ItemOutcome::Deactivated, ItemOutcome::Cancelled]);
}

/// What was refused waits again, in the name and by the request of whoever wants it tried
/// again; nothing else does.
pub async fn what_was_refused_is_tried_again(backend: Backend) {
    let world = backend.world().await;
    let all = TriedAgain::RefusedToo;
    let pairs = [(world.harbour, world.jonas), (world.harbour, world.priya)];
    let first = begun(&world, Task::Deactivate, &pairs).await;
    let id = first.id;
    let mut marit = world.as_user(world.marit);
    "again".clone_into(&mut marit.request_id);
    marit.address = Some([192, 0, 2, 7].into());
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.retry_operation(id, all, &marit).await.unwrap(), 0);
    drop(unit);
    let results = [
        ItemResult::done(0, ItemOutcome::Deactivated),
        ItemResult::refused(1, Refusal::LastSuperAdmin),
    ];
    finish(&world, id, &results).await.unwrap();
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.retry_operation(id, all, &marit).await.unwrap(), 1);
    world.commit(unit).await;
    let again = operation(&world, id).await;
    assert_eq!(again.state, OperationState::Running);
    assert_eq!((again.succeeded, again.refused), (1, 0));
    assert_eq!(again.finished_at, None);
    let expected = Origin {
        operation: Some(id),
        ..marit.clone()
    };
    assert_eq!(again.origin(), expected);
    assert_eq!(next(&world, id, 9).await, [1]);
    let rows = rows(&world, id, None).await;
    assert_eq!(rows.get(1).unwrap().result.problem, None);
    // What was begun with the rights of the one who began it is not kept in the name of another.
    let done = [ItemResult::done(1, ItemOutcome::Deactivated)];
    assert_stale(&finish_as(&world, &first, &done).await);
    finish(&world, id, &done).await.unwrap();
    assert_eq!(operation(&world, id).await.state, OperationState::Done);
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.retry_operation(id, all, &marit).await.unwrap(), 0);
}

/// What failed is counted apart from what was refused, and can be tried again without it.
pub async fn what_failed_is_tried_again_by_itself(backend: Backend) {
    let world = backend.world().await;
    let people = [world.jonas, world.priya, world.kaya];
    let pairs = people.map(|person| (world.harbour, person));
    let id = begun(&world, Task::Deactivate, &pairs).await.id;
    let results = [
        ItemResult::done(0, ItemOutcome::Deactivated),
        ItemResult::refused(1, Refusal::LastSuperAdmin),
        ItemResult::failed(2),
    ];
    finish(&world, id, &results).await.unwrap();
    let counts = |it: &Operation| (it.state, it.succeeded, it.refused, it.failed);
    let done = operation(&world, id).await;
    assert_eq!(counts(&done), (OperationState::Done, 1, 1, 1));
    let failed = rows(&world, id, Some(ItemOutcome::Failed)).await;
    assert_eq!(failed.first().unwrap().result, ItemResult::failed(2));
    let marit = world.as_user(world.marit);
    let retry = async |again| {
        let mut unit = world.begin(Locks::none()).await;
        let count = unit.retry_operation(id, again, &marit).await.unwrap();
        world.commit(unit).await;
        count
    };
    assert_eq!(retry(TriedAgain::Failed).await, 1);
    let running = operation(&world, id).await;
    assert_eq!(counts(&running), (OperationState::Running, 1, 1, 0));
    assert_eq!(next(&world, id, 9).await, [2]);
    finish(&world, id, &[ItemResult::failed(2)]).await.unwrap();
    assert_eq!(counts(&operation(&world, id).await), counts(&done));
    assert_eq!(retry(TriedAgain::RefusedToo).await, 2);
    let running = operation(&world, id).await;
    assert_eq!(counts(&running), (OperationState::Running, 1, 0, 0));
    assert_eq!(next(&world, id, 9).await, [1, 2]);
    let deactivated = |position| ItemResult::done(position, ItemOutcome::Deactivated);
    finish(&world, id, &[deactivated(1), deactivated(2)])
        .await
        .unwrap();
    for again in [TriedAgain::Failed, TriedAgain::RefusedToo] {
        assert_eq!(retry(again).await, 0);
    }
}

async fn rows(world: &Bench, id: OperationId, only: Option<ItemOutcome>) -> Vec<ItemRow> {
    let only = only.map(|outcome| [outcome].into());
    let mut reader = world.store.reader();
    let page = PageRequest::first();
    let rows = reader.items(id, only.as_ref(), &page).await;
    rows.unwrap().items
}

/// D8: who left the partner, and so is no member of its account any more, is named in what followed.
pub async fn who_left_is_named_in_what_followed(backend: Backend) {
    let world = backend.world().await;
    for (task, expected) in [
        (Task::Offboard, Some(name("Sam Stranger"))),
        (Task::Deactivate, None),
    ] {
        let operation = begun(&world, task, &[(world.harbour, world.sam)]).await;
        let row = rows(&world, operation.id, None).await.remove(0);
        assert_eq!(row.employee_name, expected);
    }
}

/// Results come in the order of the items, in pages, with the names the partner may know: those of its
/// clients, as it calls them, and of members of its own account.
pub async fn results_come_in_pages_with_names(backend: Backend) {
    let world = backend.world().await;
    let mut own_name = world.relationship(world.harbour).await.unwrap();
    own_name.rename(Some(name("The harbour")));
    save_relationship(&world, own_name).await;
    let pairs = [
        (world.harbour, world.jonas),
        (world.harbour, world.sam),
        (world.fjordline, world.priya),
    ];
    let id = begun(&world, Task::Deactivate, &pairs).await.id;
    let report = ItemReport {
        withheld: vec![world.key("reports.view")],
        retained: vec![world.key("contacts.view")],
        expires_at: Some(world.now() + days(2)),
    };
    let results = [
        ItemResult {
            report: Some(report),
            ..ItemResult::done(0, ItemOutcome::Deactivated)
        },
        ItemResult::refused(1, Refusal::NotFound),
    ];
    finish(&world, id, &results).await.unwrap();
    let all = rows(&world, id, None).await;
    let kept: Vec<_> = all.iter().map(|row| row.result.clone()).collect();
    let (done, waiting) = kept.split_at(2);
    assert_eq!(done, results);
    assert_eq!(waiting.first().unwrap().outcome, ItemOutcome::Pending);
    let names: Vec<_> = all
        .iter()
        .map(|row| {
            let text = |name: &Option<Name>| name.as_ref().map(ToString::to_string);
            (text(&row.client_name), text(&row.employee_name))
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        names,
        [
            (some("The harbour"), some("Jonas Weber")),
            (some("The harbour"), None),
            (None, some("Priya Nair")),
        ]
    );
    assert_pages(&all, async |page| {
        let mut reader = world.store.reader();
        reader.items(id, None, &page).await.unwrap()
    })
    .await;
    let refused = rows(&world, id, Some(ItemOutcome::Refused)).await;
    assert_eq!(refused, all.get(1..2).unwrap());
}

/// Only memberships that act for the partner are found, of the people and in the accounts meant.
pub async fn pairs_are_those_that_act_for_the_partner(backend: Backend) {
    let world = backend.world().await;
    for account in [world.harbour, world.fjordline] {
        let jonas = MembershipBuilder::new(account, world.jonas);
        world.add_member(jonas.partner_admin(world.northwind)).await;
    }
    let mut reader = world.store.reader();
    let mut all = vec![
        (world.harbour, world.marit),
        (world.harbour, world.jonas),
        (world.fjordline, world.jonas),
    ];
    all.sort();
    let whole = ActingFor {
        partner: world.northwind,
        employees: None,
        clients: None,
        held: HeldAccess::Anything,
    };
    assert_eq!(reader.acting_pairs(whole, 9).await.unwrap(), all);
    let first = reader.acting_pairs(whole, 2).await.unwrap();
    assert_eq!(Some(first.as_slice()), all.get(..2));
    let of_marit = ActingFor {
        employees: Some(&[world.marit, world.helen]),
        ..whole
    };
    let found = reader.acting_pairs(of_marit, 9).await.unwrap();
    assert_eq!(found, [(world.harbour, world.marit)]);
    let at_fjordline = ActingFor {
        clients: Some(&[world.fjordline]),
        ..whole
    };
    let found = reader.acting_pairs(at_fjordline, 9).await.unwrap();
    assert_eq!(found, [(world.fjordline, world.jonas)]);
    let as_super_admin = ActingFor {
        held: HeldAccess::SuperAdmin,
        ..whole
    };
    assert_eq!(reader.acting_pairs(as_super_admin, 9).await.unwrap(), []);
    let nothing = ActingFor {
        employees: Some(&[]),
        ..whole
    };
    assert_eq!(reader.acting_pairs(nothing, 9).await.unwrap(), []);
}

/// A7: outdated is who holds an older version than the newest.
pub async fn outdated_pairs_hold_an_older_version(backend: Backend) {
    let world = backend.world().await;
    let old = world.set(world.northwind_staff).await;
    let jonas = MembershipBuilder::new(world.harbour, world.jonas).set(&old);
    world.add_member(jonas.acting_for(world.northwind)).await;
    let acting = ActingFor {
        partner: world.northwind,
        employees: None,
        clients: None,
        held: HeldAccess::Anything,
    };
    let find = async || {
        let mut reader = world.store.reader();
        reader.outdated_pairs(acting, old.id(), 9).await.unwrap()
    };
    assert_eq!(find().await, []);
    let mut new = old.clone();
    assert!(new.renew(vec![world.key("contacts.view")]));
    let mut unit = world.begin(Locks::none()).await;
    unit.save_permission_set(&mut new).await.unwrap();
    world.commit(unit).await;
    assert_eq!(find().await, [(world.harbour, world.jonas)]);
    let kaya = MembershipBuilder::new(world.harbour, world.kaya).set(&new);
    world.add_member(kaya.acting_for(world.northwind)).await;
    assert_eq!(find().await, [(world.harbour, world.jonas)]);
}
