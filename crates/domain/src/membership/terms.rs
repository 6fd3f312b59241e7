//! Terms: what a client has laid down about one person. They outlive the membership (D9).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
        words::words,
    },
    membership::Access,
    permission::PermissionKey,
};

words! {
    /// The rank of whoever laid something down.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Rank {
        /// A holder of `users.edit`, who acts for nobody.
        Manager = "manager",
        /// A super admin who acts for a partner.
        PartnersSuperAdmin = "partners_super_admin",
        /// A super admin who acts for nobody, or the platform, which counts as the account.
        SuperAdmin = "super_admin",
    }

    /// The side that refused somebody.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum RefusedBy {
        /// The platform, or a member who acts for nobody.
        OwnSide = "own_side",
        /// A super admin who acts for a partner.
        Partner = "partner",
    }
}

impl Rank {
    /// Whether this rank lifts what the other laid down: a super admin lifts everything, the others
    /// only what their own kind laid down (A8).
    pub const fn lifts(self, laid_down: Self) -> bool {
        matches!(
            (self, laid_down),
            (Self::SuperAdmin, _)
                | (Self::Manager, Self::Manager)
                | (Self::PartnersSuperAdmin, Self::PartnersSuperAdmin)
        )
    }

    /// Whether this rank lifts a refusal of that side: the own side lifts every one, a super admin who
    /// acts for a partner only those of their kind (A8, D9).
    pub const fn lifts_refusal(self, by: RefusedBy) -> bool {
        match self {
            Self::Manager | Self::SuperAdmin => true,
            Self::PartnersSuperAdmin => matches!(by, RefusedBy::Partner),
        }
    }

    /// The side of this rank.
    pub const fn side(self) -> RefusedBy {
        match self {
            Self::Manager | Self::SuperAdmin => RefusedBy::OwnSide,
            Self::PartnersSuperAdmin => RefusedBy::Partner,
        }
    }

    /// The rank of what two have laid down: whoever lifts it must be able to lift both.
    const fn and(self, other: Self) -> Self {
        match (self.lifts(other), other.lifts(self)) {
            (true, _) => self,
            (false, true) => other,
            (false, false) => Self::SuperAdmin,
        }
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
    /// Who of the account deactivated or removed the person, so that no partner can bring them back;
    /// `None`: nobody.
    pub refused: Option<RefusedBy>,
    /// Whether the person left the account themself, or declined: by a user token they come back only
    /// as invited (I4).
    pub left: bool,
}

impl Terms {
    /// Terms without content.
    pub const fn none(account: AccountId, user: UserId) -> Self {
        Self {
            account,
            user,
            withheld: Vec::new(),
            limit: None,
            refused: None,
            left: false,
        }
    }

    /// Whether nothing is laid down.
    pub fn is_none(&self) -> bool {
        self.withheld.is_empty() && self.limit.is_none() && self.refused.is_none() && !self.left
    }

    /// The withheld keys.
    pub fn withheld_keys(&self) -> impl Iterator<Item = &PermissionKey> {
        self.withheld.iter().map(|withheld| &withheld.key)
    }

    /// What is withheld from a membership with this access: nothing from a super admin, for as long as they
    /// are one.
    pub fn withheld_from(&self, access: Access) -> impl Iterator<Item = &PermissionKey> {
        let keys = self.withheld_keys();
        keys.filter(move |_key| access != Access::SuperAdmin)
    }

    /// The latest end that access may have, if the client set one.
    pub fn limit_at(&self) -> Option<Time> {
        self.limit.map(|limit| limit.at)
    }

    /// Refuses the person in the name of this rank. A refusal of the own side stays one. Tells
    /// whether that changed anything.
    pub fn refuse(&mut self, by: Rank) -> bool {
        let before = self.refused;
        if before != Some(RefusedBy::OwnSide) {
            self.refused = Some(by.side());
        }
        self.refused != before
    }

    /// Whether the account refuses the person.
    pub const fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// The same about somebody who comes back under a new id, after they were erased (D9).
    #[must_use]
    pub fn for_returning(&self, user: UserId) -> Self {
        Self {
            user,
            left: false,
            ..self.clone()
        }
    }

