//! Lists in pages.

use latchkey_domain::base::page::{Page, PageRequest, Position};
use uuid::Uuid;

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The smallest position first.
    Up,
    /// The greatest position first.
    Down,
}

/// One page of a list ordered by position.
pub(super) fn page_of<T>(
    mut items: Vec<T>,
    order: Order,
    request: &PageRequest,
    position: impl Fn(&T) -> Position,
) -> Page<T> {
    let place = |item: &T| {
        let at = position(item);
        (at.key, at.id)
    };
    items.sort_by_cached_key(place);
    if order == Order::Down {
        items.reverse();
    }
    if let Some(after) = request.after() {
        let after = (after.key.clone(), after.id);
        items.retain(|item| match order {
            Order::Up => place(item) > after,
            Order::Down => place(item) < after,
        });
    }
    Page::of(items, request.limit(), position)
}

/// The position of an item in a list that its id alone orders.
pub(super) const fn by_id(id: Uuid) -> Position {
    Position {
        key: String::new(),
        id,
    }
}
