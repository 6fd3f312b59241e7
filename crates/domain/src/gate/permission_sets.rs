//! The gate of an account's permission sets: its super admins and editors keep them (A7), and so does the
//! platform (I7).

use super::{AccountManager, platform};
use crate::{
    base::refusal::Refusal,
    people::token::Scope,
    permission::{Permissions, check_editor},
    trail::{origin::Origin, permit::Permit},
};

/// Someone who keeps the permission sets of an account.
#[derive(Debug, Clone)]
pub struct SetKeeper {
    permit: Permit,
    /// What they may add to a set and take from it; `None`: anything.
    within: Option<Permissions>,
}

/// Lets the platform keep the sets of every account. The rules about who may do not bind it; what a set
/// can never hold (P5) it cannot put in either (I7).
pub fn platform_set_keeper(origin: &Origin) -> Result<SetKeeper, Refusal> {
    Ok(SetKeeper {
        permit: platform(origin, Scope::Provision)?,
        within: None,
    })
}

impl AccountManager {
    /// Returns the manager as a keeper of the account's sets. An editor who is not super admin adds and
    /// takes only what they hold themselves (A7).
    pub fn set_keeper(&self) -> SetKeeper {
        SetKeeper {
            permit: self.permit(),
            within: (!self.is_super_admin()).then_some(self.granted),
        }
    }
}

impl SetKeeper {
    /// Permits a change of a set.
    pub fn permit(&self) -> Permit {
        self.permit.clone()
    }

    /// Checks whether they may turn what a set gives into something else (A7).
    pub fn may_edit(&self, before: Permissions, after: Permissions) -> Result<(), Refusal> {
        match self.within {
            Some(within) => check_editor(before, after, within)
                .map_err(|_excess| Refusal::ExceedsOwnPermissions),
            None => Ok(()),
        }
    }
}
