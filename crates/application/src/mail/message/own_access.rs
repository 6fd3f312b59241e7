//! What mails tell people about their own access. They are always sent (N1).

use latchkey_domain::{
    base::{text::Name, time::Time},
    people::token::SecretText,
    permission::seat::Seat,
};

use super::parts::{AccountInMail, Act, ActedOn, NameList, ShownAccess};

/// An invitation, sent for the first time or again (I1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Who invited, and when.
    pub act: Act,
    /// Where the person is invited.
    pub account: AccountInMail,
    /// What they would get.
    pub access: ShownAccess,
    /// The seat they would get.
    pub seat: Seat,
    /// For which partner they would act.
    pub acts_for: Option<Name>,
    /// Until when it can be accepted.
    pub until: Time,
    /// The secret last part of the link that accepts it.
    pub token: SecretText,
}

/// An invitation that was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelledInvitation {
    /// Who cancelled it, and when.
    pub act: Act,
    /// Where the person was invited.
    pub account: AccountInMail,
}

/// An offer to be super admin, which counts once it is taken (glossary: permanent super admin).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferToSuperAdmin {
    /// Who made the person super admin, and when.
    pub act: Act,
    /// Where.
    pub account: AccountInMail,
    /// When it ends, if it does.
    pub ends: Option<Time>,
}

/// Access that somebody got, or got back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessWasGiven {
    /// Who gave it, and when.
    pub act: Act,
    /// Where.
    pub accounts: ActedOn,
    /// What they have now; `None`: it differs from account to account.
    pub access: Option<ShownAccess>,
    /// The seat they have now; `None`: it differs from account to account.
    pub seat: Option<Seat>,
    /// For which partner they act.
    pub acts_for: Option<Name>,
    /// When it ends, if it does, and everywhere at the same time.
    pub ends: Option<Time>,
}

/// What became of somebody's access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessTurn {
    /// What they had; `None`: it differs from account to account.
    pub access: Option<ShownAccess>,
    /// The seat they had; `None`: it differs from account to account.
    pub seat: Option<Seat>,
    /// When it was to end.
    pub ends: Option<Time>,
}

/// Access that was changed: another set, seat, end, or single permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessWasChanged {
    /// Who changed it, and when.
    pub act: Act,
    /// Where.
    pub accounts: ActedOn,
    /// What they had.
    pub before: AccessTurn,
    /// What they have now.
    pub after: AccessTurn,
    /// How many permissions they gained, where it is the same in every account.
    pub gained: usize,
    /// How many permissions they lost, where it is the same in every account.
    pub lost: usize,
}

impl AccessWasChanged {
    /// Whether the change made the reader a partner admin (L8).
    pub(in crate::mail) fn makes_partner_admin(&self) -> bool {
        let is = |turn: &AccessTurn| turn.access == Some(ShownAccess::PartnerAdmin);
        is(&self.after) && !is(&self.before)
    }
}

/// What became of the assets that somebody owned (D7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetsLeft {
    /// How many were handed to others.
    pub handed_over: u64,
    /// How many stay without an owner.
    pub without_owner: u64,
}

/// Access that somebody no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessCut {
    /// Who ended it, and when.
    pub act: Act,
    /// Where.
    pub accounts: ActedOn,
    /// Where the same act deactivated the person instead of removing them.
    pub deactivated_instead: NameList,
    /// For which partner they acted.
    pub acted_for: Option<Name>,
    /// What became of their assets; `None`: nothing, or they had none.
    pub assets: Option<AssetsLeft>,
}

/// Access that ends soon (A9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEnds {
    /// Where. Several accounts in one mail have the same end.
    pub accounts: ActedOn,
    /// When.
    pub at: Time,
    /// How many days are left: 30, 7 or 1.
    pub days: u32,
    /// What ends; `None`: it differs from account to account.
    pub access: Option<ShownAccess>,
    /// Who set the end, and when; `None` where the reader may not know.
    pub set: Option<Act>,
    /// How many assets they own there.
    pub owned: u64,
}
