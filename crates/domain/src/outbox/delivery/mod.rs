//! The delivery of one event to one endpoint (N2).

#[cfg(test)]
mod tests;

use super::{
    attempt::{Attempt, SendOutcome},
    schedule::{AfterAttempt, RetrySchedule},
};
use crate::{
    base::{
        ids::{AccountId, EventId, WebhookEndpointId},
        time::Time,
        words::words,
    },
    trail::event::EventName,
};

words! {
    /// How far a delivery is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum DeliveryState {
        /// It waits for its turn.
        Pending = "pending",
        /// It failed and is tried again in its place; later events of its account wait.
        Retrying = "retrying",
        /// It failed often and is tried again later; other events go on.
        SetAside = "set_aside",
        /// The endpoint has taken it.
        Delivered = "delivered",
        /// It failed too often and is not tried again.
        Dead = "dead",
    }
}

impl DeliveryState {
    /// Whether it holds up later events of its account.
    pub const fn is_in_line(self) -> bool {
        matches!(self, Self::Pending | Self::Retrying)
    }

    /// Whether nothing more is done by itself.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Delivered | Self::Dead)
    }
}

/// The delivery of one event to one endpoint. Its id is that of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The endpoint.
    pub endpoint: WebhookEndpointId,
    /// The event.
    pub event: EventId,
    /// The number of the commit that has the event.
    pub revision: u64,
    /// The kind of event.
    pub kind: EventName,
    /// The account whose events are delivered in order. Events that happened in no account are in
    /// order among themselves.
    pub account: Option<AccountId>,
    /// How far it is.
    pub state: DeliveryState,
    /// How many attempts were made.
    pub attempts: u32,
    /// When the next attempt is due.
    pub due_at: Time,
    /// The last attempt.
    pub last: Option<Attempt>,
}

impl Delivery {
    /// Its place among the deliveries of its endpoint and account.
    pub const fn place(&self) -> (u64, EventId) {
        (self.revision, self.event)
    }

    /// Notes an attempt, and says by the schedule when the next one is due.
    pub fn tried(&mut self, outcome: SendOutcome, attempt: Attempt, schedule: &RetrySchedule) {
        self.attempts = self.attempts.saturating_add(1);
        self.last = Some(attempt);
        self.due_at = attempt.at;
        if outcome.is_success() {
            self.state = DeliveryState::Delivered;
            return;
        }
        let (state, wait) = match schedule.after(self.attempts, self.event) {
            AfterAttempt::TryAgain(wait) => (DeliveryState::Retrying, wait),
            AfterAttempt::SetAside(wait) => (DeliveryState::SetAside, wait),
            AfterAttempt::GiveUp => {
                self.state = DeliveryState::Dead;
                return;
            }
        };
        self.state = state;
        let wait = chrono::Duration::from_std(wait).unwrap_or_else(|_| chrono::Duration::days(31));
        let planned = attempt.at + wait;
        let wanted = outcome.wants_pause_until(attempt.at);
        self.due_at = wanted.map_or(planned, |wanted| planned.max(wanted));
    }

    /// Gives it up because its event is gone, as after an archive.
    pub const fn give_up(&mut self, now: Time) {
        self.state = DeliveryState::Dead;
        self.last = Some(Attempt {
            at: now,
            took: std::time::Duration::ZERO,
            status: None,
            failure: None,
        });
    }

    /// Lets it be tried again at once. What waits in line keeps its place; anything else is tried
    /// beside the line, because later events may have gone on. Returns whether anything changed.
    pub fn redeliver(&mut self, schedule: &RetrySchedule, now: Time) -> bool {
        match self.state {
            DeliveryState::Pending => return false,
            DeliveryState::Retrying => {}
            DeliveryState::SetAside | DeliveryState::Delivered | DeliveryState::Dead => {
                self.state = DeliveryState::SetAside;
                self.attempts = schedule.in_line().saturating_sub(1);
            }
        }
        self.due_at = now;
        true
    }
}
