//! The permanent super admins of an account, and the rule that the last one stays (D5).

use crate::base::{
    ids::{AccountId, UserId},
    refusal::Refusal,
};

/// A permanent super admin: active, without an end date, user enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermanentSuperAdmin {
    /// The user.
    pub user: UserId,
    /// The partner they act for; `None`: nobody.
    pub acts_for: Option<AccountId>,
}

/// For whom somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActsFor {
    /// For nobody else: a member of the account itself, or the platform.
    Nobody,
    /// For a partner.
    Partner,
}

/// The permanent super admins of one account, read while the account is locked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SuperAdmins(Vec<PermanentSuperAdmin>);

impl SuperAdmins {
    /// Takes the permanent super admins of one account.
    pub const fn new(all: Vec<PermanentSuperAdmin>) -> Self {
        Self(all)
    }

    /// Checks whether a super admin may be taken away (D5). A user who is not a permanent super
    /// admin always may. The last one never may. Somebody who acts for a partner cannot take away
    /// the last one who acts for nobody.
    pub fn can_spare(&self, user: UserId, taken_by: ActsFor) -> Result<(), Refusal> {
        let Some(leaving) = self.0.iter().find(|admin| admin.user == user) else {
            return Ok(());
        };
        let own_left =
            |admin: &&PermanentSuperAdmin| admin.user != user && admin.acts_for.is_none();
        let last = self.0.len() == 1;
        let last_own = leaving.acts_for.is_none() && !self.0.iter().any(|admin| own_left(&admin));
        if last || (last_own && taken_by == ActsFor::Partner) {
            return Err(Refusal::LastSuperAdmin);
        }
        Ok(())
    }

    /// Leaves this one out from now on, because they no longer count as permanent: the next check
    /// counts those who remain.
    pub fn leave_out(&mut self, user: UserId) {
        self.0.retain(|admin| admin.user != user);
    }

    /// Checks whether a super admin may be made to act for a partner: somebody who acts for a
    /// partner cannot do that to the last one who acts for nobody (D5).
    pub fn can_hand_over(&self, user: UserId, by: ActsFor) -> Result<(), Refusal> {
        let own = |admin: &&PermanentSuperAdmin| admin.acts_for.is_none();
        let mut own_admins = self.0.iter().filter(own);
        let only_own = own_admins.next().is_some_and(|admin| admin.user == user)
            && own_admins.next().is_none();
        if only_own && by == ActsFor::Partner {
            Err(Refusal::LastSuperAdmin)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn admins(list: &[(u128, bool)]) -> SuperAdmins {
        let partner = AccountId::from_uuid(Uuid::from_u128(9));
        let admin = |&(n, acts): &(u128, bool)| PermanentSuperAdmin {
            user: user(n),
            acts_for: acts.then_some(partner),
        };
        SuperAdmins::new(list.iter().map(admin).collect())
    }

    /// The last permanent super admin stays, whoever asks (D5).
    #[test]
    fn the_last_permanent_super_admin_stays() {
        for by in [ActsFor::Nobody, ActsFor::Partner] {
            assert_eq!(
                admins(&[(1, false)]).can_spare(user(1), by),
                Err(Refusal::LastSuperAdmin)
            );
        }
        assert_eq!(
            admins(&[(1, false)]).can_spare(user(2), ActsFor::Nobody),
            Ok(())
        );
        assert_eq!(
            admins(&[(1, false), (2, true)]).can_spare(user(1), ActsFor::Nobody),
            Ok(())
        );
    }

    /// Somebody who acts for a partner cannot take away the client's last own super admin (D5).
    #[test]
    fn a_partner_cannot_take_the_clients_last_super_admin() {
        let both = admins(&[(1, false), (2, true)]);
        assert_eq!(
            both.can_spare(user(1), ActsFor::Partner),
            Err(Refusal::LastSuperAdmin)
        );
        assert_eq!(
            both.can_hand_over(user(1), ActsFor::Partner),
            Err(Refusal::LastSuperAdmin)
        );
        assert_eq!(both.can_spare(user(2), ActsFor::Partner), Ok(()));
    }
}
