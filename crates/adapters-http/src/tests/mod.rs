//! Requests through the whole door, over the memory store.

mod door;
mod support;
