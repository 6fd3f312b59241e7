//! Short ways to make what a test needs: every builder has sensible defaults, and `build` makes the
//! thing.
//!
//! [`AccountBuilder`], [`UserBuilder`], [`MembershipBuilder`] and [`SetBuilder`] make what a store
//! keeps. [`MemberBuilder`] joins them without a store, for the rules that take a
//! [`Member`](latchkey_domain::membership::member::Member).

mod account;
mod member;
mod membership;
mod set;
mod user;

use latchkey_domain::{
    base::{text::Name, time::Time},
    membership::{Membership, MembershipState},
    permission::PermissionKey,
};

pub use self::{
    account::AccountBuilder, member::MemberBuilder, membership::MembershipBuilder, set::SetBuilder,
    user::UserBuilder,
};

/// Permission keys from a text with blanks between them.
pub fn keys(text: &str) -> Vec<PermissionKey> {
    text.split_whitespace()
        .map(|key| key.parse().unwrap())
        .collect()
}

/// A name.
pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Changes a membership past the rules, as a row may stand in a store.
pub trait ChangeFreely {
    /// Changes the state, and notes when.
    fn change_freely(&mut self, now: Time, change: impl FnOnce(&mut MembershipState));
}

impl ChangeFreely for Membership {
    fn change_freely(&mut self, now: Time, change: impl FnOnce(&mut MembershipState)) {
        let mut state = MembershipState::clone(self);
        change(&mut state);
        state.updated_at = now;
        *self = Self::restore(state);
    }
}
