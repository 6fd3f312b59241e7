//! The trail: what happened, who did it, and the proof that nothing was changed afterwards.

pub mod audit;
pub mod chain;
pub mod event;
pub mod idempotency;
pub mod origin;
pub mod permit;
