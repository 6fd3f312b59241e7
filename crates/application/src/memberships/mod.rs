//! Memberships: what the platform says of them, what an account does with its own members, and what
//! people do with theirs.

mod accept;
mod assignable;
mod change;
mod change_to_partner_admin;
mod context;
mod create;
mod deactivate;
mod expire;
mod explain;
mod list;
mod provision;
mod reactivate;
mod remove;
mod resend_invitation;
mod said;
mod target;

use std::sync::Arc;

pub use self::{
    assignable::{AssignableAccess, OfferedAccess},
    change::ChangeMember,
    change_to_partner_admin::ChangeMemberToPartnerAdmin,
    context::RequestedAccess,
    create::CreateMember,
    explain::ExplainedMember,
    provision::{ProvisionMember, ProvisionedMember},
    remove::RemoveMember,
    said::SaidOfMember,
    target::TargetMember,
};
use crate::frame::ports::Ports;
pub use crate::steps::member_view::MemberView;

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
