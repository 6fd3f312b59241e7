//! What mails tell (N1): one variant for each mail, with what it shows. Whoever tells fills it in; the
//! words are made of it by [`render`](fn@super::render).
//!
//! Names are already those that the reader knows: a reader at the partner calls a client by the
//! partner's own name for it (R6), a reader at the client by its official one. What the reader may not
//! read, such as the other side's reasons (T2), is left out.

mod account_side;
mod own_access;
mod partner_side;
mod parts;

use latchkey_domain::people::{mail::MailKind, notifications::Notice};

pub use self::{
    account_side::{
        AllWereRemoved, EmployeesWereAdded, EnrolmentTurn, InvitationAnswer, LastOneStays,
        LinkingTurn, MemberGone, PartnerAdminMade, PartnerAdminsGain, PartnerWasSevered,
        SuperAdminChanged,
    },
    own_access::{
        AccessCut, AccessEnds, AccessTurn, AccessWasChanged, AccessWasGiven, AssetsLeft,
        CancelledInvitation, NewInvitation, OfferToSuperAdmin,
    },
    partner_side::{EndOfRelationship, EndsOfOthers, LinkAnswer, LinkStanding, RelationshipCloses},
    parts::{
        AccountInMail, Act, ActedOn, Doer, MailReader, NameList, PersonInMail, ReaderSide,
        ShownAccess, ShownPage,
    },
};

/// What a mail tells its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// To the employee: a client approved their access link (L5).
    LinkApproved(LinkAnswer),
    /// To the employee: a client declined their access link (L6).
    LinkDeclined(LinkAnswer),
    /// To the person: they are invited, with the link that accepts it (I1).
    Invited(NewInvitation),
    /// To the person: their invitation was cancelled.
    InvitationCancelled(CancelledInvitation),
    /// To the person: they were added, to one account or by one act to many.
    Added(AccessWasGiven),
    /// To the person: they were made super admin, and can take it.
    MadeSuperAdmin(OfferToSuperAdmin),
    /// To the person: their access was changed, in one account or by one act in many.
    AccessChanged(AccessWasChanged),
    /// To the person: they were deactivated.
    Deactivated(AccessCut),
    /// To the person: they were reactivated.
    Reactivated(AccessWasGiven),
    /// To the person: what the end of their employment had cut was given back (D8).
    GivenBack(AccessWasGiven),
    /// To the person: they were removed.
    Removed(AccessCut),
    /// To the person: the end of their employment cut their access (D8).
    Suspended(AccessCut),
    /// To the person: their access ends in 30, 7 or 1 days (A9).
    AccessEnding(AccessEnds),
    /// To whoever manages access on the side that set it: an end nears (A9).
    AccessOfOthersEnding(EndsOfOthers),
    /// To the super admins of both sides: a partner linked an employee (A10).
    Linked(LinkingTurn),
    /// To the super admins of both sides: a partner took it back (A10).
    Unlinked(LinkingTurn),
    /// To the super admins of both sides: a partner is no longer enrolled (L1).
    EnrolmentEnded(EnrolmentTurn),
    /// To the super admins of both sides: a partner is enrolled again (L1).
    EnrolmentRestored(EnrolmentTurn),
    /// To the super admins of both sides: somebody left, and stays super admin as the last one (D8).
    LastSuperAdminLeft(LastOneStays),
    /// To the account's super admins: partner admins gained permissions by a catalogue (P1).
    PartnerAdminsGained(PartnerAdminsGain),
    /// To the client's super admins: a partner admin was approved (L5).
    PartnerAdminApproved(PartnerAdminMade),
    /// To the client's super admins: the account created a partner admin (L7).
    PartnerAdminCreated(PartnerAdminMade),
    /// To the client's super admins: a partner added employees.
    EmployeesAdded(EmployeesWereAdded),
    /// To the client's super admins: a super admin was changed to partner admin (L8).
    ChangedToPartnerAdmin(SuperAdminChanged),
    /// To the client's super admins: a partner removed all its employees.
    AllRemoved(AllWereRemoved),
    /// To the client's super admins: the account severed a partner (D9).
    PartnerSevered(PartnerWasSevered),
    /// To the super admins of both sides: somebody left the account (I4).
    MemberLeft(MemberGone),
    /// To who invited: the invitation was declined (I4).
    InvitationDeclined(InvitationAnswer),
    /// To the partner: a managed relationship ends in 14 days.
    RelationshipEnding(RelationshipCloses),
    /// To the partner: a managed relationship has ended.
    RelationshipEnded(EndOfRelationship),
    /// To an address of the operator's choice: mails arrive.
    Test,
}

