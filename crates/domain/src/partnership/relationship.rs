//! The managed relationship: "this partner services this client" (section 7).

use std::collections::BTreeSet;

use crate::{
    base::{
        aggregate::aggregate,
        ids::AccountId,
        text::{Name, Tag},
        time::{Time, days},
        version::Version,
        words::words,
    },
    membership::{
        member::Member,
        super_admins::{ActsFor, SuperAdmins},
    },
    trail::event::EventKind,
};

words! {
    /// How a relationship stands (R1 to R4): computed from the clock on every read (R3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum RelationshipStatus {
        /// There is access, but no qualifying work yet.
        Connected = "connected",
        /// Kept alive by qualifying work.
        Managed = "managed",
        /// Nothing qualifying for too long, or ended on purpose.
        Ended = "ended",
    }
}

/// What is known of a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipState {
    /// The partner.
    pub partner: AccountId,
    /// Its client.
    pub client: AccountId,
    /// The partner's own name for the client (R6).
    pub display_name: Option<Name>,
    /// The partner's own words on the client (U1).
    pub tags: BTreeSet<Tag>,
    /// When it began, or began again.
    pub connected_at: Time,
    /// When the last qualifying work was done (R1).
    pub last_qualifying_activity_at: Option<Time>,
    /// When services were ended on purpose (R4).
    pub services_ended_at: Option<Time>,
    /// When it was started again, where it ever was: work from before no longer counts (R4).
    pub restarted_at: Option<Time>,
    /// What the trail says of its status: the newest of `connected`, `managed` and `ended` (R3).
    pub announced: RelationshipStatus,
    /// The last qualifying work of which the trail speaks.
    pub announced_for: Option<Time>,
    /// How often it was changed.
    pub version: Version,
}

aggregate! {
    /// What ties a partner to a client.
    Relationship of RelationshipState
}

impl Relationship {
    /// Begins a relationship: `connected`, until qualifying work is done.
    pub const fn connect(partner: AccountId, client: AccountId, now: Time) -> Self {
        Self(RelationshipState {
            partner,
            client,
            display_name: None,
            tags: BTreeSet::new(),
            connected_at: now,
            last_qualifying_activity_at: None,
            services_ended_at: None,
            restarted_at: None,
            announced: RelationshipStatus::Connected,
            announced_for: None,
            version: Version::FIRST,
        })
    }

    /// When the managed relationship ends unless more qualifying work is done (R2).
    pub fn ends_at(&self, ends_after_days: u32) -> Option<Time> {
        self.services_ended_at
            .or_else(|| Some(self.last_qualifying_activity_at? + days(ends_after_days)))
    }

    /// How it stands at a time. At `ends_at` exactly it is ended (R2).
    pub fn status(&self, ends_after_days: u32, now: Time) -> RelationshipStatus {
        match self.ends_at(ends_after_days) {
            Some(end) if end <= now => RelationshipStatus::Ended,
            Some(_) => RelationshipStatus::Managed,
            None => RelationshipStatus::Connected,
        }
    }

    /// Starts again after services were ended on purpose: an approval or an addition does (R4). Work
    /// done before no longer counts. Tells whether anything changed.
    pub fn reconnect(&mut self, now: Time) -> bool {
        let ended = self.services_ended_at.is_some();
        if ended {
            self.restart(now);
        }
        ended
    }

    /// Starts again on purpose, whatever it was that ended it (R4); one that runs is left alone. Tells
    /// whether anything changed.
    pub fn resume_services(&mut self, ends_after_days: u32, now: Time) -> bool {
        let ended = self.status(ends_after_days, now) == RelationshipStatus::Ended;
        if ended {
            self.restart(now);
        }
        ended
    }

    fn restart(&mut self, now: Time) {
        self.0.services_ended_at = None;
        self.0.last_qualifying_activity_at = None;
        self.0.connected_at = now;
        self.0.restarted_at = Some(now);
        self.announce(RelationshipStatus::Connected);
    }

