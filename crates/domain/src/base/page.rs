//! Pages of lists: a limit and the place to go on from.

use uuid::Uuid;

/// Where a page ended: the sort key and the id of its last item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The sort key of the last item; empty where the id alone orders the list.
    pub key: String,
    /// The id of the last item.
    pub id: Uuid,
}

/// What part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    limit: u16,
    after: Option<Position>,
}

impl PageRequest {
    /// The most items on one page.
    pub const MAX_LIMIT: u16 = 200;
    /// The items on a page when nobody says otherwise.
    pub const DEFAULT_LIMIT: u16 = 50;

    /// A page of `limit` items; `None` where the limit is 0 or over 200.
    pub fn new(limit: u16, after: Option<Position>) -> Option<Self> {
        (1..=Self::MAX_LIMIT)
            .contains(&limit)
            .then_some(Self { limit, after })
    }

    /// The first page of the greatest length.
    pub const fn first() -> Self {
        Self {
            limit: Self::MAX_LIMIT,
            after: None,
        }
    }

    /// The same length, from another place on.
    #[must_use]
    pub fn from(self, position: Position) -> Self {
        Self {
            after: Some(position),
            ..self
        }
    }

    /// How many items at most.
    pub const fn limit(&self) -> u16 {
        self.limit
    }

    /// The item to go on after.
    pub const fn after(&self) -> Option<&Position> {
        self.after.as_ref()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the list's own stable order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// Makes a page out of up to `limit + 1` items that were read: the one too many only tells that
    /// there is another page.
    pub fn of(mut items: Vec<T>, limit: u16, position: impl Fn(&T) -> Position) -> Self {
        let more = items.len() > usize::from(limit);
        items.truncate(usize::from(limit));
        let next = if more {
            items.last().map(position)
        } else {
            None
        };
        Self { items, next }
    }

    /// The same page of other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_item_too_many_only_announces_the_next_page() {
        let at = |n: &u128| Position {
            key: String::new(),
            id: Uuid::from_u128(*n),
        };
        let page = Page::of(vec![1, 2, 3], 2, at);
        assert_eq!((page.items, page.next), (vec![1, 2], Some(at(&2))));
        assert_eq!(Page::of(vec![1, 2], 2, at).next, None);
        assert_eq!(PageRequest::new(0, None), None);
        assert_eq!(PageRequest::new(201, None), None);
    }
}
