//! A client ends everything with a partner in one act (D9).

use crate::{
    base::refusal::Refusal,
    gate::AccountManager,
    membership::{member::Member, super_admins::SuperAdmins},
};

/// Who goes when a partner is severed, and who has to stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severed {
    /// Whose memberships go, each with the account's refusal laid down.
    pub removed: Vec<Member>,
    /// Who stays, and why.
    pub kept: Vec<(Member, Refusal)>,
}

/// Parts all who act for the severed partner into those who go, refused for good until the account
/// brings them back, and a last permanent super admin who stays (D5, D9). Where one of several has to
/// stay, it is whoever severs, if they are among them.
pub fn sever(
    manager: &AccountManager,
    mut acting: Vec<Member>,
    super_admins: &SuperAdmins,
) -> Severed {
    acting.sort_by_key(|member| (member.membership.user == manager.user, member.membership.id));
    let mut left = super_admins.clone();
    let mut severed = Severed {
        removed: Vec::new(),
        kept: Vec::new(),
    };
    for mut member in acting {
        let user = member.membership.user;
        match left.can_spare(user, manager.acts_for) {
            Ok(()) => {
                left.spare(user);
                member.terms.refused = true;
                severed.removed.push(member);
            }
            Err(refusal) => severed.kept.push((member, refusal)),
        }
    }
    severed
}
