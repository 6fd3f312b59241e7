//! Webhook endpoints and their deliveries (N2).

mod read;
mod rows;
mod write;
