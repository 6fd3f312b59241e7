//! Accounts, users, their e-mail addresses, tokens, sessions and notification settings.

pub mod account;
pub mod email;
pub mod erased_address;
pub mod mail;
pub mod notifications;
pub mod password;
pub mod public_domains;
pub mod session;
pub mod sign_in_link;
pub mod token;
pub mod user;
