//! The partners of a client.

mod list;
mod sever;
