use super::{OutboxPosition, StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, EventId, WebhookEndpointId},
        page::{Page, PageRequest},
        time::Time,
    },
    outbox::{
        delivery::{Delivery, DeliveryState},
        endpoint::WebhookEndpoint,
    },
};

port! {
    /// Reads webhook endpoints and their deliveries. A removed endpoint is not there any more; its
    /// deliveries are until they are forgotten.
    pub trait WebhookQueries {
        /// An endpoint.
        async fn webhook_endpoint(
            &mut self,
            id: WebhookEndpointId,
        ) -> Result<Option<WebhookEndpoint>, StoreError>;

        /// All endpoints, newest first.
        async fn webhook_endpoints(
            &mut self,
            page: &PageRequest,
        ) -> Result<Page<WebhookEndpoint>, StoreError>;

        /// How many endpoints there are.
        async fn count_webhook_endpoints(&mut self) -> Result<u64, StoreError>;

        /// Up to where the committed events have become deliveries of an endpoint.
        async fn webhook_position(
            &mut self,
            id: WebhookEndpointId,
        ) -> Result<Option<OutboxPosition>, StoreError>;

        /// The enabled endpoints for which there is something to do, by id: events behind their
        /// position, or deliveries that are due. Not those that asked for a pause that still lasts.
        async fn webhook_endpoints_with_work(
            &mut self,
            now: Time,
        ) -> Result<Vec<WebhookEndpointId>, StoreError>;

        /// The deliveries of an endpoint, newest event first.
        async fn deliveries(
            &mut self,
            endpoint: WebhookEndpointId,
            state: Option<DeliveryState>,
            page: &PageRequest,
        ) -> Result<Page<Delivery>, StoreError>;

        /// The delivery of an event to an endpoint.
        async fn delivery(
            &mut self,
            endpoint: WebhookEndpointId,
            event: EventId,
        ) -> Result<Option<Delivery>, StoreError>;

        /// The deliveries in line whose turn it is, in the order of commits, at most so many. Left out
        /// are all of an account whose first delivery waits to be tried again later, and all of the
        /// accounts in `except`.
        async fn next_deliveries(
            &mut self,
            endpoint: WebhookEndpointId,
            now: Time,
            except: &[Option<AccountId>],
            most: u32,
        ) -> Result<Vec<Delivery>, StoreError>;

        /// The deliveries that were set aside and are due, the longest waiting first, at most so many.
        async fn set_aside_deliveries(
            &mut self,
            endpoint: WebhookEndpointId,
            now: Time,
            most: u32,
        ) -> Result<Vec<Delivery>, StoreError>;
    }
}

port! {
    /// Writes webhook endpoints and their deliveries.
    pub trait WebhookRepository {
        /// Stores a new endpoint. It is told the events behind a position.
        async fn insert_webhook_endpoint(
            &mut self,
            endpoint: &WebhookEndpoint,
            from: OutboxPosition,
        ) -> Result<(), StoreError>;

        /// Saves a changed endpoint. [`StoreError::Stale`] if it was changed since, or removed.
        async fn save_webhook_endpoint(
            &mut self,
            endpoint: &mut WebhookEndpoint,
        ) -> Result<(), StoreError>;

        /// Removes an endpoint. [`StoreError::Stale`] if it was changed since it was read, or removed.
        async fn remove_webhook_endpoint(
            &mut self,
            endpoint: &WebhookEndpoint,
            now: Time,
        ) -> Result<(), StoreError>;

        /// Adds deliveries of an endpoint and moves its position. Deliveries that are there already
        /// stay as they are. [`StoreError::Stale`] if the position is not `from` any more.
        async fn add_deliveries(
            &mut self,
            endpoint: WebhookEndpointId,
            deliveries: &[Delivery],
            from: OutboxPosition,
            to: OutboxPosition,
        ) -> Result<(), StoreError>;

        /// Saves how far deliveries are, however many there are.
        async fn save_deliveries(&mut self, deliveries: &[Delivery]) -> Result<(), StoreError>;

        /// Notes that an endpoint wants nothing before this time.
        async fn pause_webhook_endpoint(
            &mut self,
            endpoint: WebhookEndpointId,
            until: Time,
        ) -> Result<(), StoreError>;

        /// Deletes deliveries that are over and were last tried before this time, and those of removed
        /// endpoints, at most so many of each. Returns how many there were.
        async fn forget_deliveries(&mut self, before: Time, most: u32) -> Result<u64, StoreError>;
    }
}
