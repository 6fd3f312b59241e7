//! The parts that statements are built from.

mod arrays;
mod collision;
mod conditions;
mod insert;
mod results;
mod save;

pub(crate) use self::{
    conditions::{NAMES_AT_ONCE, PAIRS_AT_ONCE, at, col, contains, is_among, is_named},
    insert::{AT_ONCE, insert, insert_new},
    results::{CountRow, TextRow},
};
