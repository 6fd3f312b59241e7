//! The worker of one endpoint: takes events in, sends what is due, and writes the results, many at once.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, WebhookEndpointId},
        time::Time,
    },
    gate,
    outbox::{
        delivery::Delivery,
        endpoint::{DisabledReason, WebhookEndpoint},
        message::Message,
    },
    ports::{CommittedEvent, Leases, Locks, StoreError},
    trail::{audit::Records, event::EventKind, permit::Permit},
};
use tokio::time::Instant;

use super::lanes::{Lane, LaneResults, Lanes};
use crate::{
    events::OutgoingEvent,
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    webhooks::fan_out::{FanOut, fan_out},
};

/// The name of the job in the trail.
const JOB: &str = "webhooks";
/// How long a worker holds its endpoint before it must renew its lease.
const LEASE: Duration = Duration::from_secs(6);
/// How long a lease is used before it is renewed.
const RENEWAL: Duration = Duration::from_secs(2);
/// How long a worker waits for results before it looks for more to send.
const PATIENCE: Duration = Duration::from_millis(250);
/// To so many accounts an endpoint is sent at once.
const MOST_LANES: usize = 32;
/// So many deliveries that were set aside are sent at once.
const MOST_ASIDE: usize = 8;
/// So many deliveries of an account are sent before others get a turn.
const MOST_IN_LANE: usize = 100;
/// How many deliveries are read at once.
const AT_ONCE: u32 = 500;
/// How often results are written again that could not be written because of others.
const TRIES: u32 = 5;

/// Serves one endpoint at a time.
#[derive(Debug)]
pub(super) struct WebhookWorker {
    ports: Arc<Ports>,
    leases: Arc<dyn Leases>,
    name: String,
}

/// When the lease was taken last, and until when the receiver wants nothing.
#[derive(Debug, Default)]
struct WorkerState {
    leased: Option<Instant>,
    filled: Option<Instant>,
    paused: Option<Time>,
}

impl WebhookWorker {
    pub(super) fn new(ports: Arc<Ports>, leases: Arc<dyn Leases>, name: &str) -> Self {
        Self {
            ports,
            leases,
            name: name.to_owned(),
        }
    }

    /// Serves an endpoint until there is nothing more to do, or another node has it. Dropping the
    /// future stops what is being sent; it is sent again later.
    pub(super) async fn serve(&self, id: WebhookEndpointId) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job(JOB, &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let mut lanes = Lanes::new(Arc::clone(&self.ports));
        let mut state = WorkerState::default();
        loop {
            if !self.holds(id, &mut state).await? {
                return Ok(());
            }
            let endpoint = ports.store.reader().webhook_endpoint(id).await?;
            let Some(endpoint) = endpoint.filter(WebhookEndpoint::is_enabled) else {
                return Ok(());
            };
            let endpoint = Arc::new(endpoint);
            let taken = fan_out(ports, &permit, &endpoint).await?;
            self.fill(&endpoint, &mut lanes, &mut state, &permit)
                .await?;
            if lanes.are_idle() {
                if taken == FanOut::CaughtUp || state.paused.is_some() {
                    return Ok(());
                }
                continue;
            }
            let patience = match taken {
                FanOut::CaughtUp => PATIENCE,
                FanOut::More => Duration::ZERO,
            };
            let collected = lanes.collect(patience).await;
            self.write(&endpoint, &permit, &collected, &mut state)
                .await?;
            if !collected.ended.is_empty() {
                lanes.free(&collected.ended);
                state.filled = None;
            }
        }
    }

    /// Takes or renews the lease from time to time, and tells whether this worker holds it.
    async fn holds(
        &self,
        id: WebhookEndpointId,
        state: &mut WorkerState,
    ) -> Result<bool, UseCaseError> {
        if state.leased.is_some_and(|at| at.elapsed() < RENEWAL) {
            return Ok(true);
        }
        let at = Instant::now();
        let name = format!("webhooks {id}");
        let held = self.leases.take_lease(&name, &self.name, LEASE).await?;
        state.leased = Some(at);
        Ok(held)
    }

