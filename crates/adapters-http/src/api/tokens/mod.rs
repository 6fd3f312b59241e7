//! Tokens: the platform's, and those of people.

mod new_token;

pub(crate) mod create_for_user;
pub(crate) mod create_own;
pub(crate) mod create_service;
pub(crate) mod list_of_user;
pub(crate) mod list_own;
pub(crate) mod list_service;
pub(crate) mod revoke_of_user;
pub(crate) mod revoke_own;
pub(crate) mod revoke_service;
