//! The effects of a new catalogue on those who hold permissions (P1).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::ids::PermissionSetId,
    permission::{Catalogue, Entry, PermissionKey, Permissions, SetOwner, seat::SeatRequirement},
    ports::{HeldBy, Holders, Reader, StoreError},
};

/// Gained and lost permissions, each level of a ladder separately.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The gained permissions.
    pub added: Vec<PermissionKey>,
    /// The lost permissions.
    pub taken: Vec<PermissionKey>,
}

impl Difference {
    /// The difference between two lists.
    fn between(before: &[PermissionKey], after: &[PermissionKey]) -> Self {
        let only = |list: &[PermissionKey], other: &[PermissionKey]| {
            let other: BTreeSet<_> = other.iter().collect();
            let missing = list.iter().filter(|key| !other.contains(key));
            missing.cloned().collect()
        };
        Self {
            added: only(after, before),
            taken: only(before, after),
        }
    }

    /// Whether there is no difference.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.taken.is_empty()
    }
}

/// What happens to a permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetChange {
    /// A standard set that is new in the catalogue.
    Created,
    /// A standard set that grants something else; its holders move to the new version at once.
    Changed(Difference),
    /// A standard set with a new name that grants the same.
    Renamed,
    /// A standard set that is no longer in the catalogue and that no one holds.
    Removed,
    /// A standard set that is no longer in the catalogue but still held, so it stays. Its keys may
    /// grant something else.
    Kept(Difference),
    /// An account's own set, which is not changed but whose keys grant something else.
    Reread(Difference),
}

/// The effect of the new catalogue on a permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetEffect {
    /// Its id; `None` for a set that a dry run would create.
    pub id: Option<PermissionSetId>,
    /// Its owner.
    pub owner: SetOwner,
    /// The key of a standard set, or the platform id of another set, if it has one.
    pub key: Option<String>,
    /// Its name.
    pub name: String,
    /// How many memberships hold any version of it.
    pub holders: u64,
    /// What happens to it.
    pub change: SetChange,
}

/// The effect of the new catalogue on partner admins (P3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerAdminEffect {
    /// The permissions that the template gains and loses.
    pub keys: Difference,
    /// The number of partner admins.
    pub holders: u64,
}

/// The seat that a permission requires (S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatRule {
    /// The required seat; `None` for any.
    pub requirement: Option<SeatRequirement>,
    /// Whether the permission is read-only, so that a `view_only` seat may allow it.
    pub read_only: bool,
}

impl SeatRule {
    const fn of(entry: &Entry) -> Self {
        Self {
            requirement: entry.seat(),
            read_only: entry.is_read_only(),
        }
    }
}

/// A permission whose required seat changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatEffect {
    /// The permission; a ladder by its bare key.
    pub key: PermissionKey,
    /// The requirement before.
    pub before: SeatRule,
    /// The requirement after.
    pub after: SeatRule,
}

/// The effects of the new catalogue. Adjustments of single memberships are not examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueEffect {
    /// The hash of the old catalogue; `None` on an empty database.
    pub from: Option<String>,
    /// The hash of the new catalogue.
    pub to: String,
    /// Whether this version cannot read the old catalogue, which another version applied. What was
    /// granted before is then unknown, and all keys count as new.
    pub from_is_unreadable: bool,
    /// The new and removed permissions. Removed ones stay stored where they are held, but grant
    /// nothing.
    pub keys: Difference,
    /// What super admins, who hold all permissions, gain and lose (P5); `None` if nothing.
    pub super_admins: Option<Difference>,
    /// What partner admins gain and lose; `None` if nothing.
    pub partner_admins: Option<PartnerAdminEffect>,
    /// The permissions whose required seat changes.
    pub seats: Vec<SeatEffect>,
    /// The permissions that imply others than before (P4).
    pub implications: Vec<PermissionKey>,
    /// The standard sets that change, then the accounts' own sets whose newest version grants
    /// something else.
    pub sets: Vec<SetEffect>,
    /// In how many accounts somebody may gain or lose permissions.
    pub accounts: usize,
    /// Whether the catalogue was put in force.
    pub is_applied: bool,
}

