//! The JSON API: one folder for each area, one file for each verb.

pub(crate) mod access_links;
pub(crate) mod accounts;
pub(crate) mod activities;
pub(crate) mod assets;
pub(crate) mod audit;
pub(crate) mod client_access;
pub(crate) mod email_domains;
pub(crate) mod events;
pub(crate) mod me;
pub(crate) mod members;
pub(crate) mod operations;
pub(crate) mod partners;
pub(crate) mod permission_sets;
pub(crate) mod policy;
pub(crate) mod relationships;
pub(crate) mod removals;
pub(crate) mod seats;
pub(crate) mod standardizations;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod webhooks;