    /// Adds what the account laid down about a stub whose address the person takes over: of each, the
    /// stricter holds (I6).
    pub fn join_stricter(&mut self, stub: &Self) {
        for theirs in &stub.withheld {
            match self.withheld.iter_mut().find(|own| own.key == theirs.key) {
                Some(own) => own.by = own.by.and(theirs.by),
                None => self.withheld.push(theirs.clone()),
            }
        }
        self.withheld.sort_by(|a, b| a.key.cmp(&b.key));
        self.limit = match (self.limit, stub.limit) {
            (Some(own), Some(theirs)) => Some(Limit {
                at: own.at.min(theirs.at),
                by: own.by.and(theirs.by),
            }),
            (own, theirs) => own.or(theirs),
        };
        if self.refused != Some(RefusedBy::OwnSide) {
            self.refused = stub.refused.or(self.refused);
        }
        self.left |= stub.left;
    }

    /// Lifts what consent by somebody of this rank lifts (L5, A8).
    pub fn lift(&mut self, by: Rank) {
        self.refused = self.refused.filter(|refused| !by.lifts_refusal(*refused));
        self.lift_withheld(by);
        self.limit = self.limit.filter(|limit| !by.lifts(limit.by));
    }

    /// Lifts the permissions that this rank may lift, because other access replaces the adjustments
    /// (A8).
    pub fn lift_withheld(&mut self, by: Rank) {
        self.withheld.retain(|withheld| !by.lifts(withheld.by));
    }

