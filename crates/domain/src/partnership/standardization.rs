//! All partner admins are brought back to the template, on a day (L9).

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

use crate::{
    base::{
        aggregate::aggregate,
        ids::{AccountId, MembershipId, OperationId, UserId},
        refusal::{Conflict, Refusal},
        text::{Name, Reason},
        time::{Time, whole_micros},
        version::Version,
        words::words,
    },
    membership::{Access, member::Member},
    permission::{Catalogue, PermissionKey},
};

/// How long whoever began to carry one out is left alone.
const PATIENCE: Duration = Duration::minutes(1);

/// A text that names no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a day such as 2026-01-13, or a time such as 2026-01-13T09:30:00Z")]
pub struct DayError;

/// Reads from when on the template shall stand: a day, which begins at midnight UTC, or a time, RFC
/// 3339.
pub fn effective_from(text: &str) -> Result<Time, DayError> {
    let day = |text| {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        // Chrono takes shorter years, months and days too; an ISO date has all its digits.
        (day.to_string() == text).then(|| day.and_time(NaiveTime::MIN).and_utc())
    };
    let time = |text| {
        let time = DateTime::parse_from_rfc3339(text).ok()?;
        Some(whole_micros(time.with_timezone(&Utc)))
    };
    day(text).or_else(|| time(text)).ok_or(DayError)
}

/// What becomes of the permissions that clients withhold from partner admins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientsWord {
    /// They stay withheld.
    #[default]
    Stays,
    /// They are given back.
    IsLifted,
}

words! {
    /// How far a standardization has come.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum StandardizationProgress {
        /// Its day is still to come, or it is being carried out.
        Scheduled = "scheduled",
        /// It was carried out.
        Done = "done",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

/// What is known of a standardization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardizationState {
    /// Its id.
    pub id: OperationId,
    /// From when on the template stands.
    pub effective: Time,
    /// What becomes of what clients withhold.
    pub clients_word: ClientsWord,
    /// How far it has come.
    pub progress: StandardizationProgress,
    /// Whether somebody has begun to carry it out.
    pub begun: bool,
    /// Why, in the words of whoever set it down (T4).
    pub reason: Option<Reason>,
    /// When it was set down.
    pub created_at: Time,
    /// How often it was changed.
    pub version: Version,
}

aggregate! {
    /// The day on which all partner admins are brought back to the template.
    Standardization of StandardizationState
}

impl Standardization {
    /// Sets it down for a day, which may have come already.
    pub const fn schedule(
        id: OperationId,
        effective: Time,
        clients_word: ClientsWord,
        reason: Option<Reason>,
        now: Time,
    ) -> Self {
        Self(StandardizationState {
            id,
            effective,
            clients_word,
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

    /// Whether a job is to carry it out: its day has come, and nobody is at it. Who began and has not
    /// finished after a while has met with something.
    pub fn waits_for_job(&self, now: Time) -> bool {
        let began_by = self.effective.max(self.created_at);
        self.is_due(now) && (!self.begun || began_by + PATIENCE <= now)
    }

    /// Calls it off, before its day. Tells whether anything changed.
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

    /// Takes note that it is being carried out: from here on it cannot be called off. Tells whether
    /// that is new.
    pub fn begin(&mut self) -> bool {
        let new = !self.begun;
        self.0.begun = true;
        new
    }

    /// Takes note that it was carried out. Tells whether that is new: it is told of once.
    pub fn finish(&mut self) -> bool {
        let new = self.progress == StandardizationProgress::Scheduled;
        if new {
            self.0.progress = StandardizationProgress::Done;
        }
        new
    }
}

/// What standardizing does to one partner admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardizationEffect {
    /// In which account, by id and name.
    pub account: (AccountId, Name),
    /// To whom, by id and name.
    pub user: (UserId, Name),
    /// What they gain.
    pub gains: Vec<PermissionKey>,
    /// What they lose.
    pub losses: Vec<PermissionKey>,
}

impl StandardizationEffect {
    /// The difference between what a partner admin was granted and is granted.
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

/// The place of a membership among all partner admins: by account, so that an account is dealt with at
/// once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The account.
    pub account: AccountId,
    /// The membership.
    pub membership: MembershipId,
}

impl Place {
    /// Where a member stands.
    pub fn of(member: &Member) -> Self {
        Self {
            account: member.membership.account,
            membership: member.membership.id,
        }
    }
}

/// Brings one partner admin back to the template: what was added goes, billing included; what the
/// client withholds goes only where that is lifted too. `None`: there is nothing to change, as for
/// everybody who is no partner admin.
pub fn standardized(member: &Member, clients_word: ClientsWord, now: Time) -> Option<Member> {
    let lifts = clients_word == ClientsWord::IsLifted && !member.terms.withheld.is_empty();
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

    /// L9: a day is midnight UTC.
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
            assert_eq!(read(wrong), Err(DayError), "{wrong}");
        }
    }
}
