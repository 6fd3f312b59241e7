//! A member as doors show it: with effective permissions worked out (P5).

use latchkey_domain::{
    base::time::Time,
    membership::member::Member,
    permission::{Catalogue, PermissionKey},
};

/// A member and what they may do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// The member.
    pub member: Member,
    /// Their effective permissions, each ladder named once.
    pub permissions: Vec<PermissionKey>,
    /// What was added to the set, each ladder named once.
    pub added: Vec<PermissionKey>,
    /// What the set has and the delegation rule did not give, each ladder named once.
    pub clipped: Vec<PermissionKey>,
}

impl MemberView {
    /// Works out what a member may do at a time.
    pub fn of(member: Member, catalogue: &Catalogue, now: Time) -> Self {
        let adjustments = &member.membership.adjustments;
        let clipped = adjustments
            .clipped
            .iter()
            .filter_map(|key| catalogue.index_of(key));
        Self {
            added: catalogue.as_answered(&adjustments.added),
            permissions: catalogue.names(member.effective(catalogue, now)),
            clipped: catalogue.names(clipped.collect()),
            member,
        }
    }
}
