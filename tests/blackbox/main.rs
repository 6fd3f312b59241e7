//! Black-box tests against the real binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that cannot go on fails, and a story is told in one piece"
)]

mod architecture;
mod rules;
mod sources;

mod support;

mod access_links;
mod account_side;
mod anonymous_and_wrong;
mod bad_input;
mod chain;
mod client_access;
mod commands;
mod concurrency;
mod conventions;
mod evaluation;
mod failures;
mod journey;
mod models;
mod openapi;
mod platform;
mod trail;
