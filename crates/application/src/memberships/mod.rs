//! Memberships: the platform creates and changes them, an account manages its own members, and people
//! accept their invitations and leave.

pub(crate) mod accept;
mod actions;
mod assignable;
mod change;
mod change_to_partner_admin;
mod context;
mod create;
mod deactivate;
mod departure;
mod expire;
mod explain;
pub(crate) mod leave;
mod list;
mod one_member;
mod provision;
mod reactivate;
mod remind;
mod remove;
mod requested_change;
mod resend_invitation;

use std::sync::Arc;

pub use self::{
    assignable::{AssignableAccess, OfferedAccess},
    change::ChangeMember,
    change_to_partner_admin::ChangeMemberToPartnerAdmin,
    context::RequestedAccess,
    create::CreateMember,
    deactivate::ForeseenDeactivation,
    explain::ExplainedMember,
    list::{ListMembers, WantedPartner},
    one_member::TargetMember,
    provision::{ProvisionMember, ProvisionedMember},
    reactivate::GivingBack,
    remove::RemoveMember,
    requested_change::RequestedChange,
};
use crate::frame::ports::Ports;
pub use crate::steps::member_view::{KnowingPartner, MemberView};

/// The use cases of memberships.
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
