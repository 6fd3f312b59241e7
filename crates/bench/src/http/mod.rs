//! Measurements over HTTP: servers on one core, the load on the other.

pub(crate) mod add_by_hand;
pub(crate) mod bare;
pub(crate) mod batch;
#[cfg(feature = "peers")]
pub(crate) mod casbin;
#[cfg(feature = "peers")]
pub(crate) mod cedar;
#[cfg(feature = "peers")]
mod cerbos;
pub(crate) mod decide;
pub(crate) mod flat;
pub(crate) mod lag;
pub(crate) mod miss;
#[cfg(feature = "peers")]
pub(crate) mod peers;
mod rounds;
mod run;
pub(crate) mod search;
mod sql;
pub(crate) mod tell;
pub(crate) mod writes;
