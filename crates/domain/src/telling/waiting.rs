//! Mails that wait to be sent, and what became of them.

use std::{fmt, time::Duration};

use crate::{
    base::{
        ids::{AccountId, OperationId, UserId},
        time::Time,
        words::words,
    },
    people::mail::MailKind,
};

/// The act that mails tell of: all of one act go to a reader in one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// The commit with this number.
    Commit(u64),
    /// An operation over many items, told once it has ended.
    Operation(OperationId),
}

impl fmt::Display for Occasion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(number) => write!(f, "commit:{number}"),
            Self::Operation(id) => write!(f, "operation:{id}"),
        }
    }
}

impl Occasion {
    /// Reads the text form again.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        match kind {
            "commit" => id.parse().ok().map(Self::Commit),
            "operation" => id.parse().ok().map(Self::Operation),
            _ => None,
        }
    }

    /// The operation, if it is one.
    pub const fn operation(self) -> Option<OperationId> {
        match self {
            Self::Operation(id) => Some(id),
            Self::Commit(_) => None,
        }
    }
}

/// Something that one reader is to be told. There is one for each occasion, reader, kind and place,
/// however often it is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotedMail {
    /// The act.
    pub occasion: Occasion,
    /// Who reads it.
    pub reader: UserId,
    /// What is told.
    pub kind: MailKind,
    /// The account that it is about; `None`: all accounts in which the act concerns the reader.
    pub place: Option<AccountId>,
    /// When it was noted first.
    pub noted_at: Time,
}

words! {
    /// What became of a mail.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum MailState {
        /// It waits to be sent, or to be tried again.
        Waiting = "waiting",
        /// It was handed over to the mail server.
        Sent = "sent",
        /// It was written and kept, since there is no mail server.
        Kept = "kept",
        /// It was not sent: told by another mail of the same act, switched off by its reader, or there
        /// is nobody any more to read it.
        Dropped = "dropped",
        /// It was given up: the server refused it, or it could not be sent for too long.
        Dead = "dead",
    }
}

/// A noted mail with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMail {
    /// What is told to whom.
    pub noted: NotedMail,
    /// What became of it.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub due_at: Time,
    /// Why it was not sent the last time, for the operator.
    pub error: Option<String>,
}

/// The pauses after failed attempts; after the last one the mail is given up.
const PAUSES: [Duration; 8] = [
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(6),
    Duration::from_hours(12),
    Duration::from_hours(24),
];

impl WaitingMail {
    /// A mail that was noted just now.
    pub const fn noted(noted: NotedMail) -> Self {
        Self {
            noted,
            state: MailState::Waiting,
            attempts: 0,
            due_at: noted.noted_at,
            error: None,
        }
    }

    /// It came to its end.
    pub fn finish(&mut self, state: MailState) {
        self.state = state;
        self.error = None;
    }

    /// An attempt failed for now: it is tried again after a pause, or given up after the last one.
    pub fn fail(&mut self, error: String, now: Time) {
        let pause = usize::try_from(self.attempts)
            .ok()
            .and_then(|attempts| PAUSES.get(attempts));
        self.attempts = self.attempts.saturating_add(1);
        self.error = Some(error);
        match pause {
            Some(pause) => self.due_at = now + *pause,
            None => self.state = MailState::Dead,
        }
    }

    /// The server will never take it.
    pub fn give_up(&mut self, error: String) {
        self.attempts = self.attempts.saturating_add(1);
        self.error = Some(error);
        self.state = MailState::Dead;
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn noted() -> NotedMail {
        NotedMail {
            occasion: Occasion::Commit(7),
            reader: UserId::from_uuid(uuid::Uuid::from_u128(1)),
            kind: MailKind::Added,
            place: None,
            noted_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_occasion_reads_back() {
        let id = OperationId::from_uuid(uuid::Uuid::from_u128(9));
        for occasion in [Occasion::Commit(12), Occasion::Operation(id)] {
            assert_eq!(Occasion::parse(&occasion.to_string()), Some(occasion));
        }
        for wrong in ["", "commit", "commit:x", "operation:acc_1", "week:3"] {
            assert_eq!(Occasion::parse(wrong), None, "{wrong}");
        }
    }

    /// It is tried for almost two days, with growing pauses, and then given up.
    #[test]
    fn a_mail_is_tried_again_until_it_is_given_up() {
        let mut mail = WaitingMail::noted(noted());
        let mut now = mail.due_at;
        let mut pauses = Vec::new();
        while mail.state == MailState::Waiting {
            mail.fail("no answer".to_owned(), now);
            pauses.push(mail.due_at - now);
            now = mail.due_at;
        }
        assert_eq!(mail.state, MailState::Dead);
        assert_eq!(mail.attempts, 9);
        pauses.pop();
        assert!(pauses.is_sorted() && pauses.len() == 8, "{pauses:?}");
        assert!(now - mail.noted.noted_at > chrono::Duration::hours(40));
    }
}
