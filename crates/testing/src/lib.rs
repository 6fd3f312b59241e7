//! For tests only: a memory store, fakes, builders, a small scene, and the store contract.
//!
//! Begin with [`World`]: a store with a partner, its clients and their people in it, a clock, ids,
//! and short ways to act as one of them. Backends prove themselves by
//! [`store_contract!`](crate::store_contract).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "test support: what goes wrong here fails the test"
)]

pub mod builders;
pub mod contract;
mod counting_ids;
mod failing_store;
mod fake_secrets;
mod fixed_clock;
mod memory_store;
mod mocks;
mod test_bed;
mod world;

pub use self::{
    counting_ids::CountingIds,
    failing_store::{FailAt, FailingStore, Failure},
    fake_secrets::{FakeSecrets, PlainHasher},
    fixed_clock::FixedClock,
    memory_store::{MemoryStore, Moment, Timing},
    mocks::{MockClock, MockHasher, MockRefusals, MockSecrets},
    test_bed::TestBed,
    world::World,
};
