//! Work over many items: operations and removals, and the assets that removed people leave behind.

pub mod asset;
pub mod operation;
pub mod removal;
