//! What a client agreed to when it approved a link: kept as it was shown (L5).

use crate::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        text::Name,
        time::Time,
    },
    permission::PermissionKey,
};

/// One act of consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The client that consented.
    pub client: AccountId,
    /// The partner it consented to.
    pub partner: AccountId,
    /// The employee who became partner admin.
    pub employee: UserId,
    /// By which link.
    pub link: AccessLinkId,
    /// Which generation of it.
    pub generation: u32,
    /// Who approved.
    pub approver: UserId,
    /// When.
    pub at: Time,
    /// What was shown.
    pub shown: Shown,
}

/// What the approval page shows (L4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The partner's name.
    pub partner_name: Name,
    /// The employee's name.
    pub employee_name: Name,
    /// Whether the employee's address is verified.
    pub verified: bool,
    /// The last four characters of the token.
    pub hint: String,
    /// What a partner admin can do.
    pub can: Vec<PermissionKey>,
    /// What a partner admin cannot do.
    pub cannot: Vec<PermissionKey>,
}