    /// Ends at once, by the partner or by a client that severs it (R4); where it had ended by itself
    /// already, it ended then. Answers with the kind of event that tells of it; `None`: it had been
    /// ended on purpose before (T4).
    #[must_use = "what changed is to be told"]
    pub fn end_services(&mut self, ends_after_days: u32, now: Time) -> Option<EventKind> {
        if self.services_ended_at.is_some() {
            return None;
        }
        let natural_end = self.ends_at(ends_after_days);
        self.0.services_ended_at = Some(natural_end.map_or(now, |end| end.min(now)));
        let told = self.announced == RelationshipStatus::Ended;
        self.announce(RelationshipStatus::Ended);
        Some(if told {
            EventKind::RelationshipChanged
        } else {
            EventKind::RelationshipEnded
        })
    }

    /// Brings what the trail says up to the clock (R3): answers with the kind of event that is due,
    /// if one is. Once the end was told, only work that was reported since then opens a new period,
    /// however far the clocks of two nodes are apart.
    #[must_use = "what is due is to be told"]
    pub fn catch_up(&mut self, ends_after_days: u32, now: Time) -> Option<EventKind> {
        let status = self.status(ends_after_days, now);
        let told_the_end = self.announced == RelationshipStatus::Ended;
        if status == self.announced
            || (told_the_end && self.last_qualifying_activity_at <= self.announced_for)
        {
            return None;
        }
        self.announce(status);
        Some(match status {
            RelationshipStatus::Connected => EventKind::RelationshipConnected,
            RelationshipStatus::Managed => EventKind::RelationshipManaged,
            RelationshipStatus::Ended => EventKind::RelationshipEnded,
        })
    }

    /// Takes its status for known without an event: an import is no news.
    pub fn hush(&mut self, ends_after_days: u32, now: Time) {
        let status = self.status(ends_after_days, now);
        self.announce(status);
    }

    fn announce(&mut self, status: RelationshipStatus) {
        self.0.announced = status;
        self.0.announced_for = self.0.last_qualifying_activity_at;
    }

    /// Whether qualifying work done at this time counts: not while services are ended on purpose, and
    /// not what was done before they were taken up again (R4).
    pub fn counts(&self, occurred_at: Time) -> bool {
        self.services_ended_at.is_none()
            && self.restarted_at.is_none_or(|since| since <= occurred_at)
    }

    /// Gives the client the partner's own name, or the official one again (R6).
    pub fn rename(&mut self, display_name: Option<Name>) -> bool {
        let changed = self.0.display_name != display_name;
        self.0.display_name = display_name;
        changed
    }

    /// Replaces the partner's own words on the client.
    pub fn set_tags(&mut self, tags: BTreeSet<Tag>) -> bool {
        let changed = self.0.tags != tags;
        self.0.tags = tags;
        changed
    }

    /// Takes over what the platform knows from before (an import): what is `None` stays.
    pub fn import(
        &mut self,
        display_name: Option<Name>,
        connected_at: Option<Time>,
        last_qualifying_activity_at: Option<Time>,
    ) -> bool {
        let before = self.0.clone();
        if display_name.is_some() {
            self.0.display_name = display_name;
        }
        if let Some(at) = connected_at {
            self.0.connected_at = at;
        }
        if last_qualifying_activity_at.is_some() {
            self.0.last_qualifying_activity_at = last_qualifying_activity_at;
        }
        self.0 != before
    }
}

