//! `/v1/users`.

mod change;
mod erase;
mod stubs;
