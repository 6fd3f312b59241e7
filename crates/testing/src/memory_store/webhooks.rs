use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, WebhookEndpointId},
        page::{Page, PageRequest},
        time::Time,
    },
    outbox::{
        delivery::{Delivery, DeliveryState},
        endpoint::WebhookEndpoint,
    },
    ports::{OutboxPosition, StoreError, Taken, WebhookQueries, WebhookRepository},
};

use super::{
    list::{Order, by_id, page_of},
    state::{EndpointRow, State, taken},
    unit::{Draft, Look, Memory},
};

impl State {
    fn deliveries_of(&self, endpoint: WebhookEndpointId) -> impl Iterator<Item = &Delivery> {
        let all = self.deliveries.values();
        all.filter(move |one| one.endpoint == endpoint)
    }

    /// The deliveries in line whose turn it is, in the order of commits.
    fn next_in_line(&self, endpoint: WebhookEndpointId, now: Time) -> Vec<&Delivery> {
        let waits = |one: &&Delivery| one.state == DeliveryState::Retrying && one.due_at > now;
        let held_up: BTreeSet<_> = self
            .deliveries_of(endpoint)
            .filter(waits)
            .map(|one| one.account)
            .collect();
        let in_line = self
            .deliveries_of(endpoint)
            .filter(|one| one.state.is_in_line());
        let mut next: Vec<_> = in_line
            .filter(|one| !held_up.contains(&one.account))
            .collect();
        next.sort_by_key(|one| one.place());
        next
    }

    fn set_aside(&self, endpoint: WebhookEndpointId, now: Time) -> Vec<&Delivery> {
        let aside = |one: &&Delivery| one.state == DeliveryState::SetAside && one.due_at <= now;
        let mut all: Vec<_> = self.deliveries_of(endpoint).filter(aside).collect();
        all.sort_by_key(|one| (one.due_at, one.event));
        all
    }
}

#[async_trait]
impl<S: Look> WebhookQueries for Memory<S> {
    async fn webhook_endpoint(
        &mut self,
        id: WebhookEndpointId,
    ) -> Result<Option<WebhookEndpoint>, StoreError> {
        self.look(|view| Some(view.state.endpoints.get(&id)?.endpoint.clone()))
    }

    async fn webhook_endpoints(
        &mut self,
        page: &PageRequest,
    ) -> Result<Page<WebhookEndpoint>, StoreError> {
        self.look(|view| {
            let all = view
                .state
                .endpoints
                .values()
                .map(|row| row.endpoint.clone());
            page_of(all.collect(), Order::Down, page, |one: &WebhookEndpoint| {
                by_id(one.id.uuid())
            })
        })
    }

    async fn count_webhook_endpoints(&mut self) -> Result<u64, StoreError> {
        self.look(|view| u64::try_from(view.state.endpoints.len()).unwrap())
    }

    async fn webhook_position(
        &mut self,
        id: WebhookEndpointId,
    ) -> Result<Option<OutboxPosition>, StoreError> {
        self.look(|view| Some(view.state.endpoints.get(&id)?.position))
    }

    async fn webhook_endpoints_with_work(
        &mut self,
        now: Time,
    ) -> Result<Vec<WebhookEndpointId>, StoreError> {
        self.look(|view| {
            let newest = OutboxPosition::end_of(view.revision);
            let has_work = |(id, row): &(&WebhookEndpointId, &EndpointRow)| {
                let listens =
                    row.endpoint.is_enabled() && row.paused_until.is_none_or(|until| until <= now);
                listens
                    && (row.position < newest
                        || !view.state.next_in_line(**id, now).is_empty()
                        || !view.state.set_aside(**id, now).is_empty())
            };
            let all = view.state.endpoints.iter().filter(has_work);
            all.map(|(id, _)| *id).collect()
        })
    }