    /// Starts lanes for what is due, as far as there are lanes.
    async fn fill(
        &self,
        endpoint: &Arc<WebhookEndpoint>,
        lanes: &mut Lanes,
        state: &mut WorkerState,
        permit: &Permit,
    ) -> Result<(), UseCaseError> {
        let now = self.ports.now();
        state.paused = state.paused.filter(|until| *until > now);
        let just_now = state.filled.is_some_and(|at| at.elapsed() < PATIENCE);
        if state.paused.is_some() || just_now {
            return Ok(());
        }
        state.filled = Some(Instant::now());
        let mut due = Vec::new();
        let busy = lanes.accounts();
        let mut reader = self.ports.store.reader();
        if busy.len() < MOST_LANES {
            let next = reader.next_deliveries(endpoint.id, now, &busy, AT_ONCE);
            due.extend(in_lanes(next.await?, MOST_LANES - busy.len()));
        }
        let aside = lanes.aside();
        if aside < MOST_ASIDE {
            let most = u32::try_from(MOST_ASIDE).unwrap_or(u32::MAX);
            let waiting = reader.set_aside_deliveries(endpoint.id, now, most).await?;
            let waiting = waiting
                .into_iter()
                .map(|it| (Lane::Aside(it.event), vec![it]));
            let free = waiting.filter(|(lane, _)| !lanes.is_busy(*lane));
            due.extend(free.take(MOST_ASIDE - aside));
        }
        let events: Vec<EventId> = due
            .iter()
            .flat_map(|(_, deliveries)| deliveries.iter().map(|it| it.event))
            .collect();
        if events.is_empty() {
            return Ok(());
        }
        let events = reader.committed_events_among(&events).await?;
        drop(reader);
        let mut messages = messages(events);
        let mut gone = Vec::new();
        for (lane, deliveries) in due {
            let mut ready = Vec::with_capacity(deliveries.len());
            for mut delivery in deliveries {
                if let Some(message) = messages.remove(&delivery.event) {
                    ready.push((delivery, message));
                } else {
                    delivery.give_up(now);
                    gone.push(delivery);
                }
            }
            if !ready.is_empty() {
                lanes.start(endpoint, lane, ready);
            }
        }
        if !gone.is_empty() {
            self.save(endpoint.id, permit, &gone, None).await?;
        }
        Ok(())
    }

    /// Writes what has come from the lanes.
    async fn write(
        &self,
        endpoint: &WebhookEndpoint,
        permit: &Permit,
        collected: &LaneResults,
        state: &mut WorkerState,
    ) -> Result<(), UseCaseError> {
        if collected.tried.is_empty() {
            return Ok(());
        }
        let tried = || collected.tried.iter();
        let now = self.ports.now();
        let pause = tried()
            .filter_map(|it| it.outcome.wants_pause_until(now))
            .max();
        let deliveries: Vec<Delivery> = tried().map(|it| it.delivery.clone()).collect();
        self.save(endpoint.id, permit, &deliveries, pause).await?;
        state.paused = state.paused.max(pause);
        if tried().any(|it| it.outcome.is_gone()) {
            self.disable(endpoint.id, permit).await?;
        }
        Ok(())
    }

    /// Writes how far deliveries are. What cannot be written would be sent again, so it is tried
    /// several times.
    async fn save(
        &self,
        endpoint: WebhookEndpointId,
        permit: &Permit,
        deliveries: &[Delivery],
        pause: Option<Time>,
    ) -> Result<(), UseCaseError> {
        let mut tries = 1;
        loop {
            match self.try_save(endpoint, permit, deliveries, pause).await {
                Err(StoreError::Contended(_)) if tries < TRIES => tries += 1,
                written => return Ok(written?),
            }
        }
    }

    async fn try_save(
        &self,
        endpoint: WebhookEndpointId,
        permit: &Permit,
        deliveries: &[Delivery],
        pause: Option<Time>,
    ) -> Result<(), StoreError> {
        let mut unit = self.ports.store.begin(Locks::none()).await?;
        unit.save_deliveries(deliveries).await?;
        if let Some(until) = pause {
            unit.pause_webhook_endpoint(endpoint, until).await?;
        }
        unit.commit_aside(permit).await
    }

    /// Sends nothing more to an endpoint that is gone.
    async fn disable(&self, id: WebhookEndpointId, permit: &Permit) -> Result<(), UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let mut unit = ports.store.begin(Locks::none()).await?;
        let Some(mut endpoint) = unit.webhook_endpoint(id).await? else {
            return Ok(());
        };
        if !endpoint.disable(DisabledReason::Gone, now) {
            return Ok(());
        }
        unit.save_webhook_endpoint(&mut endpoint).await?;
        let event = endpoint
            .event(EventKind::WebhookEndpointDisabled)
            .with("reason", DisabledReason::Gone.as_str());
        let records = Records::one(permit, event, &*ports.ids, now);
        unit.commit(records).await?;
        Ok(())
    }
}

/// Sorts deliveries into the lanes of their accounts, so many lanes at most.
fn in_lanes(deliveries: Vec<Delivery>, most: usize) -> Vec<(Lane, Vec<Delivery>)> {
    let mut lanes: Vec<(Lane, Vec<Delivery>)> = Vec::new();
    let mut places: BTreeMap<Option<AccountId>, usize> = BTreeMap::new();
    for delivery in deliveries {
        let account = delivery.account;
        if !places.contains_key(&account) && lanes.len() < most {
            places.insert(account, lanes.len());
            lanes.push((Lane::Account(account), Vec::new()));
        }
        let place = places.get(&account).copied();
        if let Some((_, lane)) = place.and_then(|place| lanes.get_mut(place))
            && lane.len() < MOST_IN_LANE
        {
            lane.push(delivery);
        }
    }
    lanes
}

/// The messages that carry these events.
fn messages(events: Vec<CommittedEvent>) -> BTreeMap<EventId, Message> {
    let message = |event: CommittedEvent| {
        let (id, at) = (event.record.id, event.record.at);
        let subject = event
            .record
            .event
            .account
            .map(|account| account.to_string());
        let OutgoingEvent { kind, data, .. } = event.into();
        let message = Message {
            id,
            kind,
            at,
            subject,
            data: serde_json::to_value(data).unwrap_or_default(),
        };
        (id, message)
    };
    events.into_iter().map(message).collect()
}
