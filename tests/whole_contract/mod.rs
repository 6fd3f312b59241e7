//! What holds for every endpoint.

mod actions;
mod anonymous_and_wrong;
mod bad_input;
mod bodies;
mod headers;
mod idempotency;
mod ids;
mod if_match;
mod lists;
mod openapi;
mod order_of_checks;
mod platform_reads;
mod refused_and_too_large;
mod round_trips;
mod texts;
