//! The managed relationship: "this partner services this client" (R1 to R7).

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
        super_admins::{SuperAdmins, TakenBy},
    },
    trail::event::{Event, EventKind},
};

words! {
    /// The status of a relationship, computed from the clock on every read (R3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum RelationshipStatus {
        /// There was no qualifying activity yet (R1).
        Connected = "connected",
        /// Qualifying activity keeps it alive (R2).
        Managed = "managed",
        /// There was no qualifying activity for too long (R2), or it was ended on purpose (R4).
        Ended = "ended",
    }
}

/// The stored state of a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipState {
    /// The partner.
    pub partner: AccountId,
    /// The client of the partner.
    pub client: AccountId,
    /// The partner's own name for the client (R6); `None`: the official name.
    pub display_name: Option<Name>,
    /// The partner's tags on the client (U1).
    pub tags: BTreeSet<Tag>,
    /// When it began, or began again.
    pub connected_at: Time,
    /// When the last qualifying activity happened (R1).
    pub last_qualifying_activity_at: Option<Time>,
    /// When services were ended on purpose (R4); `None`: not ended.
    pub services_ended_at: Option<Time>,
    /// When it last began again; activity from before no longer counts (R4).
    pub restarted_at: Option<Time>,
    /// The last status written to the trail (R3).
    pub announced: RelationshipStatus,
    /// The last qualifying activity that the trail accounts for.
    pub announced_for: Option<Time>,
    /// Goes up by one with each change.
    pub version: Version,
}

aggregate! {
    /// The relationship between a partner and a client.
    Relationship of RelationshipState
}

impl Relationship {
    /// Begins a relationship as `connected`, until there is qualifying activity (R1).
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

    /// When the managed relationship ends without further qualifying activity (R2).
    pub fn ends_at(&self, ends_after_days: u32) -> Option<Time> {
        self.services_ended_at
            .or_else(|| Some(self.last_qualifying_activity_at? + days(ends_after_days)))
    }

    /// The status at a time. At exactly `ends_at` it is ended (R2).
    pub fn status(&self, ends_after_days: u32, now: Time) -> RelationshipStatus {
        match self.ends_at(ends_after_days) {
            Some(end) if end <= now => RelationshipStatus::Ended,
            Some(_) => RelationshipStatus::Managed,
            None => RelationshipStatus::Connected,
        }
    }

    /// Makes an event of this relationship, with what a copy of it needs. The status is the one that was
    /// told last.
    pub fn event(&self, kind: EventKind, ends_after_days: u32) -> Event {
        let text = |at: Time| at.to_rfc3339();
        let tags: Vec<&str> = self.tags.iter().map(Tag::as_str).collect();
        Event::new(kind)
            .in_account(self.client)
            .with_partner(self.partner)
            .with("status", self.announced.as_str())
            .with("display_name", self.display_name.as_ref().map(Name::as_str))
            .with("tags", tags)
            .with("connected_at", text(self.connected_at))
            .with("ends_at", self.ends_at(ends_after_days).map(text))
            .with(
                "last_qualifying_activity_at",
                self.last_qualifying_activity_at.map(text),
            )
    }

    /// Begins again after services were ended on purpose, as an approval or an addition does.
    /// Earlier activity no longer counts (R4). Tells whether anything changed.
    pub fn reconnect(&mut self, now: Time) -> bool {
        let ended = self.services_ended_at.is_some();
        if ended {
            self.restart(now);
        }
        ended
    }

    /// Resumes services, however they ended (R4). A running relationship is left alone. Tells
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

    /// Ends services at once, by the partner or by a client that severs it (R4). If the
    /// relationship had ended by the clock, that end stays. Returns the kind of event to write;
    /// `None` if it had been ended on purpose before (T4).
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

    /// Brings the trail up to date with the clock, and returns the kind of event that is due, if
    /// any. After an end was written, only newer activity opens a new period, so that nodes whose
    /// clocks differ write each change once (R3).
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

    /// Marks the status as written without an event: an import is not news.
    pub fn mark_announced(&mut self, ends_after_days: u32, now: Time) {
        let status = self.status(ends_after_days, now);
        self.announce(status);
    }

    fn announce(&mut self, status: RelationshipStatus) {
        self.0.announced = status;
        self.0.announced_for = self.0.last_qualifying_activity_at;
    }

    /// Whether qualifying activity at this time counts: not while services are ended on purpose,
    /// and not from before they began again (R4).
    pub fn counts(&self, occurred_at: Time) -> bool {
        self.services_ended_at.is_none()
            && self.restarted_at.is_none_or(|since| since <= occurred_at)
    }

    /// Sets the partner's own name for the client, or returns to the official one (R6).
    pub fn rename(&mut self, display_name: Option<Name>) -> bool {
        let changed = self.0.display_name != display_name;
        self.0.display_name = display_name;
        changed
    }

    /// Replaces the partner's tags on the client.
    pub fn set_tags(&mut self, tags: BTreeSet<Tag>) -> bool {
        let changed = self.0.tags != tags;
        self.0.tags = tags;
        changed
    }

    /// Imports what the platform knows from before; `None` keeps a value.
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

/// Deactivates a member who acts for the partner, when the relationship ends and the operator has
/// set it so (R5). The last permanent super admin stays (D5). Tells whether anything changed.
pub fn deactivate_at_end(target: &mut Member, super_admins: &mut SuperAdmins, now: Time) -> bool {
    let user = target.membership.user;
    let last = super_admins.must_not_be_last(user, TakenBy::PARTNER);
    let leaves = target.membership.can_be_ended() && last.is_ok();
    if leaves {
        super_admins.leave_out(user);
        target.membership.deactivate(now);
    }
    leaves
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    /// A relationship is connected, then managed for 60 days after the last qualifying activity,
    /// then ended (R1, R2).
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

    /// Each change of status is written once. After an end, a slow clock writes nothing, and only
    /// newer activity opens a period (R3).
    #[test]
    fn each_change_is_written_once() {
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

    /// An end on purpose holds from that moment, or from an earlier end by the clock; ending twice
    /// changes nothing (R4).
    #[test]
    fn ending_on_purpose_keeps_an_earlier_end() {
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

    /// An approval or an addition begins again what was ended on purpose; resuming, whatever has
    /// ended (R4).
    #[test]
    fn an_ended_relationship_begins_again() {
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
