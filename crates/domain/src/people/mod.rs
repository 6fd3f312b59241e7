//! Accounts and the people in them, with the tokens by which they ask.

pub mod account;
pub mod email;
pub mod mail;
pub mod notifications;
pub mod token;
pub mod user;
