use super::{OutboxPosition, StoreError, port::port};
use crate::{
    base::{
        ids::UserId,
        page::{Page, PageRequest},
        time::Time,
    },
    people::mail::MailKind,
    telling::waiting::{MailState, NotedMail, WaitingMail},
};

/// A mail as it was written, kept where there is no mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// Which mail it is.
    pub id: uuid::Uuid,
    /// Who reads it.
    pub reader: UserId,
    /// The address that it would have gone to.
    pub address: String,
    /// What it tells.
    pub kind: MailKind,
    /// When it was written.
    pub written_at: Time,
    /// What it is about.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

port! {
    /// Reads the mails that wait, and those that are kept.
    pub trait MailOutboxQueries {
        /// Up to where the committed events were looked through for what is told by mail.
        async fn told_by_mail(&mut self) -> Result<OutboxPosition, StoreError>;

        /// The mails that wait and are due, those noted first before others, at most so many. What an
        /// operation tells is not due while it runs.
        async fn due_mails(
            &mut self,
            now: Time,
            most: u32,
        ) -> Result<Vec<WaitingMail>, StoreError>;

        /// The mails in a state, those noted last first, at most so many.
        async fn mails_in(
            &mut self,
            state: MailState,
            most: u32,
        ) -> Result<Vec<WaitingMail>, StoreError>;

        /// How many mails are in a state.
        async fn count_mails(&mut self, state: MailState) -> Result<u64, StoreError>;

        /// The kept mails, newest first.
        async fn kept_mails(&mut self, page: &PageRequest) -> Result<Page<KeptMail>, StoreError>;

        /// One kept mail.
        async fn kept_mail(&mut self, id: uuid::Uuid) -> Result<Option<KeptMail>, StoreError>;
    }
}

port! {
    /// Notes mails, and what becomes of them.
    pub trait MailOutboxRepository {
        /// Notes mails that are not noted yet.
        async fn note_mails(&mut self, mails: &[NotedMail]) -> Result<(), StoreError>;

        /// Moves the position up to which events were looked through. Fails with
        /// [`StoreError::Stale`] if it is no longer where it was: another node was here.
        async fn move_told_by_mail(
            &mut self,
            from: OutboxPosition,
            to: OutboxPosition,
        ) -> Result<(), StoreError>;

        /// Saves what became of mails.
        async fn save_mails(&mut self, mails: &[WaitingMail]) -> Result<(), StoreError>;

        /// Forgets mails that came to their end and were noted before a time, and kept ones that were written
        /// before it, at most so many of each. Returns how many.
        async fn forget_mails(&mut self, before: Time, most: u32) -> Result<u64, StoreError>;

        /// Makes a mail due that waits or was given up, as if it had not been tried; what became of any
        /// other stays. Returns whether it is due now.
        async fn try_mail_again(
            &mut self,
            mail: &NotedMail,
            now: Time,
        ) -> Result<bool, StoreError>;

        /// Keeps a mail as it was written. A mail with its id is replaced.
        async fn keep_mail(&mut self, mail: &KeptMail) -> Result<(), StoreError>;
    }
}
