//! The permanent super admins of an account, and the rule that the last one stays (D5).

use crate::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
    },
    membership::{Access, Membership},
};

/// A super admin who is active, has no end date, and whose user is enabled. They count as permanent
/// once they have taken their access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermanentSuperAdmin {
    /// The user.
    pub user: UserId,
    /// The partner they act for; `None`: nobody.
    pub acts_for: Option<AccountId>,
    /// Whether they have taken their access. Nobody becomes the one who must stay by another's hand
    /// alone (I1).
    pub taken: bool,
}

/// For whom somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActsFor {
    /// For nobody else: a member of the account itself, or the platform.
    Nobody,
    /// For a partner.
    Partner,
}

/// Whether a change may leave an account without a permanent super admin. Only the platform may let
/// that happen (D5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LastSuperAdmin {
    /// It may not: the change is refused.
    #[default]
    Stays,
    /// It may: somebody compromised or departing can always be stopped.
    MayGo,
}

impl LastSuperAdmin {
    /// Checks whether an account may be left, or opened, without a permanent super admin.
    pub const fn may_go(self) -> Result<(), Refusal> {
        match self {
            Self::Stays => Err(Refusal::LastSuperAdmin),
            Self::MayGo => Ok(()),
        }
    }
}

/// Who takes something away from a super admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBy {
    /// The user, if they act as super admin of the account: their own access counts as taken from
    /// this very call on.
    pub user: Option<UserId>,
    /// For whom they act.
    pub acts_for: ActsFor,
}

impl TakenBy {
    /// The platform, or a job.
    pub const PLATFORM: Self = Self {
        user: None,
        acts_for: ActsFor::Nobody,
    };

    /// Somebody who acts from the partner's account.
    pub const PARTNER: Self = Self {
        user: None,
        acts_for: ActsFor::Partner,
    };
}

/// The super admins of one account who are or may become permanent, read while the account is locked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SuperAdmins {
    all: Vec<PermanentSuperAdmin>,
    own_beside: bool,
}

impl SuperAdmins {
    /// Takes those of one account who are active, without an end, and enabled.
    pub const fn new(all: Vec<PermanentSuperAdmin>) -> Self {
        Self {
            all,
            own_beside: false,
        }
    }

    /// Adds whether the account has a super admin of its own beside these: one who cannot act now, has
    /// an end, or has not taken their access.
    #[must_use]
    pub fn with_own_beside(self, own_beside: bool) -> Self {
        Self { own_beside, ..self }
    }

    /// Checks whether a member may be taken away as super admin: deactivated, removed, given other
    /// access or an end, or made to act for a partner (D5). The last permanent one is spared by
    /// nobody. Somebody who acts for a partner spares none who act for nobody, however many there are,
    /// except one whom they made themself and who never took it.
    pub fn can_spare(&self, leaving: &Membership, by: TakenBy) -> Result<(), Refusal> {
        self.must_not_be_last(leaving.user, by)?;
        let own = leaving.access == Access::SuperAdmin && leaving.partner.is_none();
        if !own || by.acts_for == ActsFor::Nobody {
            return Ok(());
        }
        self.must_not_be_last_own(leaving.user, by)?;
        let made_by_themself = leaving.offered_by.is_some() && leaving.offered_by == by.user;
        if made_by_themself {
            Ok(())
        } else {
            Err(Refusal::SuperAdminTarget)
        }
    }

    /// Checks that this user is not the account's last permanent super admin (D5).
    pub fn must_not_be_last(&self, user: UserId, by: TakenBy) -> Result<(), Refusal> {
        let others = self.permanent(by).any(|admin| admin.user != user);
        if self.is_permanent(user, by) && !others {
            return Err(Refusal::LastSuperAdmin);
        }
        Ok(())
    }

    /// Checks that this user is not the account's last permanent super admin who acts for nobody (D5).
    pub fn must_not_be_last_own(&self, user: UserId, by: TakenBy) -> Result<(), Refusal> {
        let own = |admin: &&PermanentSuperAdmin| admin.acts_for.is_none();
        let is_own = self.permanent(by).filter(own).any(|it| it.user == user);
        let others = self.permanent(by).filter(own).any(|it| it.user != user);
        if is_own && !others {
            return Err(Refusal::LastSuperAdmin);
        }
        Ok(())
    }

    /// Checks whether a super admin may be made to act for a partner. They stay super admin, so only
    /// the side counts: whoever acts for a partner moves none who act for nobody (D5).
    pub fn can_hand_over(&self, member: &Membership, by: TakenBy) -> Result<(), Refusal> {
        match by.acts_for {
            ActsFor::Nobody => Ok(()),
            ActsFor::Partner => self.can_spare(member, by),
        }
    }

    /// Whether the account has a super admin who acts for nobody. One who is absent or leaving counts too:
    /// otherwise whoever acts for a partner could make another one, who then ends the absent one (D5).
    pub fn has_own(&self) -> bool {
        let mut all = self.all.iter();
        self.own_beside || all.any(|admin| admin.taken && admin.acts_for.is_none())
    }

    /// All of them, also those who have not taken their access.
    pub fn all(&self) -> &[PermanentSuperAdmin] {
        &self.all
    }

    /// Whether the account has a permanent super admin.
    pub fn has_any(&self) -> bool {
        self.all.iter().any(|admin| admin.taken)
    }

    /// The permanent ones who act for a partner.
    pub fn acting_for_partners(&self) -> Vec<UserId> {
        let acting = |admin: &&PermanentSuperAdmin| admin.taken && admin.acts_for.is_some();
        self.all.iter().filter(acting).map(|it| it.user).collect()
    }

    /// Leaves this one out from now on, because they no longer count as permanent: the next check
    /// counts those who remain.
    pub fn leave_out(&mut self, user: UserId) {
        self.all.retain(|admin| admin.user != user);
    }

    fn is_permanent(&self, user: UserId, by: TakenBy) -> bool {
        self.permanent(by).any(|admin| admin.user == user)
    }

    /// Those who count as permanent where this one asks.
    fn permanent(&self, by: TakenBy) -> impl Iterator<Item = &PermanentSuperAdmin> {
        let counts = move |admin: &&PermanentSuperAdmin| admin.taken || by.user == Some(admin.user);
        self.all.iter().filter(counts)
    }
}

#[cfg(test)]
mod tests;
