//! How what an older version stored gets the form in which it is kept now (I5, I8).

pub(super) mod addresses;
pub(super) mod instants;
pub(super) mod names;
mod rows;
