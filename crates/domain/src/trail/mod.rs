//! The trail: what happened, who did it, and the hash chain that shows any later change.

pub mod audit;
pub mod chain;
pub mod event;
pub mod idempotency;
pub mod origin;
pub mod permit;
