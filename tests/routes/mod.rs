//! Each route by itself: `<area>/<verb>.rs`, named as the table of routes names its handlers.

mod access_links;
mod accounts;
mod activities;
mod assets;
mod audit;
mod authzen;
mod client_access;
mod email_domains;
mod events;
mod me;
mod members;
mod operations;
mod partners;
mod permission_sets;
mod policy;
mod relationships;
mod removals;
mod seats;
mod standardizations;
mod tokens;
mod users;
mod webhooks;
