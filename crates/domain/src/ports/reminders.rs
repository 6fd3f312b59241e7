use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, MembershipId, UserId},
        time::Time,
    },
    telling::reminder::Reminder,
};

/// Access that ends soon (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearEnd {
    /// The account of the membership.
    pub account: AccountId,
    /// Its user.
    pub user: UserId,
    /// Its id.
    pub membership: MembershipId,
    /// When it ends.
    pub ends_at: Time,
}

/// A managed relationship that ends soon (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearClose {
    /// The partner.
    pub partner: AccountId,
    /// Its client.
    pub client: AccountId,
    /// The last activity, from which its end follows.
    pub last_activity: Time,
}

port! {
    /// Reads what ends soon and nobody was reminded of yet.
    pub trait ReminderQueries {
        /// The active memberships whose access ends after `now`, in `days` days at the latest, and of whose
        /// end nobody was reminded so many days before it or fewer: at most `limit`, the earliest ends
        /// first, beginning behind `after`.
        async fn ends_to_remind_of(
            &mut self,
            days: u32,
            now: Time,
            after: Option<&NearEnd>,
            limit: u16,
        ) -> Result<Vec<NearEnd>, StoreError>;

        /// The managed relationships that end after `now`, in `days` days at the latest, and of whose end
        /// nobody was warned since the last activity: at most `limit`, the earliest ends first, skipping
        /// the first `skip`.
        async fn closes_to_warn_of(
            &mut self,
            ends_after_days: u32,
            days: u32,
            now: Time,
            skip: u64,
            limit: u16,
        ) -> Result<Vec<NearClose>, StoreError>;
    }
}

port! {
    /// Notes reminders.
    pub trait ReminderRepository {
        /// Notes reminders. Fails with [`StoreError::Stale`] if one of them was noted before: another node
        /// was here.
        async fn note_reminders(&mut self, reminders: &[Reminder]) -> Result<(), StoreError>;

        /// Forgets the reminders of what ended, or was last worked for, before a time. Returns how many.
        async fn forget_reminders(&mut self, before: Time) -> Result<u64, StoreError>;
    }
}
