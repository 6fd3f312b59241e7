//! Memberships: what the platform says of them, what an account does with its own members, and what
//! people do with theirs.

mod accept;
mod account_side;
mod assignable;
mod change;
mod change_to_partner_admin;
mod create;
mod deactivate;
mod expire;
mod explain;
mod ground;
mod list;
mod provision;
mod reactivate;
mod removal;
mod remove;
mod resend_invitation;
mod said;
mod view;

use std::sync::Arc;

pub use self::{
    account_side::TargetMember,
    assignable::{AssignableAccess, OfferedAccess},
    change::ChangeMember,
    change_to_partner_admin::ChangeMemberToPartnerAdmin,
    create::CreateMember,
    explain::ExplainedMember,
    ground::RequestedAccess,
    provision::{ProvisionMember, ProvisionedMember},
    remove::RemoveMember,
    said::SaidOfMember,
    view::MemberView,
};
pub(crate) use self::{
    account_side::{account_manager, account_manager_of},
    removal::remove_members,
};
use crate::ports::Ports;

/// What is done with memberships.
#[derive(Debug, Clone)]
pub struct Memberships {
    ports: Arc<Ports>,
}

impl Memberships {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
