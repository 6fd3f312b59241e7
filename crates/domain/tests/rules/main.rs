//! The rules of the domain, module by module; each test names the rules it proves.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what goes wrong here fails the test"
)]

mod account_members;
mod approval;
mod authority;
mod client_access;
mod client_access_ends;
mod decision;
mod explanation;
mod locks;
mod member;
mod migration;
mod offboarding;
mod provisioning;
mod provisioning_access;
mod scene;