impl Message {
    /// The kind of the mail, by which it is listed and counted.
    pub const fn kind(&self) -> MailKind {
        match self {
            Self::LinkApproved(_) => MailKind::LinkApproved,
            Self::LinkDeclined(_) => MailKind::LinkDeclined,
            Self::Invited(_) => MailKind::Invited,
            Self::InvitationCancelled(_) => MailKind::InvitationCancelled,
            Self::Added(_) => MailKind::Added,
            Self::MadeSuperAdmin(_) => MailKind::MadeSuperAdmin,
            Self::AccessChanged(_) => MailKind::AccessChanged,
            Self::Deactivated(_) => MailKind::Deactivated,
            Self::Reactivated(_) => MailKind::Reactivated,
            Self::GivenBack(_) => MailKind::GivenBack,
            Self::Removed(_) => MailKind::Removed,
            Self::Suspended(_) => MailKind::Suspended,
            Self::AccessEnding(_) => MailKind::AccessEnding,
            Self::AccessOfOthersEnding(_) => MailKind::AccessOfOthersEnding,
            Self::Linked(_) => MailKind::Linked,
            Self::Unlinked(_) => MailKind::Unlinked,
            Self::EnrolmentEnded(_) => MailKind::EnrolmentEnded,
            Self::EnrolmentRestored(_) => MailKind::EnrolmentRestored,
            Self::LastSuperAdminLeft(_) => MailKind::LastSuperAdminLeft,
            Self::PartnerAdminsGained(_) => MailKind::PartnerAdminsGained,
            Self::PartnerAdminApproved(_) => MailKind::PartnerAdminApproved,
            Self::PartnerAdminCreated(_) => MailKind::PartnerAdminCreated,
            Self::EmployeesAdded(_) => MailKind::EmployeesAdded,
            Self::ChangedToPartnerAdmin(_) => MailKind::ChangedToPartnerAdmin,
            Self::AllRemoved(_) => MailKind::AllRemoved,
            Self::PartnerSevered(_) => MailKind::PartnerSevered,
            Self::MemberLeft(_) => MailKind::MemberLeft,
            Self::InvitationDeclined(_) => MailKind::InvitationDeclined,
            Self::RelationshipEnding(_) => MailKind::RelationshipEnding,
            Self::RelationshipEnded(_) => MailKind::RelationshipEnded,
            Self::Test => MailKind::Test,
        }
    }

    /// What a reader switches off who does not want such mails; `None`: they are always sent (N1).
    pub const fn notice(&self) -> Option<Notice> {
        match self {
            Self::LinkApproved(_) | Self::LinkDeclined(_) => Some(Notice::LinkAnswered),
            Self::AccessOfOthersEnding(_) => Some(Notice::AccessOfOthersEnding),
            Self::Linked(_) | Self::Unlinked(_) => Some(Notice::EmployeeLinked),
            Self::EnrolmentEnded(_) | Self::EnrolmentRestored(_) => Some(Notice::Enrolment),
            Self::PartnerAdminsGained(_) => Some(Notice::PartnerAdminsGained),
            Self::PartnerAdminApproved(made) | Self::PartnerAdminCreated(made) => {
                // Where no super admin decided, the super admins are always told (L3).
                if made.by_super_admin {
                    Some(Notice::PartnerAdminApproved)
                } else {
                    None
                }
            }
            Self::EmployeesAdded(_) => Some(Notice::EmployeeAdded),
            Self::ChangedToPartnerAdmin(_) => Some(Notice::ChangeToPartnerAdmin),
            Self::AllRemoved(_) | Self::PartnerSevered(_) => Some(Notice::AllRemoved),
            Self::MemberLeft(_) => Some(Notice::MemberLeft),
            Self::InvitationDeclined(_) => Some(Notice::InvitationDeclined),
            Self::RelationshipEnding(_) => Some(Notice::RelationshipEnding),
            Self::RelationshipEnded(_) => Some(Notice::RelationshipEnded),
            Self::Invited(_)
            | Self::InvitationCancelled(_)
            | Self::Added(_)
            | Self::MadeSuperAdmin(_)
            | Self::AccessChanged(_)
            | Self::Deactivated(_)
            | Self::Reactivated(_)
            | Self::GivenBack(_)
            | Self::Removed(_)
            | Self::Suspended(_)
            | Self::AccessEnding(_)
            | Self::LastSuperAdminLeft(_)
            | Self::Test => None,
        }
    }
}
