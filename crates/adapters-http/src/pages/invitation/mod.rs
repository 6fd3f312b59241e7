//! `GET /i/{token}`: what somebody is invited to, in words, with the two buttons. Nothing changes.

pub(crate) mod answer;

use askama::Template;
use latchkey_application::sessions::{Inviter, InviterAccess, ShownInvitation};
use latchkey_domain::{
    base::{text::Name, time::Time},
    membership::Access,
    permission::seat::Seat,
};

use self::answer::ended;
use super::{
    answer::PageAnswer, call::PageCall, door::PageResult, enamel::Enamel, frame::PageFrame,
};
use crate::state::Api;

#[derive(Template)]
#[template(path = "invitation.html")]
pub(super) struct InvitationPage<'a> {
    pub(super) frame: &'a PageFrame,
    pub(super) account: Name,
    pub(super) plate: Enamel,
    pub(super) person: Enamel,
    pub(super) email: String,
    pub(super) inviter: Option<InviterLine>,
    pub(super) access: InvitedAccess,
    /// What they could do, in the words of the catalogue.
    pub(super) permissions: Vec<String>,
    pub(super) seat: Option<&'static str>,
    pub(super) acts_for: Option<Name>,
    pub(super) access_ends: Option<Time>,
    pub(super) until: Time,
    pub(super) days_left: usize,
    /// Whether the address is confirmed by accepting.
    pub(super) confirms: bool,
    /// The version of the invitation: nothing else is accepted by this page.
    pub(super) seen: u64,
}

/// Who invites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InviterLine {
    pub(super) name: Name,
    /// The message that says what they are there.
    pub(super) role: &'static str,
    /// The set that they hold there.
    pub(super) set: String,
    pub(super) partner: Option<Name>,
}

/// The access that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum InvitedAccess {
    /// A message.
    Role(&'static str),
    /// The name of a permission set.
    Set(String),
}

pub(crate) async fn handle(call: PageCall) -> PageResult {
    let token = call.path_part("token");
    let shown = call.api.sessions.show_invitation(token).await;
    let shown = shown.map_err(ended)?;
    Ok(PageAnswer::page(&page(&call, &shown))?)
}

fn page<'a>(call: &'a PageCall, shown: &ShownInvitation) -> InvitationPage<'a> {
    let member = &shown.member;
    let membership = &member.membership;
    let email = shown.user.email.as_ref().map(ToString::to_string);
    let email = email.unwrap_or_default();
    let person = if shown.user.stub {
        email.clone()
    } else {
        shown.user.name.to_string()
    };
    let left = shown.until - call.api.now();
    // Whoever has 23 hours left has a day, not none.
    let days = (left.num_seconds() + 86_399).div_euclid(86_400);
    let account = &member.account;
    InvitationPage {
        frame: &call.frame,
        account: account.name.clone(),
        plate: Enamel::of(account.name.as_str(), &account.id.to_string()),
        person: Enamel::of(&person, &shown.user.id.to_string()),
        email,
        inviter: shown.invited_by.as_ref().map(inviter),
        access: match membership.access {
            Access::SuperAdmin => InvitedAccess::Role("access-super-admin"),
            Access::PartnerAdmin => InvitedAccess::Role("access-partner-admin"),
            Access::PermissionSet(_) => {
                let set = member.set.as_ref().map(|set| set.name.to_string());
                InvitedAccess::Set(set.unwrap_or_default())
            }
        },
        permissions: labels(&call.api, shown),
        seat: Some(seat(membership.seat)),
        acts_for: member.acting.as_ref().map(|acting| acting.name.clone()),
        access_ends: membership.expires_at,
        until: shown.until,
        days_left: usize::try_from(days).unwrap_or(0),
        confirms: !shown.user.confirmed,
        seen: membership.version.get(),
    }
}

fn inviter(inviter: &Inviter) -> InviterLine {
    let (role, set) = match &inviter.access {
        None => ("invitation-inviter", String::new()),
        Some(InviterAccess::SuperAdmin) => ("invitation-inviter-super-admin", String::new()),
        Some(InviterAccess::PartnerAdmin) => ("invitation-inviter-partner-admin", String::new()),
        Some(InviterAccess::PermissionSet(name)) => ("invitation-inviter-set", name.to_string()),
    };
    InviterLine {
        name: inviter.name.clone(),
        role,
        set,
        partner: inviter.partner.clone(),
    }
}

/// The labels of the permissions, in the order of the catalogue.
fn labels(api: &Api, shown: &ShownInvitation) -> Vec<String> {
    let entries = api.permission_sets.catalogue().iter();
    let held = entries.filter(|entry| {
        let mut keys = shown.permissions.iter();
        keys.any(|key| key == entry.key() || key.bare() == *entry.key())
    });
    held.map(|entry| entry.label().to_owned()).collect()
}

const fn seat(seat: Seat) -> &'static str {
    match seat {
        Seat::Partner => "seat-partner",
        Seat::Core => "seat-core",
        Seat::ViewOnly => "seat-view-only",
        Seat::Sales => "seat-sales",
        Seat::Service => "seat-service",
    }
}
