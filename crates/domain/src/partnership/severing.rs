//! Severing: a client ends everything with a partner in one act (D9).

use crate::{
    base::refusal::Refusal,
    gate::AccountManager,
    membership::{member::Member, super_admins::SuperAdmins},
};

/// The members who are removed when a partner is severed, and those who stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severed {
    /// The removed members, each refused by the account from now on (D9).
    pub removed: Vec<Member>,
    /// The members who stay, and why.
    pub kept: Vec<(Member, Refusal)>,
}

/// Sorts the members who act for the severed partner into those who are removed, and a last
/// permanent super admin, who stays (D5, D9). The removed ones are refused until the account brings
/// them back. If one of several must stay, it is whoever severs, if they are among them.
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
                left.leave_out(user);
                member.terms.refused = true;
                severed.removed.push(member);
            }
            Err(refusal) => severed.kept.push((member, refusal)),
        }
    }
    severed
}
