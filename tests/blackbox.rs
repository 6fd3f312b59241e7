//! Black-box tests against the real binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that cannot go on fails, and a story is told in one piece"
)]

mod browser;
/// What the model has too: a copy that is kept by events alone.
#[path = "model/follower/copy/mod.rs"]
mod feed_copy;
mod routes;
mod stories;
mod support;
mod whole_contract;
