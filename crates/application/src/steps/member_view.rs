//! A member as doors show it, with effective permissions (P5).

use latchkey_domain::{
    base::{denial::Denial, time::Time},
    membership::member::Member,
    permission::{Catalogue, PermissionKey},
};

/// A member with their current permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// The member.
    pub member: Member,
    /// The effective permissions; each ladder appears once.
    pub permissions: Vec<PermissionKey>,
    /// Why the membership gives nothing now (P5); `None`: it is in force.
    pub why_not: Option<Denial>,
    /// What was added to the set; each ladder appears once.
    pub added: Vec<PermissionKey>,
    /// What the set contains but the delegation rule withheld; each ladder appears once.
    pub clipped: Vec<PermissionKey>,
}

impl MemberView {
    /// Computes the permissions of a member at a time.
    pub fn of(member: Member, catalogue: &Catalogue, now: Time) -> Self {
        let adjustments = &member.membership.adjustments;
        let clipped = adjustments
            .clipped
            .iter()
            .filter_map(|key| catalogue.index_of(key));
        Self {
            added: catalogue.as_answered(&adjustments.added),
            why_not: member.standing(now).err(),
            permissions: catalogue.names(member.effective(catalogue, now)),
            clipped: catalogue.names(clipped.collect()),
            member,
        }
    }
}
