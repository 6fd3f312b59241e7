//! Refusals in the trail (T1): every refused write is recorded after its unit is gone and before the
//! answer, at most ten a minute per principal, code and account, and a hundred per principal. Further
//! ones are counted, and the count is recorded at that account when the minute is over, or the node
//! stops.

mod limits;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use latchkey_domain::{
    base::{
        ids::{AccountId, Ids},
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        time::{Clock, Time},
    },
    ports::{Refusals, Store, StoreError},
    trail::{
        audit::Record,
        event::{Event, EventKind},
        origin::Origin,
    },
};

use self::limits::{Due, RefusalLimits};
use crate::frame::error::{ConcernedAccount, UseCaseError};

/// What was attempted, with accounts and people as the caller named them: they are looked up only when
/// the refusal is written.
#[derive(Debug, Clone)]
pub struct Attempted {
    event: Event,
    account: Option<AccountRef>,
    partner: Option<AccountRef>,
    user: Option<UserRef>,
}

impl Attempted {
    /// An attempt of that kind.
    pub fn new(kind: EventKind) -> Self {
        Event::new(kind).into()
    }

    /// The same in an account.
    #[must_use]
    pub fn in_account(mut self, account: &AccountRef) -> Self {
        self.account = Some(account.clone());
        self
    }

    /// The same for or from a partner.
    #[must_use]
    pub fn with_partner(mut self, partner: &AccountRef) -> Self {
        self.partner = Some(partner.clone());
        self
    }

    /// The same about a person.
    #[must_use]
    pub fn about(mut self, user: &UserRef) -> Self {
        self.user = Some(user.clone());
        self
    }

    /// The same on a thing of its own.
    #[must_use]
    pub fn on(mut self, object: impl std::fmt::Display + Copy) -> Self {
        self.event = self.event.on(object);
        self
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.event = self.event.with(name, value);
        self
    }
}

/// Where something was attempted, as the caller named it.
#[derive(Debug)]
struct AttemptedAt {
    account: Option<AccountRef>,
    /// The partner whose people attempted it, where it is the partner's call.
    partner: Option<AccountRef>,
}

impl AttemptedAt {
    fn of(attempted: &Attempted) -> Self {
        let Attempted {
            event,
            account,
            partner,
            ..
        } = attempted;
        Self {
            account: account.clone().or(event.account.map(AccountRef::Id)),
            partner: partner.clone().or(event.partner.map(AccountRef::Id)),
        }
    }
}

impl From<Event> for Attempted {
    fn from(event: Event) -> Self {
        Self {
            event,
            account: None,
            partner: None,
            user: None,
        }
    }
}

/// Writes refusals to the trail, within the limit.
#[derive(Debug)]
pub struct RefusalBook {
    store: Arc<dyn Store>,
    refusals: Arc<dyn Refusals>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    limits: RefusalLimits,
}

