//! What the cases share.

use std::{fmt::Debug, time::Duration};

use latchkey_domain::{
    base::page::{Page, PageRequest},
    partnership::relationship::Relationship,
    ports::{Locks, StoreError, Taken, UnitOfWork},
};

use crate::World;

/// What no quick answer takes longer than, on a busy machine too.
pub(super) const SOON: Duration = Duration::from_secs(1);

#[track_caller]
pub(super) fn assert_taken<T: Debug>(result: Result<T, StoreError>, what: Taken) {
    match result {
        Err(StoreError::Taken(taken)) if taken == what => {}
        other => panic!("{what:?} should be taken, but: {other:?}"),
    }
}

#[track_caller]
pub(super) fn assert_stale<T: Debug>(result: &Result<T, StoreError>) {
    assert!(
        matches!(result, Err(StoreError::Stale)),
        "this should be stale, but: {result:?}"
    );
}

#[track_caller]
pub(super) fn assert_contended<T: Debug>(result: &Result<T, StoreError>) {
    assert!(
        matches!(result, Err(StoreError::Contended(_))),
        "this should be contended, but: {result:?}"
    );
}

/// Opens a unit, asking again while others want the same rows.
pub(super) async fn begin_in_turn(world: &World, locks: &Locks) -> Box<dyn UnitOfWork> {
    for _ in 0..100 {
        match world.store.begin(locks.clone()).await {
            Err(StoreError::Contended(_)) => {}
            begun => return begun.expect("a unit"),
        }
    }
    panic!("the store stays contended: nobody lets others go on");
}

/// Reads a list page by page: it is the same for every limit, whole, and without repeats.
#[expect(clippy::future_not_send, reason = "a case runs on one thread")]
pub(super) async fn assert_pages<T: PartialEq + Debug>(
    expected: &[T],
    mut fetch: impl AsyncFnMut(PageRequest) -> Page<T>,
) {
    for limit in [1, 2, PageRequest::MAX_LIMIT] {
        let mut items = Vec::new();
        let mut after = None;
        loop {
            let page = fetch(PageRequest::new(limit, after).unwrap()).await;
            assert!(page.items.len() <= usize::from(limit), "limit {limit}");
            assert!(
                page.next.is_none() || page.items.len() == usize::from(limit),
                "only the last page is short (limit {limit})"
            );
            items.extend(page.items);
            assert!(
                items.len() <= expected.len(),
                "too many items with limit {limit}: {items:#?}"
            );
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(items, expected, "limit {limit}");
    }
}

/// Keeps a changed relationship as an import does, in a unit of its own.
pub(super) async fn save_relationship(world: &World, mut relationship: Relationship) {
    let client = relationship.client;
    let mut unit = world.begin(Locks::none().changing(client)).await;
    unit.save_relationship(&mut relationship).await.unwrap();
    unit.keep_last_qualifying(&relationship).await.unwrap();
    world.commit(unit).await;
}
