//! Shows an invitation to whoever has its link: what they would get, from whom, and until when.

use latchkey_domain::{
    base::{page::PageRequest, text::Name, time::Time},
    membership::{Access, Status, member::Member},
    people::user::User,
    permission::{PermissionKey, SetName},
    ports::{EventFilter, Reader, SeenRecord, TrailSide},
    trail::audit::{Actor, Outcome},
};

use super::{Invitation, Sessions};
use crate::frame::error::UseCaseError;

/// An open invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownInvitation {
    /// The account, the access, the seat, for whom they would act, and until when they would have it.
    pub member: Member,
    /// The invited user.
    pub user: User,
    /// Until when it can be accepted.
    pub until: Time,
    /// What they could do once they accept: granted, as far as the seat lets it through.
    pub permissions: Vec<PermissionKey>,
    /// Who sent it; `None`: the platform, or nobody who is still known.
    pub invited_by: Option<Inviter>,
}

/// Who sent an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inviter {
    /// Their name.
    pub name: Name,
    /// Their access in the account now; `None`: they are no member any more.
    pub access: Option<InviterAccess>,
    /// The partner for which they act there.
    pub partner: Option<Name>,
}

/// The access of somebody who invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InviterAccess {
    /// They are super admin.
    SuperAdmin,
    /// They are partner admin.
    PartnerAdmin,
    /// They have a permission set.
    PermissionSet(SetName),
}

impl Sessions {
    /// Shows the invitation with this link.
    pub async fn show_invitation(&self, token: &str) -> Result<ShownInvitation, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let invitation = self.invitation(&mut *reader, token).await?;
        let invited_by = inviter(&mut *reader, &invitation).await?;
        let Invitation {
            member,
            user,
            until,
        } = invitation;
        let catalogue = &self.ports.catalogue;
        let usable = catalogue.usable_with(member.seat_holding());
        Ok(ShownInvitation {
            permissions: catalogue.names(member.granted(catalogue) & usable),
            member,
            user,
            until,
            invited_by,
        })
    }
}

/// Finds who sent the invitation last.
async fn inviter(
    reader: &mut dyn Reader,
    invitation: &Invitation,
) -> Result<Option<Inviter>, UseCaseError> {
    let (account, user) = invitation.place();
    let filter = EventFilter {
        account: Some(account),
        user: Some(user),
        ..EventFilter::default()
    };
    let page = PageRequest::first();
    let events = reader
        .events(TrailSide::Account(account), &filter, &page)
        .await?;
    let Some(sent) = events.items.into_iter().find(invites) else {
        return Ok(None);
    };
    let (Actor::User(id), Some(name)) = (&sent.record.actor, sent.actor.name) else {
        return Ok(None);
    };
    let member = reader.member(account, *id).await?;
    let partner = member.as_ref().and_then(|member| member.acting.as_ref());
    Ok(Some(Inviter {
        name,
        partner: partner.map(|acting| acting.name.clone()),
        access: member.and_then(access),
    }))
}

/// Whether an event leaves the person invited: whoever did it sent the invitation.
fn invites(seen: &SeenRecord) -> bool {
    let record = &seen.record;
    let after = record.event.details.after.as_ref();
    record.outcome == Outcome::Done
        && after.is_some_and(|after| after.status == Status::Invited.as_str())
}

fn access(member: Member) -> Option<InviterAccess> {
    match member.membership.access {
        Access::SuperAdmin => Some(InviterAccess::SuperAdmin),
        Access::PartnerAdmin => Some(InviterAccess::PartnerAdmin),
        Access::PermissionSet(_) => Some(InviterAccess::PermissionSet(member.set?.name)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;

    use latchkey_domain::people::email::EmailAddress;

    use super::*;
    use crate::{
        sessions::invitations::testing::{invite, invite_stub, token},
        testing::{UseCaseBed, refused},
    };

    #[tokio::test]
    async fn an_invitation_tells_what_one_gets_and_from_whom() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let shown = sessions.show_invitation(&link).await.unwrap();
        assert_eq!(shown.user.id, stub);
        assert_eq!(shown.member.account.id, bed.world.harbour);
        assert_eq!(shown.until, bed.world.now() + Duration::days(7));
        assert!(!shown.permissions.is_empty());
        let helen = shown.invited_by.unwrap();
        assert_eq!(helen.name.as_str(), "Helen Marsh");
        assert_eq!(helen.access, Some(InviterAccess::SuperAdmin));
        assert_eq!(helen.partner, None);
    }

    /// One refusal for every link that does not count, and none of them tells which.
    #[tokio::test]
    async fn a_link_that_does_not_count_is_not_found() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        // The id of the membership with something else behind it.
        let half: String = link.chars().take(32).collect();
        let forged = format!("{half}{half}");
        for wrong in ["", "x", forged.as_str()] {
            assert_eq!(refused(sessions.show_invitation(wrong).await), "not-found");
        }
        bed.world.clock.advance(Duration::days(6));
        assert!(sessions.show_invitation(&link).await.is_ok());
        invite::again(&bed, stub).await;
        assert_eq!(refused(sessions.show_invitation(&link).await), "not-found");
        let sent_again = token(&bed, bed.world.harbour, stub).await;
        assert!(sessions.show_invitation(&sent_again).await.is_ok());
        bed.world.clock.advance(Duration::days(7));
        let result = sessions.show_invitation(&sent_again).await;
        assert_eq!(refused(result), "not-found");
    }

    /// A link proves the address that it was mailed to, and no other (I1).
    #[tokio::test]
    async fn a_link_ends_with_the_address() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let moved = EmailAddress::parse("uma@new.example").unwrap();
        let change = |user: &mut User, now| {
            assert!(user.readdress(moved, false, now));
        };
        bed.world.change_user(stub, change).await;
        assert_eq!(refused(sessions.show_invitation(&link).await), "not-found");
        let sent_there = token(&bed, bed.world.harbour, stub).await;
        assert!(sessions.show_invitation(&sent_there).await.is_ok());
    }
}
