//! Standardization: all partner admins are brought back to the template on a chosen day (L9).

use chrono::{Duration, NaiveDate, NaiveTime};

use crate::{
    base::{
        aggregate::aggregate,
        ids::{AccountId, MembershipId, OperationId, UserId},
        refusal::{Conflict, Refusal},
        text::{Name, Reason},
        time::{InstantError, Time, instant, within_range},
        version::Version,
        words::words,
    },
    membership::{Access, member::Member},
    permission::{Catalogue, PermissionKey},
};

/// How long a job waits before it takes over from one that has begun.
const PATIENCE: Duration = Duration::minutes(1);

/// Why a text is neither a day nor a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// It has another form.
    #[error("must be a day such as 2026-01-13, or a time such as 2026-01-13T09:30:00Z")]
    Form,
    /// It is a time, but not one that is accepted (I5).
    #[error(transparent)]
    Instant(InstantError),
}

/// Reads the effective time: a day, which begins at midnight UTC, or a time in RFC 3339.
pub fn effective_from(text: &str) -> Result<Time, DayError> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    // Chrono also accepts fewer digits; an ISO date has all of them.
    let day = day.filter(|day| day.to_string() == text);
    let time = match day {
        Some(day) => within_range(day.and_time(NaiveTime::MIN).and_utc()),
        None => instant(text),
    };
    time.map_err(|error| match error {
        InstantError::Form => DayError::Form,
        error @ (InstantError::LeapSecond | InstantError::OutOfRange) => DayError::Instant(error),
    })
}

/// Whether permissions that clients withhold from partner admins are restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RestoreWithheld {
    /// They stay withheld.
    #[default]
    No,
    /// They are restored.
    Yes,
}

words! {
    /// The progress of a standardization.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum StandardizationProgress {
        /// It waits for its day, or is being carried out.
        Scheduled = "scheduled",
        /// It was carried out.
        Done = "done",
        /// It was cancelled.
        Cancelled = "cancelled",
    }
}

/// The stored state of a standardization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardizationState {
    /// The id by which it is listed and cancelled.
    pub id: OperationId,
    /// When the template takes effect.
    pub effective: Time,
    /// Whether permissions that clients withhold are restored.
    pub restore_withheld: RestoreWithheld,
    /// Scheduled, done or cancelled.
    pub progress: StandardizationProgress,
    /// Whether carrying it out has begun.
    pub begun: bool,
    /// The reason given by whoever scheduled it (T4).
    pub reason: Option<Reason>,
    /// When it was scheduled.
    pub created_at: Time,
    /// Goes up by one with each change.
    pub version: Version,
}

aggregate! {
    /// A scheduled return of all partner admins to the template.
    Standardization of StandardizationState
}

impl Standardization {
    /// Schedules a standardization. The day may be in the past.
    pub const fn schedule(
        id: OperationId,
        effective: Time,
        restore_withheld: RestoreWithheld,
        reason: Option<Reason>,
        now: Time,
    ) -> Self {
        Self(StandardizationState {
            id,
            effective,
            restore_withheld,
            progress: StandardizationProgress::Scheduled,
            begun: false,
            reason,
            created_at: now,
            version: Version::FIRST,
        })
    }

    /// Whether its day has come.
    pub fn is_due(&self, now: Time) -> bool {
        self.effective <= now
    }

    /// Whether a job should carry it out: its day has come and nobody is at work on it. If somebody
    /// began and has not finished after a while, they have failed.
    pub fn waits_for_job(&self, now: Time) -> bool {
        let began_by = self.effective.max(self.created_at);
        self.is_due(now) && (!self.begun || began_by + PATIENCE <= now)
    }

    /// Cancels it before it begins. Tells whether that changed anything.
    pub fn cancel(&mut self, now: Time) -> Result<bool, Refusal> {
        match self.progress {
            StandardizationProgress::Cancelled => Ok(false),
            StandardizationProgress::Scheduled if !self.begun && !self.is_due(now) => {
                self.0.progress = StandardizationProgress::Cancelled;
                Ok(true)
            }
            StandardizationProgress::Scheduled | StandardizationProgress::Done => {
                Err(Refusal::Conflict(Conflict::AlreadyCarriedOut))
            }
        }
    }

    /// Records that it is being carried out; from now on it cannot be cancelled. Tells whether that
    /// is new.
    pub fn begin(&mut self) -> bool {
        let new = !self.begun;
        self.0.begun = true;
        new
    }

    /// Records that it was carried out. Tells whether that is new, so that it is reported once.
    pub fn finish(&mut self) -> bool {
        let new = self.progress == StandardizationProgress::Scheduled;
        if new {
            self.0.progress = StandardizationProgress::Done;
        }
        new
    }
}

/// The effect on one partner admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardizationEffect {
    /// The account, by id and name.
    pub account: (AccountId, Name),
    /// The partner admin, by id and name.
    pub user: (UserId, Name),
    /// The permissions gained.
    pub gains: Vec<PermissionKey>,
    /// The permissions lost.
    pub losses: Vec<PermissionKey>,
}

impl StandardizationEffect {
    /// Compares the permissions granted before and after.
    pub fn between(catalogue: &Catalogue, before: &Member, after: &Member) -> Self {
        let (old, new) = (before.granted(catalogue), after.granted(catalogue));
        Self {
            account: (after.account.id, after.account.name.clone()),
            user: (after.user.id, after.user.name.clone()),
            gains: catalogue.names(new - old),
            losses: catalogue.names(old - new),
        }
    }
}

/// A position in the list of all partner admins. The list is sorted by account, so that each
/// account is done in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The account.
    pub account: AccountId,
    /// The membership.
    pub membership: MembershipId,
}

impl Place {
    /// The position of a member.
    pub fn of(member: &Member) -> Self {
        Self {
            account: member.membership.account,
            membership: member.membership.id,
        }
    }
}

/// Brings one partner admin back to the template. Added permissions are dropped, billing included;
/// withheld ones stay unless they are to be lifted. Returns `None` if nothing changes, and for
/// everyone who is not partner admin.
pub fn standardized(
    member: &Member,
    restore_withheld: RestoreWithheld,
    now: Time,
) -> Option<Member> {
    let lifts = restore_withheld == RestoreWithheld::Yes && !member.terms.withheld.is_empty();
    let adds = !member.membership.adjustments.added.is_empty();
    if member.membership.access != Access::PartnerAdmin || !(lifts || adds) {
        return None;
    }
    let mut after = member.clone();
    if lifts {
        after.terms.withheld.clear();
    }
    if adds {
        after
            .membership
            .change(now, |state| state.adjustments.added.clear());
    }
    Some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A day begins at midnight UTC (L9).
    #[test]
    fn a_day_or_a_time_is_read() {
        let read = |text| effective_from(text).map(|time| time.to_rfc3339());
        let midnight = Ok("2026-01-13T00:00:00+00:00".to_owned());
        assert_eq!(read("2026-01-13"), midnight);
        assert_eq!(read("2026-01-13T01:00:00+01:00"), midnight);
        for wrong in [
            "",
            "2026-1-13",
            "2026-02-30",
            "13.1.2026",
            "2026-01-13T00:00",
            "now",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
