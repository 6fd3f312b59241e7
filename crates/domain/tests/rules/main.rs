//! Tests of the domain rules, one module for each area. Each test cites the rules it checks.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "an unmet expectation fails the test"
)]

mod account_members;
mod account_side;
mod approval;
mod change_to_partner_admin;
mod client_access;
mod client_access_ends;
mod decision;
mod explanation;
mod gate;
mod linking;
mod locks;
mod member;
mod membership;
mod offboarding;
mod provisioning;
mod provisioning_access;
mod provisioning_by_managers;
mod provisioning_gives;
mod relationships;
mod round_trips;
mod scene;
mod standardization;
mod telling;
