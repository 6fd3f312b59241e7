//! Black-box tests against the real binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that cannot go on fails, and a story is told in one piece"
)]

mod support;

mod access_links;
mod account_side;
mod activities;
mod anonymous_and_wrong;
mod assets;
mod assignments;
mod authzen_bad_input;
mod authzen_certification;
mod authzen_evaluations;
mod authzen_search;
mod bad_input;
mod chain;
mod client_access;
mod commands;
mod concurrency;
mod conventions;
mod deciding_nodes;
mod doors;
mod evaluation;
mod failures;
mod journey;
mod linking;
mod members_by_client;
mod migration;
mod models;
mod offboarding;
mod openapi;
mod operations;
mod platform;
mod relationships;
mod removals;
mod severing;
mod standardize;
mod trail;
mod trail_exports;
