//! The platform reports activities of users in accounts. A report updates when each member was last
//! active (R7), and a qualifying activity keeps the partner's relationship managed (R1). The trail
//! does not record reports (T1); a new status of a relationship is announced afterwards in a unit
//! of its own (R3).

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        text::ActivityKind,
        time::{InstantError, Time},
    },
    gate,
    partnership::{
        activity::{Ignored, ReportedMember, is_too_far_ahead},
        relationship::{Relationship, RelationshipState},
    },
    people::token::Scope,
    ports::{Locks, Reader},
    trail::event::{Event, EventKind},
};

use super::Activities;
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

/// The maximum number of activities in one call.
pub const MOST_ACTIVITIES: usize = 1_000;

/// An activity of a user.
#[derive(Debug, Clone)]
pub struct Activity {
    /// The account in which it happened.
    pub account: AccountRef,
    /// The user.
    pub user: UserRef,
    /// The kind of activity.
    pub kind: ActivityKind,
    /// When it happened; an error if that is no instant that is accepted (I5).
    pub occurred_at: Result<Time, InstantError>,
}

/// Reports activities.
#[derive(Debug, Clone)]
pub struct ReportActivities {
    /// The activities.
    pub activities: Vec<Activity>,
}

/// The result of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// How many activities were accepted.
    pub accepted: usize,
    /// How many of them qualify for at least one partner (R1).
    pub qualifying: usize,
    /// The ignored activities: their position in the report, and why.
    pub ignored: Vec<(usize, Ignored)>,
    /// The relationships (partner and client) whose new status is due to be announced (R3).
    pub due: Vec<(AccountId, AccountId)>,
}

