//! Work over many items: operations, removals, and the assets that removed members leave behind.

pub mod asset;
pub mod operation;
pub mod removal;
