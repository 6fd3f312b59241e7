//! What mails tell people at the partner about its clients.

use latchkey_domain::base::{text::Name, time::Time};

use super::parts::{AccountInMail, Act, ActedOn, NameList, ReaderSide};

/// The access link of the reader, as it stands (L2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkStanding {
    /// The last four characters of its token.
    pub hint: String,
    /// How often it was approved so far.
    pub approvals: u64,
    /// Until when it is good for other clients.
    pub until: Time,
}

/// A client approved or declined the reader's access link (L5, L6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAnswer {
    /// Who answered, when, and why.
    pub act: Act,
    /// The client, by the partner's own name for it.
    pub client: AccountInMail,
    /// The client's official name, where it differs.
    pub official: Option<Name>,
    /// When the access ends, if it was approved and the approver set an end.
    pub ends: Option<Time>,
    /// The link that was answered; `None`: it no longer stands.
    pub link: Option<LinkStanding>,
}

/// Ends that the reader's side set for people, and that near (A9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndsOfOthers {
    /// Whose access ends.
    pub people: NameList,
    /// Where. All have the same end.
    pub accounts: ActedOn,
    /// When.
    pub at: Time,
    /// How many days are left: 30, 7 or 1.
    pub days: u32,
    /// Who set it, and when; `None` where nobody knows any more.
    pub set: Option<Act>,
    /// Which side set it, and reads.
    pub side: ReaderSide,
}

/// A managed relationship that ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipCloses {
    /// The client.
    pub client: AccountInMail,
    /// When it ends.
    pub at: Time,
    /// How many days are left.
    pub days: u32,
    /// The last activity that counted (R2).
    pub last_activity: Time,
}

/// A managed relationship that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndOfRelationship {
    /// Who ended it, and when; the clock, where nothing happened for too long (R2).
    pub act: Act,
    /// Whose act it was; `None`: the clock's.
    pub side: Option<ReaderSide>,
    /// The client.
    pub client: AccountInMail,
    /// How many of the partner's people still have access there (R5).
    pub people: usize,
}
