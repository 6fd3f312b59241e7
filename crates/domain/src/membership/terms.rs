//! What a client has laid down about one person: it outlives the membership (D9).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
        words::words,
    },
    permission::PermissionKey,
};

words! {
    /// With what right something was laid down; only an equal or higher one lifts it (A8).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Rank {
        /// A holder of `users.edit`.
        Manager = "manager",
        /// A super admin, or the platform, which counts as the account.
        SuperAdmin = "super_admin",
    }
}

/// A permission the client withholds from a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The permission, and with it everything that implies it.
    pub key: PermissionKey,
    /// With what right.
    pub by: Rank,
}

/// An end that the client set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// When access ends.
    pub at: Time,
    /// With what right.
    pub by: Rank,
}

/// What an account has laid down about a person: withheld permissions, an end, a refusal. Kept per
/// person and account, not per membership: it outlives removal and being added again (D9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The account that laid it down.
    pub account: AccountId,
    /// The person it is about.
    pub user: UserId,
    /// What is withheld, whatever set the person gets.
    pub withheld: Vec<Withheld>,
    /// The latest end of any access.
    pub limit: Option<Limit>,
    /// The account deactivated or removed this person: no partner brings them back.
    pub refused: bool,
}

impl Terms {
    /// Nothing laid down.
    pub const fn none(account: AccountId, user: UserId) -> Self {
        Self {
            account,
            user,
            withheld: Vec::new(),
            limit: None,
            refused: false,
        }
    }

    /// Whether nothing is laid down.
    pub fn is_none(&self) -> bool {
        self.withheld.is_empty() && self.limit.is_none() && !self.refused
    }

    /// The withheld keys.
    pub fn withheld_keys(&self) -> impl Iterator<Item = &PermissionKey> {
        self.withheld.iter().map(|withheld| &withheld.key)
    }

    /// The latest end of any access, if the client set one.
    pub fn limit_at(&self) -> Option<Time> {
        self.limit.map(|limit| limit.at)
    }

    /// Lifts what an act of consent by someone of this rank lifts: the refusal, and whatever was
    /// laid down with no higher right (L5, A8).
    pub fn lift(&mut self, by: Rank) {
        self.refused = false;
        self.lift_withheld(by);
        self.limit = self.limit.filter(|limit| limit.by > by);
    }

    /// Lifts what was withheld with no higher right: other access replaces the adjustments (A8).
    pub fn lift_withheld(&mut self, by: Rank) {
        self.withheld.retain(|withheld| withheld.by > by);
    }

    /// Replaces what is withheld by what someone of this rank wants withheld. `false`, and nothing
    /// changed, where that would lift what a higher right withheld.
    #[must_use]
    pub fn withhold(&mut self, keys: &[PermissionKey], by: Rank) -> bool {
        let wanted: BTreeSet<&PermissionKey> = keys.iter().collect();
        let lifted = |withheld: &Withheld| withheld.by > by && !wanted.contains(&withheld.key);
        if self.withheld.iter().any(lifted) {
            return false;
        }
        let old = self.withheld.iter().map(|it| (&it.key, it.by));
        let old: BTreeMap<&PermissionKey, Rank> = old.collect();
        let rank = |key: &PermissionKey| old.get(key).map_or(by, |old| by.max(*old));
        let mut new: Vec<Withheld> = keys
            .iter()
            .map(|key| Withheld {
                key: key.clone(),
                by: rank(key),
            })
            .collect();
        new.sort_by(|a, b| a.key.cmp(&b.key));
        new.dedup_by(|a, b| a.key == b.key);
        self.withheld = new;
        true
    }

    /// Sets, moves or clears the end. `false`, and nothing changed, where that would lift or put
    /// off what a higher right set.
    #[must_use]
    pub fn set_limit(&mut self, at: Option<Time>, by: Rank) -> bool {
        if let Some(limit) = self.limit
            && limit.by > by
            && at.is_none_or(|at| at > limit.at)
        {
            return false;
        }
        let by = self.limit.map_or(by, |limit| limit.by.max(by));
        self.limit = at.map(|at| Limit { at, by });
        true
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn key(text: &str) -> PermissionKey {
        PermissionKey::parse(text).unwrap()
    }

    fn terms() -> Terms {
        let id = Uuid::from_u128(1);
        Terms::none(AccountId::from_uuid(id), UserId::from_uuid(id))
    }

    /// A8: what a super admin withheld or timed, only a super admin lifts.
    #[test]
    fn a_manager_cannot_lift_what_a_super_admin_withheld() {
        let mut terms = terms();
        assert!(terms.withhold(&[key("reports.view")], Rank::SuperAdmin));
        assert!(!terms.withhold(&[], Rank::Manager));
        assert!(terms.withhold(&[key("reports.view"), key("crm.export")], Rank::Manager));
        terms.lift(Rank::Manager);
        assert_eq!(
            terms
                .withheld_keys()
                .map(PermissionKey::as_str)
                .collect::<Vec<_>>(),
            ["reports.view"]
        );
        terms.lift(Rank::SuperAdmin);
        assert!(terms.is_none());
    }

    /// A8, A9: an end set with a higher right may be moved nearer, not away.
    #[test]
    fn a_manager_only_shortens_a_super_admins_end() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let mut terms = terms();
        assert!(terms.set_limit(at(100), Rank::SuperAdmin));
        assert!(!terms.set_limit(None, Rank::Manager));
        assert!(!terms.set_limit(at(101), Rank::Manager));
        assert!(terms.set_limit(at(99), Rank::Manager));
        assert!(terms.set_limit(None, Rank::SuperAdmin));
    }
}
