//! The JSON of requests and answers, by area. Requests are checked and answers are made from domain
//! types.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod actions;
pub(crate) mod audit;
pub(crate) mod clients;
pub(crate) mod employees;
pub(crate) mod links;
pub(crate) mod members;
pub(crate) mod notifications;
pub(crate) mod operations;
pub(crate) mod partners;
pub(crate) mod people;
pub(crate) mod permission_sets;
pub(crate) mod relationships;
pub(crate) mod removals;
pub(crate) mod sessions;
mod stamp;
pub(crate) mod standardizations;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod webhooks;
pub(crate) mod words;

pub(crate) use self::stamp::Stamp;
