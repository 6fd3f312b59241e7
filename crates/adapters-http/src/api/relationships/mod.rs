//! What ties partners to clients.

pub(crate) mod import;