    async fn deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        state: Option<DeliveryState>,
        page: &PageRequest,
    ) -> Result<Page<Delivery>, StoreError> {
        self.look(|view| {
            let all = view.state.deliveries_of(endpoint);
            let wanted = all.filter(|one| state.is_none_or(|state| one.state == state));
            page_of(
                wanted.cloned().collect(),
                Order::Down,
                page,
                |one: &Delivery| by_id(one.event.uuid()),
            )
        })
    }

    async fn delivery(
        &mut self,
        endpoint: WebhookEndpointId,
        event: EventId,
    ) -> Result<Option<Delivery>, StoreError> {
        self.look(|view| view.state.deliveries.get(&(endpoint, event)).cloned())
    }

    async fn next_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        now: Time,
        except: &[Option<AccountId>],
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.look(|view| {
            let next = view.state.next_in_line(endpoint, now).into_iter();
            let wanted = next.filter(|one| !except.contains(&one.account));
            wanted
                .take(usize::try_from(most).unwrap())
                .cloned()
                .collect()
        })
    }

    async fn set_aside_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        now: Time,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.look(|view| {
            let due = view.state.set_aside(endpoint, now).into_iter();
            due.take(usize::try_from(most).unwrap()).cloned().collect()
        })
    }
}

fn as_read(state: &State, endpoint: &WebhookEndpoint) -> Result<(), StoreError> {
    let stored = state.endpoints.get(&endpoint.id);
    if stored.is_some_and(|row| row.endpoint.version == endpoint.version) {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

#[async_trait]
impl WebhookRepository for Memory<Draft> {
    async fn insert_webhook_endpoint(
        &mut self,
        endpoint: &WebhookEndpoint,
        from: OutboxPosition,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let id = endpoint.id;
            taken(Taken::Id, state.endpoints.contains_key(&id))?;
            let row = EndpointRow {
                endpoint: endpoint.clone(),
                position: from,
                paused_until: None,
            };
            state.endpoints.insert(id, row);
            Ok(())
        })
    }

    async fn save_webhook_endpoint(
        &mut self,
        endpoint: &mut WebhookEndpoint,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            as_read(state, endpoint)?;
            endpoint.saved();
            let row = state.endpoints.get_mut(&endpoint.id);
            let row = row.ok_or(StoreError::Stale)?;
            row.endpoint = endpoint.clone();
            row.paused_until = None;
            Ok(())
        })
    }

    async fn remove_webhook_endpoint(
        &mut self,
        endpoint: &WebhookEndpoint,
        _now: Time,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            as_read(state, endpoint)?;
            state.endpoints.remove(&endpoint.id);
            state.deliveries.retain(|(of, _), _| *of != endpoint.id);
            Ok(())
        })
    }

    async fn add_deliveries(
        &mut self,
        endpoint: WebhookEndpointId,
        deliveries: &[Delivery],
        from: OutboxPosition,
        to: OutboxPosition,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let row = state.endpoints.get_mut(&endpoint);
            let row = row.filter(|row| row.position == from);
            row.ok_or(StoreError::Stale)?.position = to;
            for new in deliveries {
                let place = (new.endpoint, new.event);
                state.deliveries.entry(place).or_insert_with(|| new.clone());
            }
            Ok(())
        })
    }

    async fn save_deliveries(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError> {
        self.write(|state| {
            for changed in deliveries {
                let place = (changed.endpoint, changed.event);
                state.deliveries.insert(place, changed.clone());
            }
            Ok(())
        })
    }

    async fn pause_webhook_endpoint(
        &mut self,
        endpoint: WebhookEndpointId,
        until: Time,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            if let Some(row) = state.endpoints.get_mut(&endpoint) {
                row.paused_until = Some(until);
            }
            Ok(())
        })
    }

    async fn forget_deliveries(&mut self, before: Time, most: u32) -> Result<u64, StoreError> {
        self.write(|state| {
            let old = |one: &&Delivery| {
                one.state.is_over() && one.last.is_some_and(|last| last.at < before)
            };
            let mut old: Vec<_> = state.deliveries.values().filter(old).collect();
            old.sort_by_key(|one| one.last.map(|last| last.at));
            old.truncate(usize::try_from(most).unwrap());
            let places: Vec<_> = old.iter().map(|one| (one.endpoint, one.event)).collect();
            for place in &places {
                state.deliveries.remove(place);
            }
            Ok(u64::try_from(places.len()).unwrap())
        })
    }
}
