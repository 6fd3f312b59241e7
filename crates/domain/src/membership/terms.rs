//! Terms: what a client has laid down about one person. They outlive the membership (D9).

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
    /// The rank of whoever laid something down. Only the same rank or a higher one lifts it (A8).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Rank {
        /// A holder of `users.edit`.
        Manager = "manager",
        /// A super admin, or the platform, which counts as the account.
        SuperAdmin = "super_admin",
    }
}

/// A permission that the client withholds from a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The permission. Everything that implies it is withheld too.
    pub key: PermissionKey,
    /// The rank of whoever laid it down.
    pub by: Rank,
}

/// An end of access that the client set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// When access ends.
    pub at: Time,
    /// The rank of whoever laid it down.
    pub by: Rank,
}

/// What an account has laid down about a person: withheld permissions, an end, a refusal. Terms
/// belong to the person and the account, not to a membership, so they outlive removal and being
/// added again (D9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The account that laid it down.
    pub account: AccountId,
    /// The person it is about.
    pub user: UserId,
    /// The permissions withheld, whichever set the person is given.
    pub withheld: Vec<Withheld>,
    /// The latest end that access may have.
    pub limit: Option<Limit>,
    /// Whether the account deactivated or removed the person, so that no partner can bring them
    /// back.
    pub refused: bool,
}

impl Terms {
    /// Terms without content.
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

    /// The latest end that access may have, if the client set one.
    pub fn limit_at(&self) -> Option<Time> {
        self.limit.map(|limit| limit.at)
    }

    /// Lifts what consent by somebody of this rank lifts: the refusal, and everything laid down by
    /// the same or a lower rank (L5, A8).
    pub fn lift(&mut self, by: Rank) {
        self.refused = false;
        self.lift_withheld(by);
        self.limit = self.limit.filter(|limit| limit.by > by);
    }

    /// Lifts the permissions withheld by the same or a lower rank, because other access replaces
    /// the adjustments (A8).
    pub fn lift_withheld(&mut self, by: Rank) {
        self.withheld.retain(|withheld| withheld.by > by);
    }

    /// Replaces the withheld permissions in the name of this rank. Returns `false` and changes
    /// nothing if that would lift what a higher rank withheld.
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

    /// Sets, moves or clears the end in the name of this rank. Returns `false` and changes nothing
    /// if that would clear or put off an end set by a higher rank.
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

    /// What a super admin withheld, only a super admin lifts (A8).
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

    /// An end set by a higher rank can be moved earlier, not later (A8, A9).
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
