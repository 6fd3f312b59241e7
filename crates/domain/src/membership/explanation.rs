//! Explains why a member holds a permission or not, from the same sets that decide (P5, S3, Q1).

use crate::{
    base::{denial::Denial, time::Time, words::words},
    membership::{Access, grant::Grant, member::Member},
    permission::{Catalogue, Entry, PermissionIndex, PermissionKey, Permissions},
};

words! {
    /// The source of a granted permission. The first that applies is given.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Source {
        /// The member is super admin and holds everything.
        SuperAdmin = "super_admin",
        /// It is in the partner admin template.
        PartnerAdmin = "partner_admin",
        /// It is in the permission set.
        PermissionSet = "permission_set",
        /// It was added by an adjustment.
        Added = "added",
        /// Another held permission implies it (P4).
        Implied = "implied",
    }
}

/// Why a permission is not effective. The first reason that applies is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Neither the access nor an adjustment gives it.
    NotInAccess,
    /// The account withholds it, or something it implies.
    WithheldByClient,
    /// The giver of the access does not hold it, or something it implies (A2).
    Clipped,
    /// It is granted but not effective (P5, S3).
    Denied(Denial),
}

impl Missing {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotInAccess => "not_in_access",
            Self::WithheldByClient => "withheld_by_client",
            Self::Clipped => "clipped",
            Self::Denied(denial) => denial.as_str(),
        }
    }
}

/// The explanation of one permission, or of several levels that share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The key, with the highest of the levels; bare if that is the top of the ladder (P1).
    pub key: PermissionKey,
    /// The source; `None`: not granted.
    pub source: Option<Source>,
    /// Why it is not effective; `None`: it is effective.
    pub missing: Option<Missing>,
}

/// Explains every permission for a member, in catalogue order.
pub fn explain(catalogue: &Catalogue, member: &Member, now: Time) -> Vec<Explained> {
    let sources = Sources::of(catalogue, member, now);
    let entries = catalogue.entries().iter();
    entries
        .flat_map(|entry| explain_entry(catalogue, entry, &sources))
        .collect()
}

/// Goes from the highest level down, so that the bare key comes first. Levels with the same
/// explanation share one entry.
fn explain_entry(catalogue: &Catalogue, entry: &Entry, sources: &Sources) -> Vec<Explained> {
    let mut all: Vec<Explained> = Vec::new();
    let mut levels: Vec<PermissionIndex> = entry.whole().iter().collect();
    levels.reverse();
    for (down, index) in levels.into_iter().enumerate() {
        let (source, missing) = (sources.source(index), sources.missing(index));
        let same = all
            .last()
            .is_some_and(|last| last.source == source && last.missing == missing);
        if same {
            continue;
        }
        let key = if down == 0 {
            Some(entry.key().clone())
        } else {
            catalogue.expanded_keys(index.into()).pop()
        };
        all.extend(key.map(|key| Explained {
            key,
            source,
            missing,
        }));
    }
    all
}

/// The sets from which a member's permissions are computed.
struct Sources {
    base: Source,
    /// The permissions named by the base, without what they imply elsewhere.
    named: Permissions,
    /// The permissions named in `added`.
    added: Permissions,
    given: Permissions,
    withheld: Permissions,
    clipped: Permissions,
    granted: Permissions,
    usable: Permissions,
    denied: Option<Denial>,
}

impl Sources {
    fn of(catalogue: &Catalogue, member: &Member, now: Time) -> Self {
        let grant = member.grant();
        let (base, named) = named_by_base(catalogue, &grant);
        Self {
            base,
            named,
            added: catalogue.named_by(&grant.adjustments.added),
            given: grant.given(catalogue),
            withheld: grant.withheld(catalogue),
            clipped: grant.clipped(catalogue),
            granted: grant.granted(catalogue),
            usable: catalogue.usable_with(member.seat_holding()),
            denied: member.standing(now).err(),
        }
    }

    fn source(&self, index: PermissionIndex) -> Option<Source> {
        if !self.granted.contains(index) {
            None
        } else if self.named.contains(index) {
            Some(self.base)
        } else if self.added.contains(index) {
            Some(Source::Added)
        } else {
            Some(Source::Implied)
        }
    }

    fn missing(&self, index: PermissionIndex) -> Option<Missing> {
        if self.granted.contains(index) {
            let seat = (!self.usable.contains(index)).then_some(Denial::Seat);
            return self.denied.or(seat).map(Missing::Denied);
        }
        Some(if !self.given.contains(index) {
            Missing::NotInAccess
        } else if self.withheld.contains(index) {
            Missing::WithheldByClient
        } else if self.clipped.contains(index) {
            Missing::Clipped
        } else {
            Missing::NotInAccess
        })
    }
}

fn named_by_base(catalogue: &Catalogue, grant: &Grant<'_>) -> (Source, Permissions) {
    match grant.access {
        Access::SuperAdmin => (Source::SuperAdmin, grant.base(catalogue)),
        Access::PartnerAdmin => (Source::PartnerAdmin, grant.base(catalogue)),
        Access::PermissionSet(_) => {
            let keys = grant.set.map_or(&[][..], |set| &set.permissions);
            (Source::PermissionSet, catalogue.named_by(keys))
        }
    }
}
