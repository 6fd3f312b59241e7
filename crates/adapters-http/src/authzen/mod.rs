//! Deciding by the `OpenID` AuthZEN Authorization API 1.0.

pub(crate) mod evaluation;
