//! What many mails show: who reads, who did it, where, and lists of names.

use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, UserId},
        text::{Locale, Name, Reason, SetName},
        time::Time,
    },
    people::mail::Mailbox,
};

/// Who reads a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailReader {
    /// Where it goes, and the name by which it greets; nobody greets a stub (I6) by name.
    pub mailbox: Mailbox,
    /// The language they read.
    pub locale: Locale,
}

/// From which side of a relationship somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderSide {
    /// In the client's account.
    Client,
    /// In the partner's account.
    Partner,
}

/// An account, as the reader calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountInMail {
    /// Latchkey's id of the account, for links.
    pub id: AccountId,
    /// The name the reader knows.
    pub name: Name,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doer {
    /// A person, by name, and the account from which they acted; `None`: the mail names it anyway.
    Person {
        /// The name that others see.
        name: Name,
        /// The account from which they acted.
        from: Option<Name>,
    },
    /// The platform or its operator: a service token, or a command.
    Platform,
    /// Nobody: the clock did.
    Clock,
}

/// What was done: by whom, when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who did it.
    pub by: Doer,
    /// When, or when an operation began.
    pub at: Time,
    /// When an operation over many items ended.
    pub until: Option<Time>,
    /// The reason that was given; `None` also where the reader may not read it (T2).
    pub reason: Option<Reason>,
}

/// Names of which a mail shows the first ten, and how many others there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameList {
    first: Vec<Name>,
    count: usize,
}

impl NameList {
    /// How many names a mail shows.
    pub const SHOWN: usize = 10;

    /// A list of one name.
    pub fn one(name: Name) -> Self {
        [name].into_iter().collect()
    }

    /// A list of which only the first names are known, and how many there are with them.
    pub fn counted(first: impl IntoIterator<Item = Name>, count: usize) -> Self {
        let list: Self = first.into_iter().collect();
        let count = count.max(list.count);
        Self { count, ..list }
    }

    /// The names to show, at most ten.
    pub fn first(&self) -> &[Name] {
        &self.first
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// How many there are beyond those shown.
    pub const fn others(&self) -> usize {
        self.count.saturating_sub(self.first.len())
    }

    /// The name, if there is exactly one.
    pub fn only(&self) -> Option<&Name> {
        match (self.first.as_slice(), self.count) {
            ([name], 1) => Some(name),
            _ => None,
        }
    }
}

impl FromIterator<Name> for NameList {
    fn from_iter<T: IntoIterator<Item = Name>>(names: T) -> Self {
        let mut names = names.into_iter();
        let first: Vec<_> = names.by_ref().take(Self::SHOWN).collect();
        let count = first.len() + names.count();
        Self { first, count }
    }
}

/// The page that a mail opens where it depends on the reader. Pages of one account are opened only
/// where the mail is about one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownPage {
    /// The client, for readers at the partner who still have access there.
    Client(AccountId),
    /// The users of an account, for those who manage them there.
    Users(AccountId),
    /// The operation with all its items, for readers who may see it.
    Operation(OperationId),
    /// The reader's own access.
    OwnAccess,
}

/// The accounts in which an act concerned the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActedOn {
    /// Their names, as the reader calls them.
    pub names: NameList,
    /// The page that shows them to this reader.
    pub page: ShownPage,
}

/// Access as a mail names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownAccess {
    /// Every permission of the account.
    SuperAdmin,
    /// The partner admin template (P3).
    PartnerAdmin,
    /// A permission set, by its name; a standard one by its label.
    PermissionSet(SetName),
}

/// A person who is named in a mail, with their id where a link needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInMail {
    /// Latchkey's id of the person, for links.
    pub id: UserId,
    /// The name the reader may see.
    pub name: Name,
}
