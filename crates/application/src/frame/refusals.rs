//! Refusals in the trail (T1): every refused write is recorded after its unit is gone and before the
//! answer, at most ten a minute per principal and code. Further ones are counted, and the count is
//! recorded with the next one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, Ids},
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        time::{Clock, Time},
    },
    ports::{Refusals, Store},
    trail::{
        audit::Record,
        event::{Event, EventKind},
        origin::Origin,
    },
};

use crate::frame::error::UseCaseError;

/// How many refusals of one principal with one code are written a minute.
const PER_MINUTE: u32 = 10;
/// How many principals and codes are watched at most: beyond that the oldest windows are forgotten.
const WATCHED: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Window {
    began: Time,
    written: u32,
    left_out: u64,
}

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
    windows: Mutex<HashMap<(String, &'static str), Window>>,
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
            windows: Mutex::default(),
        }
    }

    /// Carries out an attempt; if a rule refuses it, records the refusal before returning the error.
    pub async fn watch<T>(
        &self,
        origin: &Origin,
        attempted: impl Into<Attempted> + Send,
        attempt: impl Future<Output = Result<T, UseCaseError>> + Send,
    ) -> Result<T, UseCaseError> {
        let result = attempt.await;
        if let Err(UseCaseError::Refused(refusal)) = &result {
            self.note(origin, attempted, *refusal).await;
        }
        result
    }

    /// Records one refusal. If the store fails, that is logged: the answer is still the refusal.
    pub async fn note(
        &self,
        origin: &Origin,
        attempted: impl Into<Attempted> + Send,
        refusal: Refusal,
    ) {
        let now = self.clock.now();
        let Some(left_out) = self.admit(origin.principal.identity(), refusal.code(), now) else {
            return;
        };
        let mut attempted = self.event_of(attempted.into()).await;
        if left_out > 0 {
            attempted = attempted.with("refusals_left_out", left_out);
        }
        let from = self.acted_from(origin, &attempted).await;
        let record = Record::refused(origin, from, attempted, refusal, &*self.ids, now);
        if let Err(error) = self.refusals.record(record).await {
            tracing::warn!(%error, code = refusal.code(), "a refusal could not be written");
        }
    }

    /// The event of an attempt, with those accounts and people that exist.
    async fn event_of(&self, attempted: Attempted) -> Event {
        let Attempted {
            mut event,
            account,
            partner,
            user,
        } = attempted;
        if let Some(account) = &account {
            event.account = self.account_named(account).await;
        }
        if let Some(partner) = &partner {
            event.partner = if account.as_ref() == Some(partner) {
                event.account
            } else {
                self.account_named(partner).await
            };
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

    /// `None`: this one is only counted; else how many were left out before it.
    fn admit(&self, principal: String, code: &'static str, now: Time) -> Option<u64> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= WATCHED {
            windows.retain(|_, window| now - window.began < Duration::minutes(1));
        }
        let fresh = Window {
            began: now,
            written: 0,
            left_out: 0,
        };
        let window = windows.entry((principal, code)).or_insert(fresh);
        if now - window.began >= Duration::minutes(1) {
            *window = Window {
                left_out: window.left_out,
                ..fresh
            };
        }
        if window.written >= PER_MINUTE {
            window.left_out += 1;
            return None;
        }
        window.written += 1;
        Some(std::mem::take(&mut window.left_out))
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use latchkey_domain::{
        base::refusal::Refusal,
        ports::StoreError,
        trail::{
            audit::Outcome,
            event::{Event, EventKind},
        },
    };

    use latchkey_testing::{MockRefusals, TestBed};

    use super::PER_MINUTE;
    use crate::{
        frame::error::UseCaseError,
        testing::{UseCaseBed, refused},
    };

    /// T1: a refusal is recorded once, and stays a refusal where the store cannot take it.
    #[tokio::test]
    async fn a_refusal_is_recorded_once_or_lost() {
        for stored in [true, false] {
            let mut refusals = MockRefusals::new();
            refusals
                .expect_record()
                .withf(|record| record.outcome == Outcome::Refused("self-target".to_owned()))
                .once()
                .returning(move |_record| {
                    let lost = || StoreError::Unavailable("out of reach".into());
                    stored.then_some(()).ok_or_else(lost)
                });
            let bed = UseCaseBed::over(TestBed::new().await.with_refusals(refusals));
            let origin = bed.world.as_user(bed.world.priya);
            let attempted = Event::new(EventKind::MembershipCreated);
            let attempt = async { Err::<(), _>(UseCaseError::from(Refusal::SelfTarget)) };
            let result = bed.ports.refusals.watch(&origin, attempted, attempt).await;
            assert_eq!(refused(result), "self-target");
        }
    }

    /// T1: at most ten a minute per principal and code, then counted.
    #[tokio::test]
    async fn what_would_flood_the_trail_is_counted() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let origin = world.as_user(world.priya);
        let attempted = || Event::new(EventKind::MembershipCreated).in_account(world.harbour);
        let book = &bed.ports.refusals;
        for _ in 0..PER_MINUTE + 3 {
            book.note(&origin, attempted(), Refusal::MissingPermission)
                .await;
        }
        assert_eq!(bed.trail(99).await.len(), 10);
        book.note(&origin, attempted(), Refusal::SelfTarget).await;
        assert_eq!(
            bed.trail(99).await.len(),
            11,
            "another code has a count of its own"
        );
        world.clock.advance(Duration::minutes(1));
        book.note(&origin, attempted(), Refusal::MissingPermission)
            .await;
        let newest = world.trail().await.remove(0);
        assert_eq!(newest.event.details.more["refusals_left_out"], 3);
        assert_eq!(
            newest.outcome,
            Outcome::Refused("missing-permission".to_owned())
        );
    }

    /// T1: a person is one principal, whatever tokens they make themself.
    #[tokio::test]
    async fn ten_tokens_of_a_person_count_as_one() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        for _ in 0..15 {
            let mut origin = world.as_user(world.priya);
            if let latchkey_domain::trail::origin::Principal::User { token, .. } =
                &mut origin.principal
            {
                *token = world.ids.next();
            }
            let attempted = Event::new(EventKind::MembershipCreated).in_account(world.harbour);
            let refusal = Refusal::MissingPermission;
            bed.ports.refusals.note(&origin, attempted, refusal).await;
        }
        assert_eq!(bed.trail(99).await.len(), 10);
    }

    /// T1, T2: who acts for a partner in an account acts from the partner, also on the account side.
    #[tokio::test]
    async fn a_partners_person_never_acts_from_the_client() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let attempted = Event::new(EventKind::MembershipDeactivated).in_account(world.harbour);
        let book = &bed.ports.refusals;
        let refusal = Refusal::MissingPermission;
        book.note(&world.as_user(world.marit), attempted, refusal)
            .await;
        let newest = world.trail().await.remove(0);
        assert_eq!(newest.actor_account, Some(world.northwind));
    }

    /// T2: whoever is a member acted from that account, a stranger from nowhere.
    #[tokio::test]
    async fn only_members_act_from_an_account() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let attempted = || {
            Event::new(EventKind::MembershipCreated)
                .in_account(world.harbour)
                .with_partner(world.northwind)
        };
        for (who, from) in [
            (world.priya, Some(world.northwind)),
            (world.helen, Some(world.harbour)),
            (world.sam, None),
        ] {
            let book = &bed.ports.refusals;
            book.note(&world.as_user(who), attempted(), Refusal::NotFound)
                .await;
            assert_eq!(world.trail().await[0].actor_account, from);
        }
    }
}
