//! The gate: checks who may do what, and gives the permit that every write needs.
//!
//! A [`Permit`] has no public constructor. The functions here check a rule and return one. Only a
//! permit makes records, and only records make a commit.

mod account;
mod partner;
mod permission_sets;
mod platform;

pub use self::{
    account::{AccountManager, account_manager},
    partner::{
        Delegator, Ender, PartnerManager, changing_manager, offboarding_ender, partner_manager,
    },
    permission_sets::{SetKeeper, platform_set_keeper},
    platform::{Caller, asks_decisions, caller, job, platform},
};
use crate::{
    base::{ids::UserId, refusal::Refusal, time::Time},
    membership::member::Member,
    people::token::UserScope,
    permission::{Catalogue, Permissions},
    trail::{
        origin::{Origin, Principal},
        permit::Permit,
    },
};

/// Whether an act reads or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Reads.
    View,
    /// Changes.
    Edit,
}

/// Returns the calling user, if their token allows the act. A session allows everything that its user may
/// do; the link of an invitation allows nothing here.
pub fn user(origin: &Origin, need: Need) -> Result<UserId, Refusal> {
    match &origin.principal {
        Principal::User {
            scope: UserScope::Read,
            ..
        } if need == Need::Edit => Err(Refusal::MissingPermission),
        Principal::User { user, .. } | Principal::Session { user, .. } => Ok(*user),
        Principal::MailedLink { .. }
        | Principal::Service { .. }
        | Principal::Operator { .. }
        | Principal::Job { .. } => Err(Refusal::MissingPermission),
    }
}

/// Permits what users do for themselves: their own tokens, their own invitations.
pub fn self_service(origin: &Origin) -> Result<(UserId, Permit), Refusal> {
    let user = user(origin, Need::Edit)?;
    Ok((user, Permit::new(origin.clone(), None)))
}

/// Permits somebody to answer an invitation by the link that was mailed to them, and nothing else (I1).
pub fn invited(origin: &Origin) -> Result<(UserId, Permit), Refusal> {
    match &origin.principal {
        Principal::MailedLink { user, .. } => Ok((*user, Permit::new(origin.clone(), None))),
        Principal::User { .. }
        | Principal::Session { .. }
        | Principal::Service { .. }
        | Principal::Operator { .. }
        | Principal::Job { .. } => Err(Refusal::MissingPermission),
    }
}

/// Rights over people, sets, partners and the trail count only in a membership that acts for nobody;
/// a super admin's always count (A11).
fn rights_on_account_side(member: &Member, catalogue: &Catalogue, now: Time) -> Permissions {
    if member.membership.partner.is_none() || member.is_super_admin(now) {
        member.effective(catalogue, now)
    } else {
        Permissions::EMPTY
    }
}
