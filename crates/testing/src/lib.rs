//! What tests against Latchkey's ports need: a known scene, a store in memory, fakes, mocks, and the
//! contract that every store keeps.
//!
//! Everything here works without a server or a database, and is for tests only: what goes wrong
//! fails the test.
//!
//! # Testing a use case
//!
//! Begin with [`TestBed`]. It holds the scene of [`World`]: a partner, its clients and their people,
//! who are the same in every test of Latchkey, with an adapter for every port over it. Each adapter
//! is a fake that a test can steer, and is swapped by one method:
//!
//! ```
//! use latchkey_testing::TestBed;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let bed = TestBed::new().await;
//! bed.clock.advance(chrono::Duration::days(30));
//! let adapters = bed.adapters();
//! let mut reader = adapters.store.reader();
//! let marit = reader.member(bed.harbour, bed.marit).await.unwrap().unwrap();
//! assert!(marit.standing(adapters.clock.now()).is_ok());
//! # }
//! ```
//!
//! The services of `latchkey-application` are made of `Ports::new(bed.adapters(), bed.catalogue(),
//! RuleSettings::default())`.
//!
//! # What is where
//!
//! | to | use |
//! |---|---|
//! | act as one of the people, look at what became of them, change the scene | [`World`] |
//! | make one more account, person, set or membership | [`builders`] |
//! | move the time | [`FixedClock`] |
//! | know ids and secrets before they are made | [`CountingIds`], [`FakeSecrets`], [`PlainHasher`] |
//! | let the store fail at one call | [`FailingStore`] |
//! | count or watch the calls of the store | [`FailingStore::calls`], [`WatchedStore`] |
//! | read the mails that were sent | [`TestBed::sent`], [`MemoryMailer`] |
//! | receive webhooks, and answer them | [`TestBed::receiver`], [`MemoryReceiver`] |
//! | ask whether a port was called, and how often | [`MockHasher`], [`MockMailer`], [`MockSecrets`], [`MockRefusals`] |
//! | prove a store of one's own | [`contract`], [`store_contract!`] |
//!
//! A fake keeps the promises of its port and is asked afterwards what there is; a mock is told
//! beforehand which calls to expect. Prefer the fake: a mock is right where the call itself is the
//! result.
//!
//! [`WatchedStore`]: latchkey_domain::ports::WatchedStore
#![warn(missing_docs)]
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
mod memory_mailer;
mod memory_receiver;
mod memory_store;
mod mocks;
mod test_bed;
mod world;

pub use self::{
    counting_ids::CountingIds,
    failing_store::{FailAt, FailingStore, Failure},
    fake_secrets::{FakeSecrets, PlainHasher},
    fixed_clock::FixedClock,
    memory_mailer::MemoryMailer,
    memory_receiver::MemoryReceiver,
    memory_store::{MemoryStore, Moment, Timing},
    mocks::{MockHasher, MockMailer, MockRefusals, MockSecrets},
    test_bed::TestBed,
    world::World,
};