impl Activities {
    /// Accepts a report. After the commit, the caller announces the due relationships with
    /// [`Relationships::announce_among`](crate::relationships::Relationships::announce_among).
    pub async fn report(
        &self,
        cx: &RequestContext,
        cmd: ReportActivities,
    ) -> Result<Ready<Reported>, UseCaseError> {
        let attempted = Event::new(EventKind::RelationshipChanged);
        let work = self.try_report(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_report(
        &self,
        cx: &RequestContext,
        cmd: ReportActivities,
    ) -> Result<Ready<Reported>, UseCaseError> {
        let ports = &*self.ports;
        let permit = gate::platform(&cx.origin, Scope::Activity)?;
        let count = cmd.activities.len();
        if count == 0 || count > MOST_ACTIVITIES {
            let detail = format!("must have 1 to {MOST_ACTIVITIES} activities");
            return Err(UseCaseError::invalid("/activities", detail));
        }
        let now = ports.now();
        let mut noted = Noted::default();
        let people = ReportedPeople::load(&mut *ports.store.reader(), &cmd.activities).await?;
        for (index, activity) in cmd.activities.iter().enumerate() {
            let Ok(occurred_at) = activity.occurred_at else {
                noted.ignored.push((index, Ignored::InvalidTime));
                continue;
            };
            match people.find(activity) {
                Err(why) => noted.ignored.push((index, why)),
                Ok(_) if is_too_far_ahead(occurred_at, now) => {
                    noted.ignored.push((index, Ignored::InTheFuture));
                }
                Ok(worker) => {
                    let qualifies = ports.settings.qualifying_kinds.contains(&activity.kind);
                    let relationships: Vec<_> = worker
                        .qualifies_for(occurred_at, now)
                        .filter(|_| qualifies)
                        .collect();
                    noted.take(worker, &relationships, occurred_at);
                }
            }
        }
        let due = noted.due(ports.settings.ends_after_days, now);
        let reported = Reported {
            accepted: noted.accepted,
            qualifying: noted.qualifying,
            ignored: noted.ignored,
            due,
        };
        if noted.active.is_empty() {
            return Ok(Ready::unchanged(reported));
        }
        let active = noted.active.into_iter();
        let active: Vec<_> = active
            .map(|((account, user), at)| (account, user, at))
            .collect();
        let worked = noted.worked.into_iter();
        let worked: Vec<_> = worked
            .map(|((partner, client), (_, at))| (partner, client, at))
            .collect();
        // No locks are needed: times only ever move forward.
        let mut unit = ports.store.begin(Locks::none()).await?;
        unit.note_active(&active).await?;
        unit.note_qualifying(&worked).await?;
        Ok(Ready::aside(reported, unit, permit))
    }
}

/// The effects of a report.
#[derive(Debug, Default)]
struct Noted {
    accepted: usize,
    qualifying: usize,
    ignored: Vec<(usize, Ignored)>,
    /// When each member was last active.
    active: BTreeMap<(AccountId, UserId), Time>,
    /// The time of the last qualifying activity by partner and client, with the relationship before
    /// it.
    worked: BTreeMap<(AccountId, AccountId), (Relationship, Time)>,
}

impl Noted {
    fn take(&mut self, worker: &ReportedMember, qualifies_for: &[&Relationship], at: Time) {
        self.accepted += 1;
        let active = self
            .active
            .entry((worker.account, worker.user))
            .or_insert(at);
        *active = at.max(*active);
        if !qualifies_for.is_empty() {
            self.qualifying += 1;
        }
        for relationship in qualifies_for {
            let place = (relationship.partner, relationship.client);
            let entry = self.worked.entry(place);
            let (_, last) = entry.or_insert_with(|| ((*relationship).clone(), at));
            *last = at.max(*last);
        }
    }

    /// The relationships whose status differs from the one announced last.
    fn due(&self, ends_after_days: u32, now: Time) -> Vec<(AccountId, AccountId)> {
        let due = self.worked.iter().filter(|(_, (relationship, at))| {
            let last = relationship.last_qualifying_activity_at;
            let mut moved = Relationship::restore(RelationshipState {
                last_qualifying_activity_at: Some(last.map_or(*at, |last| last.max(*at))),
                ..(**relationship).clone()
            });
            moved.catch_up(ends_after_days, now).is_some()
        });
        due.map(|(place, _)| *place).collect()
    }
}

/// Everyone a report names, with the facts that decide for which partner their work counts. Reading
/// them takes three statements, however many people there are.
struct ReportedPeople {
    accounts: BTreeMap<AccountRef, AccountId>,
    users: BTreeMap<UserRef, UserId>,
    workers: HashMap<(AccountId, UserId), ReportedMember>,
}

impl ReportedPeople {
    async fn load(reader: &mut dyn Reader, activities: &[Activity]) -> Result<Self, UseCaseError> {
        let names: HashSet<_> = activities
            .iter()
            .map(|activity| activity.account.clone())
            .collect();
        let names: Vec<_> = names.into_iter().collect();
        let accounts = reader.accounts_named(&names).await?;
        let names: HashSet<_> = activities
            .iter()
            .map(|activity| activity.user.clone())
            .collect();
        let names: Vec<_> = names.into_iter().collect();
        let users = reader.users_named(&names).await?;
        let places: HashSet<_> = activities
            .iter()
            .filter_map(|activity| {
                let account = accounts.get(&activity.account)?;
                Some((*account, *users.get(&activity.user)?))
            })
            .collect();
        let places: Vec<_> = places.into_iter().collect();
        let workers = reader.workers(&places).await?.into_iter();
        let workers = workers.map(|worker| ((worker.account, worker.user), worker));
        Ok(Self {
            workers: workers.collect(),
            accounts,
            users,
        })
    }

    fn find(&self, activity: &Activity) -> Result<&ReportedMember, Ignored> {
        let account = self.accounts.get(&activity.account);
        let account = account.ok_or(Ignored::UnknownAccount)?;
        let user = self.users.get(&activity.user);
        let user = user.ok_or(Ignored::UnknownUser)?;
        let worker = self.workers.get(&(*account, *user));
        worker.ok_or(Ignored::NotAMember)
    }
}