impl RefusalBook {
    /// A book over a store of refusals.
    pub fn new(
        store: Arc<dyn Store>,
        refusals: Arc<dyn Refusals>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            store,
            refusals,
            clock,
            ids,
            limits: RefusalLimits::default(),
        }
    }

    /// Carries out an attempt; if a rule refuses it, records the refusal before returning the error.
    pub async fn watch<T>(
        &self,
        origin: &Origin,
        attempted: impl Into<Attempted> + Send,
        attempt: impl Future<Output = Result<T, UseCaseError>> + Send,
    ) -> Result<T, UseCaseError> {
        let error = match attempt.await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let Some(refusal) = error.refusal() else {
            return Err(error);
        };
        let attempted: Attempted = attempted.into();
        let place = AttemptedAt::of(&attempted);
        self.note(origin, attempted, refusal).await;
        if matches!(error, UseCaseError::Refused(Refusal::LastSuperAdmin)) {
            return Err(UseCaseError::LastSuperAdmin(self.concerned(place).await));
        }
        Err(error)
    }

    /// The account of a call that would have left it without super admin (D5), by the name that its
    /// caller knows it by (R6).
    async fn concerned(&self, place: AttemptedAt) -> Vec<ConcernedAccount> {
        match self.find_concerned(place).await {
            Ok(found) => found.into_iter().collect(),
            Err(error) => {
                tracing::warn!(%error, "the account of a refusal could not be read");
                Vec::new()
            }
        }
    }

    async fn find_concerned(
        &self,
        place: AttemptedAt,
    ) -> Result<Option<ConcernedAccount>, StoreError> {
        let mut reader = self.store.reader();
        let account = match &place.account {
            Some(AccountRef::Id(id)) => reader.account(*id).await?,
            Some(AccountRef::External(id)) => reader.account_by_external_id(id).await?,
            None => None,
        };
        let Some(account) = account else {
            return Ok(None);
        };
        let partner = match place.partner {
            Some(AccountRef::Id(partner)) => Some(partner),
            Some(AccountRef::External(_)) | None => None,
        };
        let relationship = match partner {
            Some(partner) => reader.relationship(partner, account.id).await?,
            None => None,
        };
        let own_name = relationship.and_then(|relationship| relationship.display_name.clone());
        Ok(Some(ConcernedAccount {
            id: account.id,
            name: own_name.unwrap_or_else(|| account.name.clone()),
        }))
    }

    /// Records one refusal. If the store fails, that is logged: the answer is still the refusal.
    pub async fn note(
        &self,
        origin: &Origin,
        attempted: impl Into<Attempted> + Send,
        refusal: Refusal,
    ) {
        let now = self.clock.now();
        self.write_due(self.limits.of_last_minute(origin, now), now)
            .await;
        let Attempted {
            event,
            account,
            partner,
            user,
        } = attempted.into();
        let mut event = self.placed(event, account.as_ref(), partner.as_ref()).await;
        if !self.limits.admit(origin, &event, refusal, now) {
            return;
        }
        if let Some(user) = &user {
            event.user = match user {
                UserRef::Id(id) => Some(*id),
                UserRef::External(id) => {
                    let found = self.store.reader().user_by_external_id(id).await;
                    found.ok().flatten().map(|user| user.id)
                }
            };
        }
        let record = self.refused(origin, event, refusal, now).await;
        if let Err(error) = self.refusals.record(vec![record]).await {
            tracing::warn!(%error, code = refusal.code(), "a refusal could not be written");
        }
    }

    /// Records how many refusals were left out in the minutes that are over. What cannot be written
    /// is kept for the next time.
    pub async fn write_counts(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.write(self.limits.of_all_last_minutes(now), now).await
    }

    /// Records how many refusals were left out, also in the minutes that still last: the node stops.
    pub async fn write_last_counts(&self) {
        self.write_due(self.limits.everything(), self.clock.now())
            .await;
    }

    async fn write_due(&self, due: Due<'_>, now: Time) {
        if let Err(error) = self.write(due, now).await {
            tracing::warn!(%error, "the count of refusals could not be written");
        }
    }

    async fn write(&self, due: Due<'_>, now: Time) -> Result<(), StoreError> {
        let mut records = Vec::new();
        for left_out in due.counts() {
            let (origin, event) = (&left_out.origin, left_out.event.clone());
            let event = event.with("refusals_left_out", left_out.count);
            records.push(self.refused(origin, event, left_out.refusal, now).await);
        }
        if !records.is_empty() {
            self.refusals.record(records).await?;
        }
        due.written();
        Ok(())
    }

    async fn refused(&self, origin: &Origin, event: Event, refusal: Refusal, now: Time) -> Record {
        let from = self.acted_from(origin, &event).await;
        Record::refused(origin, from, event, refusal, &*self.ids, now)
    }

    /// The event with those of these accounts that exist.
    async fn placed(
        &self,
        mut event: Event,
        account: Option<&AccountRef>,
        partner: Option<&AccountRef>,
    ) -> Event {
        if let Some(account) = account {
            event.account = self.account_named(account).await;
        }
        if let Some(named) = partner {
            event.partner = if account == partner {
                event.account
            } else {
                self.account_named(named).await
            };
        }
        event
    }

    async fn account_named(&self, account: &AccountRef) -> Option<AccountId> {
        match account {
            AccountRef::Id(id) => Some(*id),
            AccountRef::External(id) => {
                let found = self.store.reader().account_by_external_id(id).await;
                found.ok().flatten().map(|account| account.id)
            }
        }
    }

    /// The account that the caller acted from: the partner or the account of the attempt, where they
    /// are a member of it, or the partner they act for there. A stranger acts from nowhere, so that
    /// neither side counts them as its own (T2).
    async fn acted_from(&self, origin: &Origin, attempted: &Event) -> Option<AccountId> {
        let user = origin.principal.user()?;
        for account in [attempted.partner, attempted.account].into_iter().flatten() {
            let member = self.store.reader().member(account, user).await;
            if let Ok(Some(member)) = member {
                return Some(member.acts_from());
            }
        }
        None
    }
}
