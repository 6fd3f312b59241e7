//! A job reminds people of access that ends in 30, 7 or 1 days: the person, and the side that set the end
//! (A9, N1). Each reminder is given once, by whichever node comes first. What ends at the same time by the
//! same side's word is one act, and one mail.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::{Time, days},
    },
    gate,
    membership::{Status, member::Member},
    ports::{Locks, NearEnd, StoreError, UnitOfWork},
    telling::{
        SET_BY,
        reminder::{DAYS_BEFORE_ACCESS_ENDS, Ending, Reminder, days_left, is_news},
    },
    trail::{
        audit::Records,
        event::{Event, EventKind},
    },
};

use super::Memberships;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, turn::JobTurn},
    steps::set_end::{setting_of_end, side_of},
};

/// How many ends are read at once.
const MOST_ENDS: u16 = 500;
/// The most memberships in one act.
const MOST_AT_ONCE: usize = 200;

/// What is told in one act: the ends of one moment, set by one side.
type Moment = (Time, AccountId);

impl Memberships {
    /// Reminds of the ends that near, and returns of how many. An end that cannot be told of waits for the
    /// next run; the others do not.
    pub async fn remind(&self) -> Result<usize, UseCaseError> {
        let mut turn = JobTurn::default();
        for days in DAYS_BEFORE_ACCESS_ENDS {
            self.remind_before(days, &mut turn).await?;
        }
        turn.into_result()
    }

    async fn remind_before(&self, days: u32, turn: &mut JobTurn) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let mut reached: Option<NearEnd> = None;
        loop {
            let mut reader = ports.store.reader();
            let ends = reader
                .ends_to_remind_of(days, now, reached.as_ref(), MOST_ENDS)
                .await?;
            let (mut acts, mut known) = (BTreeMap::<Moment, Vec<NearEnd>>::new(), Vec::new());
            for end in &ends {
                let place = (end.account, end.user);
                let setting = setting_of_end(&mut *reader, place, end.ends_at).await?;
                if is_news(
                    setting.as_ref().map(|seen| seen.record.at),
                    end.ends_at,
                    days,
                ) {
                    let side = side_of(setting.as_ref(), end.account);
                    acts.entry((end.ends_at, side)).or_default().push(*end);
                } else {
                    known.push(*end);
                }
            }
            drop(reader);
            if !known.is_empty() {
                turn.note(self.remind_of(None, days, &known).await)?;
            }
            for ((_, side), ends) in &acts {
                for ends in ends.chunks(MOST_AT_ONCE) {
                    turn.note(self.remind_of(Some(*side), days, ends).await)?;
                }
            }
            reached = ends.last().copied();
            if reached.is_none() || ends.len() < usize::from(MOST_ENDS) {
                return Ok(());
            }
        }
    }

    /// Tells of ends that this side set, and notes that it was done; `None`: notes it only.
    async fn remind_of(
        &self,
        side: Option<AccountId>,
        days: u32,
        ends: &[NearEnd],
    ) -> Result<usize, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("remind of ends", &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let given: Vec<_> = ends.iter().map(|end| reminder(end, days)).collect();
        match unit.note_reminders(&given).await {
            Err(StoreError::Stale) => return Ok(0),
            noted => noted?,
        }
        let now = ports.now();
        let mut events = Vec::new();
        if let Some(side) = side {
            for member in still_ending(&mut *unit, ends).await? {
                let member = Some(&member);
                let kind = EventKind::MembershipExpiring;
                let event = Event::of_membership(kind, &ports.catalogue, member, member);
                let ends_at = member.and_then(|member| member.membership.expires_at);
                let left = ends_at.map(|end| days_left(end, now));
                events.push(event.with(SET_BY, side.to_string()).with("days", left));
            }
        }
        let told = events.len();
        match Records::of(&permit, events, &*ports.ids, now) {
            Some(records) => unit.commit(records).await.map(drop)?,
            None => unit.commit_aside(&permit).await?,
        }
        Ok(told)
    }

    /// Forgets of which ends people were reminded, once those are past.
    pub async fn forget_reminders(&self) -> Result<u64, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("forget reminders", &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        // A relationship is known by its last activity, so many days before its end.
        let before = ports.now() - days(ports.settings.ends_after_days) - days(1);
        let mut unit = ports.store.begin(Locks::none()).await?;
        let forgotten = unit.forget_reminders(before).await?;
        unit.commit_aside(&permit).await?;
        Ok(forgotten)
    }
}

const fn reminder(end: &NearEnd, days: u32) -> Reminder {
    Reminder {
        account: end.account,
        about: Ending::Access(end.user),
        of: end.ends_at,
        days,
    }
}

