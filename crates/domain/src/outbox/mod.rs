//! Telling other systems what happened (N2): where webhooks go, how they are signed, and when a
//! delivery that failed is tried again.

pub mod address;
pub mod attempt;
pub mod delivery;
pub mod endpoint;
pub mod message;
pub mod retry_after;
pub mod schedule;
pub mod secret;
pub mod url;
