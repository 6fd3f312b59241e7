//! What every use case uses: the ports, the request context, the refusals, and how a change is
//! committed.

pub(crate) mod another_super_admin;
pub mod context;
pub mod current;
pub(crate) mod ends;
pub mod error;
pub mod idempotency;
pub(crate) mod lists;
pub mod mode;
pub mod ports;
pub mod ready;
pub mod refusals;
pub(crate) mod retry;
pub mod throttle;
pub(crate) mod turn;
