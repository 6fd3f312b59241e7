//! What another catalogue would change, for those who hold something of it (P1).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::ids::PermissionSetId,
    permission::{Catalogue, Entry, PermissionKey, Permissions, SetOwner, seat::SeatRequirement},
    ports::{Reader, StoreError},
};

/// What somebody gains and loses, each level by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// What comes.
    pub added: Vec<PermissionKey>,
    /// What goes.
    pub taken: Vec<PermissionKey>,
}

impl Difference {
    /// What only the second list has, and what only the first has.
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

    /// Tells whether nothing comes or goes.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.taken.is_empty()
    }
}

/// What becomes of one permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetChange {
    /// Comes with the new catalogue.
    Created,
    /// A standard set that gives something else; its holders move to the new version at once.
    Changed(Difference),
    /// Is called otherwise, and gives the same.
    Renamed,
    /// Is not in the new catalogue, and nobody holds it.
    Removed,
    /// Is not in the new catalogue, and stays because memberships hold it. Its keys may give
    /// something else.
    Kept(Difference),
    /// An account's own set, which stays as it is while its keys give something else.
    Reread(Difference),
}

/// What the new catalogue does to one permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetEffect {
    /// Its id; `None` for one that a dry run would make.
    pub id: Option<PermissionSetId>,
    /// Whose it is.
    pub owner: SetOwner,
    /// The key of a standard set; the platform's id of another, where it has one.
    pub key: Option<String>,
    /// Its name.
    pub name: String,
    /// How many memberships hold any version of it.
    pub holders: u64,
    /// What becomes of it.
    pub change: SetChange,
}

/// What partner admins gain and lose (P3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerAdminEffect {
    /// What their template gains and loses.
    pub keys: Difference,
    /// How many memberships are partner admin.
    pub holders: u64,
}

/// What seats a permission asks for (S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatRule {
    /// The seat it asks for; none for any.
    pub requirement: Option<SeatRequirement>,
    /// Whether it only reads, so that a `view_only` seat may let it through.
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

/// A permission that asks for other seats than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatEffect {
    /// The permission; a ladder by its bare key.
    pub key: PermissionKey,
    /// What it asked for.
    pub before: SeatRule,
    /// What it asks for.
    pub after: SeatRule,
}

/// What the new catalogue does to those who hold something of it. The adjustments of single
/// memberships are not gone through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueEffect {
    /// The hash of the catalogue in force until now; `None` on an empty database.
    pub from: Option<String>,
    /// The hash of the new one.
    pub to: String,
    /// Whether this program cannot read the one in force until now, which another put there: what
    /// has been given so far is unknown then, and all keys count as new.
    pub from_is_unreadable: bool,
    /// The permissions that come and go. Those that go stay stored where they are held, and give
    /// nothing.
    pub keys: Difference,
    /// What super admins gain and lose, who hold all there is (P5); `None` where that is nothing.
    pub super_admins: Option<Difference>,
    /// What partner admins gain and lose; `None` where that is nothing.
    pub partner_admins: Option<PartnerAdminEffect>,
    /// The permissions that ask for other seats.
    pub seats: Vec<SeatEffect>,
    /// The standard sets that change, then the accounts' own sets that give something else in their
    /// newest version.
    pub sets: Vec<SetEffect>,
}

/// What has been given so far, and what will be.
#[derive(Debug, Clone, Copy)]
pub(super) struct CatalogueChange<'a> {
    /// The catalogue in force until now; `None` where there is none, or none that can be read.
    pub(super) old: Option<&'a Catalogue>,
    pub(super) new: &'a Catalogue,
}

impl CatalogueChange<'_> {
    /// What comes and goes where `pick` is held. Without an old catalogue all comes.
    fn of(&self, pick: impl Fn(&Catalogue) -> Permissions) -> Difference {
        let keys = |catalogue: &Catalogue| catalogue.expanded_keys(pick(catalogue));
        Difference::between(&self.old.map(keys).unwrap_or_default(), &keys(self.new))
    }

    /// The permissions that come and go.
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

    /// The permissions in both catalogues that ask for other seats.
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

    /// What these keys have given and what others give. Without an old catalogue the old keys count
    /// by the new one.
    pub(super) fn of_set(&self, had: &[PermissionKey], has: &[PermissionKey]) -> Difference {
        let given = |catalogue: &Catalogue, keys: &[PermissionKey]| {
            catalogue.expanded_keys(catalogue.grant(keys))
        };
        let gave = given(self.old.unwrap_or(self.new), had);
        Difference::between(&gave, &given(self.new, has))
    }
}