/// The members whose access still ends then.
async fn still_ending(
    unit: &mut dyn UnitOfWork,
    ends: &[NearEnd],
) -> Result<Vec<Member>, StoreError> {
    let mut places: BTreeMap<AccountId, BTreeMap<UserId, Time>> = BTreeMap::new();
    for end in ends {
        let users = places.entry(end.account).or_default();
        users.insert(end.user, end.ends_at);
    }
    let mut found = Vec::new();
    for (account, users) in places {
        let all: BTreeSet<_> = users.keys().copied().collect();
        let members = unit
            .members_among(account, &Vec::from_iter(all))
            .await?
            .into_iter();
        found.extend(members.filter(|member| {
            let membership = &member.membership;
            let end = users.get(&membership.user).copied();
            membership.expires_at == end && membership.status() == Status::Active
        }));
    }
    found.sort_by_key(|member| (member.membership.account, member.membership.user));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::trail::audit::{Actor, Record};
    use latchkey_testing::{FailAt, FailingStore, Failure, builders::MembershipBuilder};

    use super::*;
    use crate::{
        memberships::{ChangeMember, RequestedChange, TargetMember},
        testing::UseCaseBed,
    };

    /// Ends somebody's access in Harbour & Pine after so many days, by its super admin Helen.
    async fn end(bed: &UseCaseBed, user: UserId, after: u32) {
        let world = &bed.world;
        let cx = bed.as_user(world.helen);
        let cmd = ChangeMember {
            target: TargetMember {
                account: world.harbour.into(),
                user: user.into(),
            },
            change: RequestedChange {
                expires_at: Some(Some(world.now() + days(after))),
                ..RequestedChange::default()
            },
        };
        let service = Memberships::new(Arc::clone(&bed.ports));
        let ready = service.change(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
    }

    async fn told(bed: &UseCaseBed) -> Vec<Record> {
        let trail = bed.world.trail().await.into_iter();
        trail
            .filter(|record| record.event.kind == EventKind::MembershipExpiring)
            .collect()
    }

    /// A9: 30, 7 and 1 days before, each once.
    #[tokio::test]
    async fn each_reminder_is_given_once() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        end(&bed, world.ines, 40).await;
        let mut days_told = Vec::new();
        for day in 0..42_u32 {
            if memberships.remind().await.unwrap() > 0 {
                days_told.push(40 - day);
            }
            assert_eq!(memberships.remind().await.unwrap(), 0, "day {day}");
            world.clock.advance(days(1));
        }
        assert_eq!(days_told, [30, 7, 1]);
        let lines = told(&bed).await;
        let [last, .., first] = lines.as_slice() else {
            panic!("three lines, not {lines:?}");
        };
        assert_eq!(last.actor, Actor::Job("remind of ends".to_owned()));
        assert_eq!(first.event.user, Some(world.ines));
        let fact = |record: &Record, name| record.event.details.more.get(name).cloned();
        assert_eq!(fact(first, "days"), Some(30.into()));
        assert_eq!(fact(last, "days"), Some(1.into()));
        assert_eq!(fact(last, SET_BY), Some(world.harbour.to_string().into()));
    }

    /// Nobody is reminded of an end that they were told of within a day; a job that was late says how many
    /// days are left.
    #[tokio::test]
    async fn who_just_heard_is_not_reminded() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        end(&bed, world.ines, 30).await;
        assert_eq!(memberships.remind().await.unwrap(), 0);
        world.clock.advance(days(26));
        assert_eq!(memberships.remind().await.unwrap(), 1);
        let lines = told(&bed).await;
        let days = lines.first().unwrap().event.details.more.get("days");
        assert_eq!(days, Some(&4.into()));
    }

    /// N1: what one side set for the same moment is one act, in whichever accounts; the other side's is
    /// another.
    #[tokio::test]
    async fn ends_are_told_by_the_side_that_set_them() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        let until = world.now() + days(60);
        let set = world.set(world.northwind_staff).await;
        for client in [world.harbour, world.fjordline] {
            let member = MembershipBuilder::new(client, world.kaya).set(&set);
            world
                .add_member(member.acting_for(world.northwind).expires_at(until))
                .await;
        }
        end(&bed, world.ines, 60).await;
        end(&bed, world.hugo, 60).await;
        world.clock.advance(days(55));
        let before = world.store.revision().await.unwrap().number;
        assert_eq!(memberships.remind().await.unwrap(), 4);
        let after = world.store.revision().await.unwrap().number;
        // The scene itself writes no events of members, so that the account counts as who set their end.
        assert_eq!(after - before, 2, "Harbour & Pine, and Fjordline");
    }

    /// One end that cannot be told of keeps no other waiting; who is moved meanwhile is not told of.
    #[tokio::test]
    async fn a_failing_reminder_keeps_no_others_waiting() {
        let mut bed = UseCaseBed::new().await;
        let store = FailingStore::over(Arc::clone(&bed.world.store));
        Arc::get_mut(&mut bed.ports).unwrap().store = Arc::new(store.clone());
        end(&bed, bed.world.ines, 20).await;
        end(&bed, bed.world.hugo, 21).await;
        bed.world.clock.advance(days(15));
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        store.fail(FailAt::Begin, Failure::Corrupt);
        assert!(memberships.remind().await.is_err(), "is logged");
        let lines = told(&bed).await;
        let [line] = lines.as_slice() else {
            panic!("the other one is told, not {lines:?}");
        };
        assert_eq!(line.event.user, Some(bed.world.hugo));
        assert_eq!(memberships.remind().await.unwrap(), 1);
        bed.world.clock.advance(days(200));
        // That of 30 days before was due when the one of 7 days had failed: nobody needed it.
        assert_eq!(memberships.forget_reminders().await.unwrap(), 3);
    }
}