impl CatalogueEffect {
    /// Whose memberships may gain or lose permissions. Single adjustments are not examined: a change of
    /// the keys, their seats or what they imply counts for everyone whom it could reach.
    pub(super) fn held_by(&self) -> HeldBy {
        if self.from.is_none() {
            return HeldBy::Holders(Holders::default());
        }
        let is_wide = !self.seats.is_empty() || !self.implications.is_empty();
        if is_wide || self.from_is_unreadable {
            return HeldBy::Anyone;
        }
        let moves = |set: &&SetEffect| match &set.change {
            SetChange::Changed(keys) | SetChange::Kept(keys) | SetChange::Reread(keys) => {
                !keys.is_empty() && set.holders > 0
            }
            SetChange::Created | SetChange::Renamed | SetChange::Removed => false,
        };
        let sets = self.sets.iter().filter(moves).filter_map(|set| set.id);
        HeldBy::Holders(Holders {
            super_admins: self.super_admins.is_some(),
            partner_admins: self.partner_admins.is_some(),
            added: !self.keys.is_empty(),
            sets: sets.collect(),
        })
    }
}

/// The old and the new catalogue.
#[derive(Debug, Clone, Copy)]
pub(super) struct CatalogueChange<'a> {
    /// The old catalogue; `None` if there is none or it is unreadable.
    pub(super) old: Option<&'a Catalogue>,
    pub(super) new: &'a Catalogue,
}

impl CatalogueChange<'_> {
    /// The difference in what `pick` grants. Without an old catalogue everything is gained.
    fn of(&self, pick: impl Fn(&Catalogue) -> Permissions) -> Difference {
        let keys = |catalogue: &Catalogue| catalogue.expanded_keys(pick(catalogue));
        Difference::between(&self.old.map(keys).unwrap_or_default(), &keys(self.new))
    }

    /// The new and removed permissions.
    pub(super) fn keys(&self) -> Difference {
        self.of(Catalogue::all)
    }

    /// What super admins gain and lose.
    pub(super) fn super_admins(&self) -> Option<Difference> {
        self.old?;
        Some(self.keys()).filter(|keys| !keys.is_empty())
    }

    /// What partner admins gain and lose.
    pub(super) async fn partner_admins(
        &self,
        reader: &mut dyn Reader,
    ) -> Result<Option<PartnerAdminEffect>, StoreError> {
        let keys = self.of(Catalogue::partner_admin_template);
        if self.old.is_none() || keys.is_empty() {
            return Ok(None);
        }
        let holders = reader.count_partner_admins().await?;
        Ok(Some(PartnerAdminEffect { keys, holders }))
    }

    /// The permissions in both catalogues that imply others than before.
    pub(super) fn implications(&self) -> Vec<PermissionKey> {
        let implied = |catalogue: &Catalogue, key: &PermissionKey| {
            let all = catalogue.expanded_keys(catalogue.grant(std::slice::from_ref(key)));
            all.into_iter().collect::<BTreeSet<_>>()
        };
        let differs = |now: &&Entry| {
            let key = now.key();
            let old = self.old.filter(|old| old.find(key).is_some());
            old.is_some_and(|old| implied(old, key) != implied(self.new, key))
        };
        let entries = self.new.entries().iter().filter(differs);
        entries.map(|entry| entry.key().clone()).collect()
    }

    /// The permissions in both catalogues whose required seat changes.
    pub(super) fn seats(&self) -> Vec<SeatEffect> {
        let effect = |now: &Entry| {
            let (before, after) = (SeatRule::of(self.old?.find(now.key())?), SeatRule::of(now));
            (before != after).then(|| SeatEffect {
                key: now.key().clone(),
                before,
                after,
            })
        };
        self.new.entries().iter().filter_map(effect).collect()
    }

    /// The difference between what old keys granted and what new keys grant. Without an old
    /// catalogue, the old keys are read by the new one.
    pub(super) fn of_set(&self, had: &[PermissionKey], has: &[PermissionKey]) -> Difference {
        let given = |catalogue: &Catalogue, keys: &[PermissionKey]| {
            catalogue.expanded_keys(catalogue.grant(keys))
        };
        let gave = given(self.old.unwrap_or(self.new), had);
        Difference::between(&gave, &given(self.new, has))
    }
}
