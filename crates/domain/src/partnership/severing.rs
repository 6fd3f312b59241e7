//! Severing: a client ends everything with a partner in one act (D9).

use crate::{
    base::{ids::AccountId, refusal::Refusal},
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

/// Checks whether the manager may sever the partner: a super admin who acts for a partner severs only
/// their own (A8).
pub fn may_sever(manager: &AccountManager, partner: AccountId) -> Result<(), Refusal> {
    manager.must_be_super_admin()?;
    if manager.partner.is_none_or(|own| own == partner) {
        Ok(())
    } else {
        Err(Refusal::ExceedsOwnPermissions)
    }
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
        match left.can_spare(&member.membership, manager.taken_by()) {
            Ok(()) => {
                left.leave_out(user);
                member.terms.refuse(manager.rank);
                severed.removed.push(member);
            }
            Err(refusal) => severed.kept.push((member, refusal)),
        }
    }
    severed
}
