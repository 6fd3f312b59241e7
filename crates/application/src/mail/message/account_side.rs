//! What mails tell super admins about an account, and those who invited about their invitations.

use latchkey_domain::base::{text::Name, time::Time};

use super::parts::{AccountInMail, Act, ActedOn, NameList, PersonInMail, ReaderSide, ShownAccess};

/// A partner linked an employee in a client, or took it back (A10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkingTurn {
    /// Who did it, and when.
    pub act: Act,
    /// Who was linked.
    pub person: PersonInMail,
    /// The partner.
    pub partner: AccountInMail,
    /// The client.
    pub client: AccountInMail,
    /// Whose super admin reads.
    pub side: ReaderSide,
}

/// The enrolment of a partner ended, or was restored (L1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentTurn {
    /// Who did it, and when.
    pub act: Act,
    /// The partner.
    pub partner: AccountInMail,
    /// The clients concerned: for a reader at the partner all, for one at clients theirs.
    pub clients: ActedOn,
    /// How many people are partner admins there on its behalf.
    pub partner_admins: usize,
    /// Whose super admin reads.
    pub side: ReaderSide,
}

/// Somebody left a partner and stays super admin of a client, as its last permanent one (D8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastOneStays {
    /// Who ended the employment, and when.
    pub act: Act,
    /// Who left.
    pub person: PersonInMail,
    /// The partner they left.
    pub partner: AccountInMail,
    /// The client in which they stay.
    pub client: AccountInMail,
    /// Whose super admin reads.
    pub side: ReaderSide,
}

/// The partner admins of an account gained permissions by a catalogue (P1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerAdminsGain {
    /// Who applied the catalogue, and when.
    pub act: Act,
    /// The account.
    pub account: AccountInMail,
    /// The labels of the permissions that they gained.
    pub permissions: NameList,
    /// How many people gained them.
    pub partner_admins: usize,
}

/// Somebody became partner admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerAdminMade {
    /// Who approved or created, and when.
    pub act: Act,
    /// Who became partner admin.
    pub person: PersonInMail,
    /// The partner for which they act.
    pub partner: AccountInMail,
    /// The account.
    pub client: AccountInMail,
    /// When it ends, if it does.
    pub ends: Option<Time>,
    /// Whether a super admin of the account decided; where none did, the mail is always sent (L3).
    pub by_super_admin: bool,
}

/// A partner added employees: to one of the reader's accounts, or by one act to several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeesWereAdded {
    /// Who added them, and when.
    pub act: Act,
    /// The partner.
    pub partner: AccountInMail,
    /// Who was added.
    pub people: NameList,
    /// The reader's accounts.
    pub accounts: ActedOn,
    /// What they got; `None`: it differs.
    pub access: Option<ShownAccess>,
    /// When it ends, if it does.
    pub ends: Option<Time>,
}

/// A super admin of a client was changed to partner admin (L8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuperAdminChanged {
    /// Who did it, and when.
    pub act: Act,
    /// Who was changed.
    pub person: PersonInMail,
    /// The partner for which they act.
    pub partner: AccountInMail,
    /// The client.
    pub client: AccountInMail,
    /// Whether they keep what billing permissions they had.
    pub keeps_billing: bool,
}

/// A partner removed all its employees from one or more of the reader's accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllWereRemoved {
    /// Who removed them, and when.
    pub act: Act,
    /// The partner.
    pub partner: AccountInMail,
    /// The reader's accounts.
    pub accounts: ActedOn,
    /// Who was removed.
    pub people: NameList,
}

/// An account severed a partner (D9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerWasSevered {
    /// Who severed it, and when.
    pub act: Act,
    /// The partner.
    pub partner: AccountInMail,
    /// The account.
    pub client: AccountInMail,
    /// Who was removed.
    pub people: NameList,
    /// Who stays, as the last permanent super admin (D5).
    pub stays: Option<Name>,
}

/// Somebody left an account (I4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberGone {
    /// When, and why. Who did it is the person.
    pub act: Act,
    /// Who left.
    pub person: PersonInMail,
    /// The account that they left.
    pub account: AccountInMail,
    /// The partner for which they acted.
    pub partner: Option<AccountInMail>,
    /// What they had.
    pub access: ShownAccess,
    /// Whose super admin reads.
    pub side: ReaderSide,
}

/// Somebody declined an invitation (I4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationAnswer {
    /// When, and why. Who did it is the person.
    pub act: Act,
    /// Who declined: the address of a stub, where the reader may see it (I6).
    pub person: Name,
    /// The account to which they were invited.
    pub account: AccountInMail,
    /// What they would have got.
    pub access: ShownAccess,
    /// Whose side the reader invited from.
    pub side: ReaderSide,
}
