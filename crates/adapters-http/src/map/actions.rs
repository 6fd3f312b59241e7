//! What the reader can do with an item (U4).

use latchkey_domain::{actions::Possible, base::refusal::Refusal};
use serde::Serialize;
use utoipa::ToSchema;

/// An act that is there for an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Action)]
pub(crate) struct ActionView {
    /// The name of the act.
    #[schema(example = "deactivate")]
    name: &'static str,
    /// Whether the reader may do it, as far as that does not depend on the values they send.
    allowed: bool,
    /// Why not: the problem code that the call would answer; `null`: they may.
    #[schema(example = "self-target")]
    why: Option<&'static str>,
}

/// The acts in the answer; `None`: nobody asked for them.
pub(crate) type Actions = Option<Vec<ActionView>>;

/// The acts for each item of a list, in its order.
#[derive(Debug)]
pub(crate) struct ActionsOfItems(Option<std::vec::IntoIter<Vec<Possible>>>);

impl ActionsOfItems {
    pub(crate) const NOT_ASKED: Self = Self(None);

    pub(crate) fn of(actions: Vec<Vec<Possible>>) -> Self {
        Self(Some(actions.into_iter()))
    }

    /// Those of the next item.
    pub(crate) fn next(&mut self) -> Actions {
        let actions = self.0.as_mut()?.next()?;
        Some(actions.iter().map(ActionView::of).collect())
    }
}

impl ActionView {
    fn of(possible: &Possible) -> Self {
        Self {
            name: possible.act,
            allowed: possible.refusal.is_none(),
            why: possible.refusal.map(Refusal::code),
        }
    }
}
