//! The store, held to the contract of the ports and to what this adapter promises beyond it.
#![expect(
    clippy::unwrap_used,
    reason = "test support: what goes wrong here fails the test"
)]

mod bulk;
mod contract;
mod fairness;
mod housekeeping;
mod nodes;
mod old_texts;
mod out_of_reach;
mod plans;
mod refusals;
mod restarts;
mod schema;
mod statements;
mod support;
mod times;
mod upgrade;
