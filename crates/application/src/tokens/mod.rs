//! Tokens: how the platform, scripts and people prove who they are (I3).

mod authenticate;
mod bootstrap;
mod issue;
mod issue_for_user;
mod issue_own;
mod issue_service;
mod lifetime;
mod list;
mod revoke;
#[cfg(test)]
mod testing;

use std::sync::Arc;

use latchkey_domain::people::token::{SecretText, Token};

pub use self::{
    authenticate::AuthenticateError,
    bootstrap::{BootstrapError, Bootstrapped, SHORTEST_TOKEN},
    issue_for_user::IssueUserToken,
    issue_own::IssueOwnToken,
    issue_service::IssueServiceToken,
    lifetime::Lifetime,
};
use crate::frame::ports::Ports;

/// The tokens of the platform and of people.
#[derive(Debug, Clone)]
pub struct Tokens {
    ports: Arc<Ports>,
}

impl Tokens {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}

/// A new token, with its text, which is shown only this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// The token.
    pub token: Token,
    /// Its text.
    pub secret: SecretText,
}
