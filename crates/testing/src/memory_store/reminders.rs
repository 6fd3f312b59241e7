use async_trait::async_trait;
use latchkey_domain::{
    base::time::{Time, days},
    membership::Status,
    partnership::relationship::RelationshipStatus,
    ports::{NearClose, NearEnd, ReminderQueries, ReminderRepository, StoreError},
    telling::reminder::{Ending, Reminder},
};

use super::{
    state::State,
    unit::{Draft, Look, Memory},
};

/// Whether somebody was reminded of what ends so many days before the end, or later.
fn is_reminded(state: &State, wanted: Reminder) -> bool {
    let of = |given: &Reminder| (given.account, given.about, given.of);
    let mut given = state.reminders.iter();
    given.any(|given| of(given) == of(&wanted) && given.days <= wanted.days)
}

#[async_trait]
impl<S: Look> ReminderQueries for Memory<S> {
    async fn ends_to_remind_of(
        &mut self,
        before: u32,
        now: Time,
        after: Option<&NearEnd>,
        limit: u16,
    ) -> Result<Vec<NearEnd>, StoreError> {
        let place = |end: &NearEnd| (end.ends_at, end.membership);
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let active = memberships.filter(|it| it.status() == Status::Active);
            let ends = active.filter_map(|membership| {
                let ends_at = membership.expires_at?;
                let wanted = Reminder {
                    account: membership.account,
                    about: Ending::Access(membership.user),
                    of: ends_at,
                    days: before,
                };
                let is_near = now < ends_at && ends_at <= now + days(before);
                (is_near && !is_reminded(view.state, wanted)).then_some(NearEnd {
                    account: membership.account,
                    user: membership.user,
                    membership: membership.id,
                    ends_at,
                })
            });
            let mut ends: Vec<_> = ends
                .filter(|end| after.is_none_or(|after| place(end) > place(after)))
                .collect();
            ends.sort_by_key(place);
            ends.truncate(usize::from(limit));
            ends
        })
    }

    async fn closes_to_warn_of(
        &mut self,
        ends_after_days: u32,
        before: u32,
        now: Time,
        skip: u64,
        limit: u16,
    ) -> Result<Vec<NearClose>, StoreError> {
        self.look(|view| {
            let known = view.state.relationships.values();
            let closes = known.filter_map(|it| {
                let last_activity = it.last_qualifying_activity_at?;
                let ends_at = last_activity + days(ends_after_days);
                let wanted = Reminder {
                    account: it.client,
                    about: Ending::Relationship(it.partner),
                    of: last_activity,
                    days: before,
                };
                let runs =
                    it.announced == RelationshipStatus::Managed && it.services_ended_at.is_none();
                let is_near = now < ends_at && ends_at <= now + days(before);
                (runs && is_near && !is_reminded(view.state, wanted)).then_some(NearClose {
                    partner: it.partner,
                    client: it.client,
                    last_activity,
                })
            });
            let mut closes: Vec<_> = closes.collect();
            closes.sort_by_key(|it| (it.last_activity, it.partner, it.client));
            let skip = usize::try_from(skip).unwrap();
            closes.into_iter().skip(skip).take(limit.into()).collect()
        })
    }
}

#[async_trait]
impl ReminderRepository for Memory<Draft> {
    async fn note_reminders(&mut self, reminders: &[Reminder]) -> Result<(), StoreError> {
        self.write(|state| {
            for given in reminders {
                if !state.reminders.insert(*given) {
                    return Err(StoreError::Stale);
                }
            }
            Ok(())
        })
    }

    async fn forget_reminders(&mut self, before: Time) -> Result<u64, StoreError> {
        self.write(|state| {
            let known = state.reminders.len();
            state.reminders.retain(|given| given.of >= before);
            Ok(u64::try_from(known - state.reminders.len()).unwrap())
        })
    }
}
