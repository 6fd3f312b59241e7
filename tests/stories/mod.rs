//! What several calls, nodes or commands do together.

mod chain;
mod commands;
mod concurrency;
mod deciding_nodes;
mod failures;
mod journey;
mod offboarding;
mod operations;
mod random_acts;
mod relationship;
mod severing;
