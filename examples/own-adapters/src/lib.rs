//! A store, a clock and a mailer of one's own, to test against Latchkey's use cases with:
//! `docs/swapping-adapters.md` goes through them.

mod clock;
mod mailer;
mod store;
#[cfg(test)]
mod tests;

pub use self::{clock::TickingClock, mailer::ChannelMailer, store::CallCount};
