//! Pages of lists: a limit, and the position after which a page begins.

use uuid::Uuid;

/// Where a page ended: the sort key and the id of its last item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The sort key of the last item; empty where the id alone orders the list.
    pub key: String,
    /// The id of the last item.
    pub id: Uuid,
}

/// The part of a list that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    limit: u16,
    after: Option<Position>,
}

impl PageRequest {
    /// The most items on one page.
    pub const MAX_LIMIT: u16 = 200;
    /// The number of items on a page by default.
    pub const DEFAULT_LIMIT: u16 = 50;

    /// Asks for `limit` items; `None` if the limit is 0 or over 200.
    pub fn new(limit: u16, after: Option<Position>) -> Option<Self> {
        (1..=Self::MAX_LIMIT)
            .contains(&limit)
            .then_some(Self { limit, after })
    }

    /// Asks for the first page, as long as allowed.
    pub const fn first() -> Self {
        Self {
            limit: Self::MAX_LIMIT,
            after: None,
        }
    }

    /// Asks for the page after a position, with the same limit.
    #[must_use]
    pub fn from(self, position: Position) -> Self {
        Self {
            after: Some(position),
            ..self
        }
    }

    /// The limit.
    pub const fn limit(&self) -> u16 {
        self.limit
    }

    /// The position after which the page begins.
    pub const fn after(&self) -> Option<&Position> {
        self.after.as_ref()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the stable order of the list.
    pub items: Vec<T>,
    /// The position after which the next page begins; `None` on the last page.
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` items. The extra item is dropped: it only shows that
    /// another page follows.
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

    /// Converts the items and keeps the position.
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
    fn an_extra_item_only_shows_that_a_page_follows() {
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
