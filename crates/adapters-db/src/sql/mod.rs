//! The parts that statements are built from.

mod arrays;
mod collision;
mod conditions;
mod insert;
mod results;
mod save;

pub(crate) use self::{
    conditions::{PAIRS_AT_ONCE, col, contains, is_among, is_named},
    insert::{AT_ONCE, insert, insert_new},
    results::{CountRow, TextRow},
};
