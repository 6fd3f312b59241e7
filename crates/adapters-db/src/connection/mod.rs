//! Connections: how they are opened, what runs on them, and when they end.

mod backlog;
mod broken;
mod connect;
mod locks;
mod pooled;
mod session;
mod unit;

pub use self::connect::{ConnectError, DatabaseOptions};
pub(crate) use self::{
    backlog::Backlog,
    broken::{is_broken, past_broken},
    connect::{Pools, open},
    locks::{LOCK_WAIT, UNIT_AGE, lock_statements},
    pooled::Pooled,
    session::{Connection, Session},
    unit::{OpenTransaction, Unit},
};
