//! An account's members, as the account and the platform manage them.

pub(crate) mod assignable_access;
pub(crate) mod change;
pub(crate) mod change_to_partner_admin;
pub(crate) mod create;
pub(crate) mod deactivate;
mod fields;
pub(crate) mod list;
pub(crate) mod permissions;
pub(crate) mod put;
pub(crate) mod reactivate;
pub(crate) mod remove;
pub(crate) mod resend_invitation;
pub(crate) mod show;
