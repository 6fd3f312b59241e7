//! Who acts, and on whom.

use latchkey_domain::base::ids::{AccountId, UserId};

/// Somebody who acts.
#[derive(Debug)]
pub(super) struct Role {
    /// What the page calls them.
    pub(super) title: String,
    /// Who they are.
    pub(super) about: String,
    /// The token they send; `None`: none.
    pub(super) token: Option<String>,
    /// The person they are; `None`: none.
    pub(super) user: Option<UserId>,
}

/// Somebody to whom something is done.
#[derive(Debug)]
pub(super) struct Target {
    /// What the page calls them.
    pub(super) title: &'static str,
    /// Who they are.
    pub(super) about: &'static str,
    /// The person; `None`: whoever acts.
    pub(super) user: Option<UserId>,
    /// The client in which it is done.
    pub(super) client: AccountId,
}

/// Both sides of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    /// Who acts.
    pub(super) role: &'a Role,
    /// On whom; `None`: on nobody in particular.
    pub(super) target: Option<&'a Target>,
}

impl Case<'_> {
    /// The person to whom it is done; `None` where nobody stands behind the words.
    pub(super) fn user(&self) -> Option<UserId> {
        self.target?.user.or(self.role.user)
    }
}
