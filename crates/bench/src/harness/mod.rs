//! What the measurements over HTTP have in common: servers pinned to a core, the load, the tables.

pub(crate) mod client;
pub(crate) mod cores;
pub(crate) mod histogram;
pub(crate) mod load;
pub(crate) mod server;
pub(crate) mod sink;
pub(crate) mod table;
