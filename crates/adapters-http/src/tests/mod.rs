//! Requests through the whole HTTP adapter, over the memory store.

mod account_members;
mod accounts;
mod bodies;
mod client_access;
mod decisions;
mod every_request;
mod idempotency;
mod links;
mod lists;
mod members;
mod notifications;
mod pages;
mod permission_sets;
mod policy;
mod removals;
mod searches;
mod sessions;
mod socket;
mod streams;
mod support;
mod tokens;
mod trail;
mod users;
