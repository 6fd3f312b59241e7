//! `/v1/users`.

mod change;
mod erase;
mod sign_in_links;
mod stubs;
