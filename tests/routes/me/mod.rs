//! `/v1/me`.

mod accept;
mod show;
