//! The consent of a client that approved a link, kept as it was shown (L5).

use crate::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        text::Name,
        time::Time,
    },
    permission::PermissionKey,
};

/// The consent given by one approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The client that consented.
    pub client: AccountId,
    /// The partner it consented to.
    pub partner: AccountId,
    /// The employee who became partner admin.
    pub employee: UserId,
    /// The approved link.
    pub link: AccessLinkId,
    /// The generation of the link.
    pub generation: u32,
    /// The user who approved.
    pub approver: UserId,
    /// When it was approved.
    pub at: Time,
    /// The facts shown to the approver.
    pub shown: Shown,
}

/// The facts shown on the approval page (L4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The partner's name.
    pub partner_name: Name,
    /// The employee's name.
    pub employee_name: Name,
    /// Whether the employee is verified.
    pub verified: bool,
    /// The last four characters of the token.
    pub hint: String,
    /// What a partner admin can do.
    pub can: Vec<PermissionKey>,
    /// What a partner admin cannot do.
    pub cannot: Vec<PermissionKey>,
}

/// How often a link was approved, and when last (L2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkApprovals {
    /// The number of approvals.
    pub count: u64,
    /// When it was last approved; `None`: never.
    pub last_at: Option<Time>,
}

/// One approval of a link, as its partner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenApproval {
    /// Its number; later ones are higher.
    pub number: u64,
    /// The client that approved.
    pub client: AccountId,
    /// The client's name as the partner sees it (R6).
    pub client_name: Name,
    /// The client's official name.
    pub official_name: Name,
    /// When it was approved.
    pub at: Time,
    /// Who approved, by name (T2); `None` if they act for another partner in the client, whose people
    /// are hidden (A6).
    pub approver: Option<(UserId, Name)>,
    /// The hint that the approver was shown.
    pub hint: String,
}
