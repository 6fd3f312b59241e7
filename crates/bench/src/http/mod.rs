//! Measurements over HTTP: servers on one core, the load on the other.

pub(crate) mod bare;
pub(crate) mod batch;
pub(crate) mod casbin;
pub(crate) mod cedar;
mod cerbos;
pub(crate) mod decide;
pub(crate) mod miss;
pub(crate) mod peers;
mod rounds;
mod run;
mod sql;
