//! Measurements over HTTP: servers on one core, the load on the other.

pub(crate) mod bare;
pub(crate) mod decide;
pub(crate) mod rounds;
