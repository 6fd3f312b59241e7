//! The trail.

mod outbox;
mod read;
mod write;

pub(crate) use self::write::{insert, insert_missing};