    /// Replaces the withheld permissions in the name of this rank. Returns `false` and changes
    /// nothing if that would lift what this rank may not lift.
    #[must_use]
    pub fn withhold(&mut self, keys: &[PermissionKey], by: Rank) -> bool {
        let wanted: BTreeSet<&PermissionKey> = keys.iter().collect();
        let lifted =
            |withheld: &Withheld| !by.lifts(withheld.by) && !wanted.contains(&withheld.key);
        if self.withheld.iter().any(lifted) {
            return false;
        }
        let old = self.withheld.iter().map(|it| (&it.key, it.by));
        let old: BTreeMap<&PermissionKey, Rank> = old.collect();
        let rank = |key: &PermissionKey| old.get(key).map_or(by, |old| by.and(*old));
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
    /// if that would clear or put off an end that this rank may not lift.
    #[must_use]
    pub fn set_limit(&mut self, at: Option<Time>, by: Rank) -> bool {
        if let Some(limit) = self.limit
            && !by.lifts(limit.by)
            && at.is_none_or(|at| at > limit.at)
        {
            return false;
        }
        let by = self.limit.map_or(by, |limit| limit.by.and(by));
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

    /// Whoever takes over a stub's address is held by the stricter of what was laid down about both (I6).
    #[test]
    fn of_two_terms_the_stricter_holds() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let mut own = terms();
        assert!(own.withhold(&[key("reports.view")], Rank::Manager));
        assert!(own.set_limit(at(100), Rank::Manager));
        assert!(own.refuse(Rank::PartnersSuperAdmin));
        let mut stub = terms();
        assert!(stub.withhold(&[key("crm.export"), key("reports.view")], Rank::SuperAdmin));
        assert!(stub.set_limit(at(200), Rank::SuperAdmin));
        assert!(stub.refuse(Rank::Manager));
        stub.left = true;
        own.join_stricter(&stub);
        let by = Rank::SuperAdmin;
        let withheld = ["crm.export", "reports.view"].map(|text| Withheld { key: key(text), by });
        assert_eq!(own.withheld, withheld);
        assert_eq!(own.limit, at(100).map(|at| Limit { at, by }));
        assert_eq!((own.refused, own.left), (Some(RefusedBy::OwnSide), true));
    }

    /// What was laid down about one of the two alone holds too (I6).
    #[test]
    fn terms_of_a_stub_alone_are_taken_over() {
        let mut stub = terms();
        assert!(stub.withhold(&[key("crm.export")], Rank::Manager));
        assert!(stub.refuse(Rank::PartnersSuperAdmin));
        let mut own = terms();
        own.join_stricter(&stub);
        assert_eq!(own, stub);
        own.join_stricter(&terms());
        assert_eq!(own, stub);
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

    #[test]
    fn terms_are_none_if_nothing_was_laid_down() {
        let at = DateTime::from_timestamp(100, 0);
        assert!(terms().is_none());
        let (mut withheld, mut limited, mut refused) = (terms(), terms(), terms());
        assert!(withheld.withhold(&[key("reports.view")], Rank::Manager));
        assert!(limited.set_limit(at, Rank::Manager));
        assert!(refused.refuse(Rank::Manager));
        assert_eq!((limited.limit_at(), refused.limit_at()), (at, None));
        let left = Terms {
            left: true,
            ..terms()
        };
        for laid_down in [withheld, limited, refused, left] {
            assert!(!laid_down.is_none(), "{laid_down:?}");
        }
    }

    #[test]
    fn the_own_sides_refusal_stays_the_own_sides() {
        let mut terms = terms();
        for (by, changed, refused) in [
            (Rank::PartnersSuperAdmin, true, RefusedBy::Partner),
            (Rank::PartnersSuperAdmin, false, RefusedBy::Partner),
            (Rank::Manager, true, RefusedBy::OwnSide),
            (Rank::PartnersSuperAdmin, false, RefusedBy::OwnSide),
            (Rank::SuperAdmin, false, RefusedBy::OwnSide),
        ] {
            assert_eq!(terms.refuse(by), changed);
            assert_eq!((terms.refused, terms.is_refused()), (Some(refused), true));
        }
        terms.lift(Rank::PartnersSuperAdmin);
        assert!(terms.is_refused());
        terms.lift(Rank::Manager);
        assert!(!terms.is_refused());
        assert!(terms.refuse(Rank::PartnersSuperAdmin));
        terms.lift(Rank::PartnersSuperAdmin);
        assert!(!terms.is_refused());
    }

    #[test]
    fn each_rank_lifts_what_it_may() {
        let (low, partners, high) = (Rank::Manager, Rank::PartnersSuperAdmin, Rank::SuperAdmin);
        for (by, lifted) in [
            (low, [true, false, false]),
            (partners, [false, true, false]),
            (high, [true, true, true]),
        ] {
            assert_eq!([low, partners, high].map(|laid| by.lifts(laid)), lifted);
            let mut terms = terms();
            assert!(terms.set_limit(DateTime::from_timestamp(100, 0), partners));
            terms.lift(by);
            assert_eq!(terms.limit.is_none(), lifted[1]);
        }
        assert_eq!(
            (low.and(low), low.and(high), high.and(low)),
            (low, high, high)
        );
        assert_eq!(low.and(partners), high, "what both laid down");
    }

    #[test]
    fn a_key_is_withheld_once_in_order() {
        let mut terms = terms();
        let wanted = ["reports.view", "crm.export", "reports.view"].map(key);
        assert!(terms.withhold(&wanted, Rank::Manager));
        let keys: Vec<_> = terms.withheld_keys().map(PermissionKey::as_str).collect();
        assert_eq!(keys, ["crm.export", "reports.view"]);
        assert!(terms.withhold(&[key("crm.export")], Rank::Manager));
        assert_eq!(terms.withheld_keys().count(), 1);
    }

    #[test]
    fn an_equal_end_lifts_nothing() {
        let at = DateTime::from_timestamp(100, 0);
        let mut terms = terms();
        assert!(terms.set_limit(at, Rank::SuperAdmin));
        assert!(terms.set_limit(at, Rank::Manager));
        terms.lift(Rank::Manager);
        assert_eq!(terms.limit_at(), at, "still a super admin's");
    }

    #[test]
    fn who_returns_has_not_left() {
        let (mut before, user) = (terms(), UserId::from_uuid(Uuid::from_u128(2)));
        assert!(before.refuse(Rank::Manager));
        before.left = true;
        let after = before.for_returning(user);
        assert_eq!((after.user, after.left), (user, false));
        assert_eq!(after.refused, before.refused);
    }
}
