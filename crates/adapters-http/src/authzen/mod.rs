//! Decisions over the `OpenID` AuthZEN Authorization API 1.0.

pub(crate) mod evaluation;
pub(crate) mod evaluations;
pub(crate) mod metadata;
mod question;
mod search;
pub(crate) mod search_action;
pub(crate) mod search_resource;
pub(crate) mod search_subject;
