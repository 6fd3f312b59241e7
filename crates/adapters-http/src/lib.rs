//! The HTTP door of Latchkey: the JSON API, the AuthZEN decision point, and their documentation.
//!
//! [`CurrentApi`] holds the services; [`serve`] puts it on a listener. A feature is found by the word in its
//! URL: the table in `routes.rs` leads to a file of `api`, one for each verb; the shapes of JSON lie
//! in `map`.

#![expect(
    clippy::option_option,
    reason = "of a member that can be cleared: `None` was not sent, `Some(None)` was sent as null"
)]

mod answer;
mod api;
mod authzen;
mod event_stream;
mod export;
mod extract;
mod hash;
mod limit;
mod link_url;
mod map;
mod middleware;
mod openapi;
mod ops;
mod pages;
mod problem;
mod routes;
mod server;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod write;

pub use self::{
    export::ExportFormat,
    link_url::{LinkUrl, LinkUrlError},
    openapi::json as openapi_json,
    server::{Listening, serve, serve_metrics},
    settings::{HttpSettings, Network, NetworkError},
    state::{CheckReadiness, CurrentApi, Ops, RenderMetrics},
};