/// Rule R5, where the operator wants it: the end of a relationship deactivates whoever acts for the
/// partner in the client. A last permanent super admin stays (D5). Tells whether anything changed.
pub fn deactivate_at_end(target: &mut Member, super_admins: &mut SuperAdmins, now: Time) -> bool {
    let user = target.membership.user;
    let leaves =
        !target.membership.deactivated && super_admins.can_spare(user, ActsFor::Partner).is_ok();
    if leaves {
        super_admins.leave(user);
        let membership = &mut target.membership;
        membership.change(now, |state| state.deactivated = true);
    }
    leaves
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    /// R1, R2: connected, then managed for 60 days after the last qualifying work, then ended.
    #[test]
    fn the_status_follows_the_clock() {
        let at = |day: i64| DateTime::from_timestamp(day * 86_400, 0).unwrap();
        let id = AccountId::from_uuid(Uuid::from_u128(1));
        let mut relationship = Relationship::connect(id, id, at(0));
        assert_eq!(
            relationship.status(60, at(500)),
            RelationshipStatus::Connected
        );
        assert!(relationship.import(None, None, Some(at(10))));
        assert_eq!(relationship.status(60, at(69)), RelationshipStatus::Managed);
        assert_eq!(relationship.status(60, at(70)), RelationshipStatus::Ended);
    }

    fn at(day: i64) -> Time {
        DateTime::from_timestamp(day * 86_400, 0).unwrap()
    }

    fn worked(day: i64) -> Relationship {
        let id = AccountId::from_uuid(Uuid::from_u128(1));
        let mut relationship = Relationship::connect(id, id, at(0));
        relationship.import(None, None, Some(at(day)));
        relationship
    }

    /// R3: each change of the status is told once; once the end was told, a clock that is behind tells
    /// nothing, and only newer work opens a period.
    #[test]
    fn each_change_is_told_once() {
        let mut relationship = worked(10);
        let managed = Some(EventKind::RelationshipManaged);
        let ended = Some(EventKind::RelationshipEnded);
        assert_eq!(relationship.catch_up(60, at(11)), managed);
        assert_eq!(relationship.catch_up(60, at(69)), None);
        assert_eq!(relationship.catch_up(60, at(70)), ended);
        for behind in [70, 69, 11] {
            assert_eq!(relationship.catch_up(60, at(behind)), None);
        }
        relationship.import(None, None, Some(at(12)));
        assert_eq!(relationship.catch_up(60, at(71)), managed);
        assert_eq!(relationship.catch_up(60, at(72)), ended);
    }

    /// R4: an end on purpose is at that moment, or when it had ended by itself; twice is once.
    #[test]
    fn an_end_on_purpose_never_follows_one_that_passed() {
        let mut relationship = worked(10);
        let told = relationship.end_services(60, at(20));
        assert_eq!(told, Some(EventKind::RelationshipEnded));
        assert_eq!(relationship.ends_at(60), Some(at(20)));
        assert_eq!(relationship.end_services(60, at(30)), None);
        assert_eq!(relationship.ends_at(60), Some(at(20)));
        assert_eq!(relationship.catch_up(60, at(99)), None);

        let mut relationship = worked(10);
        assert_eq!(
            relationship.catch_up(60, at(99)),
            Some(EventKind::RelationshipEnded)
        );
        let told = relationship.end_services(60, at(99));
        assert_eq!(told, Some(EventKind::RelationshipChanged));
        assert_eq!(relationship.ends_at(60), Some(at(70)));
    }

    /// R4: an approval or an addition starts again what was ended on purpose, resuming whatever has
    /// ended; what runs is left alone.
    #[test]
    fn what_has_ended_starts_again() {
        let mut relationship = worked(10);
        assert!(!relationship.reconnect(at(99)) && !relationship.resume_services(60, at(20)));
        assert!(relationship.resume_services(60, at(70)));
        assert_eq!(
            relationship.status(60, at(70)),
            RelationshipStatus::Connected
        );
        assert_eq!(relationship.catch_up(60, at(99)), None);
        assert!(!relationship.counts(at(69)) && relationship.counts(at(70)));
        assert!(relationship.end_services(60, at(80)).is_some());
        assert!(!relationship.counts(at(90)));
        assert!(relationship.reconnect(at(90)) && relationship.counts(at(90)));
    }
}
