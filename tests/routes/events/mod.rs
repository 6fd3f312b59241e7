//! The committed events, for systems that keep a copy.

mod list;
