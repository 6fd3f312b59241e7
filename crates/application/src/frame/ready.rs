//! A change that is ready but not committed: the door still renders its answer, so that the answer
//! can be kept under an idempotency key in the same commit as the effect.

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        revision::Revision,
        time::Time,
    },
    membership::{AccessKind, Status},
    ports::UnitOfWork,
    trail::{
        audit::Records,
        event::{AccessSummary, Event},
        idempotency::KeptAnswer,
        permit::{Permit, Taking},
    },
};

use crate::frame::{
    another_super_admin::relieve_leavers, context::RequestContext, error::UseCaseError,
    ports::Ports,
};

/// How long an answer is kept under an idempotency key.
pub const KEPT_FOR: Duration = Duration::hours(24);

/// How a unit is to be committed.
enum Commit {
    /// A change, with its records.
    Numbered(Records),
    /// An act that is not recorded in the trail (T1).
    Aside(Permit),
}

/// The result of a use case, not committed yet. Dropping it undoes everything.
#[must_use = "nothing happens before commit"]
pub struct Ready<T> {
    value: T,
    change: Option<(Box<dyn UnitOfWork>, Commit)>,
    refused: Vec<(Event, Refusal)>,
}

impl<T: std::fmt::Debug> std::fmt::Debug for Ready<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ready")
            .field("value", &self.value)
            .field("changes", &self.change.is_some())
            .finish_non_exhaustive()
    }
}

/// The result, and the revision that contains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done<T> {
    /// What was asked for.
    pub value: T,
    /// The revision of the commit; for an act that changed nothing, the newest one (T4).
    pub revision: Revision,
}

/// Has a super admin take the access that somebody offered them, because they use it. Tells whether
/// they still have it after their own act.
async fn take(unit: &mut dyn UnitOfWork, taking: Taking, now: Time) -> Result<bool, UseCaseError> {
    let Some(mut member) = unit.member(taking.account, taking.user).await? else {
        return Ok(false);
    };
    let taken = member.membership.take(now);
    if taken {
        unit.save_membership(&mut member.membership).await?;
    }
    Ok(taken)
}

impl<T> Ready<T> {
    /// A change to commit with what happened; where nothing happened there is nothing to commit (T4).
    pub(crate) fn of(
        value: T,
        unit: Box<dyn UnitOfWork>,
        permit: &Permit,
        events: impl IntoIterator<Item = Event>,
        (ports, now): (&Ports, Time),
    ) -> Self {
        let events = events.into_iter().collect();
        match Records::of(permit, events, &*ports.ids, now) {
            Some(records) => Self::changed(value, unit, records),
            None => Self::unchanged(value),
        }
    }

    /// A change to commit with its records.
    pub fn changed(value: T, unit: Box<dyn UnitOfWork>, records: Records) -> Self {
        Self {
            value,
            change: Some((unit, Commit::Numbered(records))),
            refused: Vec::new(),
        }
    }

    /// A change to commit that the trail does not record (T1), such as a review: it takes no
    /// revision, and its answer is not kept under an idempotency key.
    pub fn aside(value: T, unit: Box<dyn UnitOfWork>, permit: Permit) -> Self {
        Self {
            value,
            change: Some((unit, Commit::Aside(permit))),
            refused: Vec::new(),
        }
    }

    /// An act whose result was there already: nothing to commit, no event (T4).
    pub const fn unchanged(value: T) -> Self {
        Self {
            value,
            change: None,
            refused: Vec::new(),
        }
    }

    /// The same, with items that a rule refused while others were done; each is written to the
    /// trail after the commit (T1).
    pub fn with_refused(mut self, refused: Vec<(Event, Refusal)>) -> Self {
        self.refused = refused;
        self
    }

    /// What the answer is made of.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The same change with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Ready<U> {
        Ready {
            value: f(self.value),
            change: self.change,
            refused: self.refused,
        }
    }

    /// Commits, keeping the answer if one is given.
    pub async fn commit(
        self,
        ports: &Ports,
        cx: &RequestContext,
        keep: Option<KeptAnswer>,
    ) -> Result<Done<T>, UseCaseError> {
        let Self {
            value,
            change,
            refused,
        } = self;
        let revision = match change {
            Some((mut unit, Commit::Numbered(mut records))) => {
                let now = ports.now();
                if let Some(taking) = records.takes()
                    && take(&mut *unit, taking, now).await?
                {
                    let mut new = brought_in(&records, taking.account);
                    new.push(taking.user);
                    records.add(taking.event(), &*ports.ids, now);
                    let account = (taking.account, new.as_slice());
                    let left = relieve_leavers(&mut *unit, &ports.catalogue, account, now);
                    for event in left.await? {
                        records.add(event, &*ports.ids, now);
                    }
                }
                if let Some(answer) = keep {
                    unit.keep_answer(&answer, now, now - KEPT_FOR).await?;
                }
                unit.commit(records).await?
            }
            Some((unit, Commit::Aside(permit))) => {
                unit.commit_aside(&permit).await?;
                ports.store.revision().await?
            }
            None => ports.store.revision().await?,
        };
        for (attempted, refusal) in refused {
            ports.refusals.note(&cx.origin, attempted, refusal).await;
        }
        Ok(Done { value, revision })
    }
}

/// Whom an act makes super admin of an account, or brings back as one.
fn brought_in(records: &Records, account: AccountId) -> Vec<UserId> {
    let acts = |held: Option<&AccessSummary>| {
        held.is_some_and(|held| {
            held.access == AccessKind::SuperAdmin.as_str() && held.status == Status::Active.as_str()
        })
    };
    let here = records.as_slice().iter().map(|record| &record.event);
    here.filter(|event| event.account == Some(account))
        .filter(|event| acts(event.details.after.as_ref()) && !acts(event.details.before.as_ref()))
        .filter_map(|event| event.user)
        .collect()
}
