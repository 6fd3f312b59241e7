//! Invitations by the link that was mailed: only it confirms the address of whoever accepts, and signs
//! them in (I1). A link that was used, has expired, was sent again or cancelled, or never was, is not
//! found, whichever of these it is.

mod accept;
mod decline;
mod show;
#[cfg(test)]
mod testing;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::Time,
    },
    membership::{Status, member::Member},
    partnership::invitation::{invitation_token, invited_membership},
    people::{token::TokenHash, user::User},
    ports::Reader,
    trail::{
        event::EventKind,
        origin::{Origin, Principal},
    },
};

pub use self::{
    accept::AcceptedByLink,
    decline::DeclinedByLink,
    show::{Inviter, InviterAccess, ShownInvitation},
};
use super::{Sessions, Visit, sign_in::is_active};
use crate::frame::{error::UseCaseError, refusals::Attempted};

/// An open invitation whose link somebody has.
struct Invitation {
    member: Member,
    user: User,
    until: Time,
}

impl Invitation {
    /// Where the invitation is: the account and the user.
    const fn place(&self) -> (AccountId, UserId) {
        (self.member.account.id, self.member.user.id)
    }

    /// The origin of what is done by its link.
    fn origin(&self, visit: &Visit) -> Origin {
        visit.origin(Principal::MailedLink {
            user: self.user.id,
            membership: self.member.membership.id,
        })
    }

    /// What somebody tries to do by its link.
    fn attempted(&self, kind: EventKind) -> Attempted {
        let (account, user) = self.place();
        Attempted::new(kind)
            .in_account(&account.into())
            .about(&user.into())
    }
}

impl Sessions {
    /// Finds the open invitation that has this link now.
    async fn invitation(
        &self,
        reader: &mut dyn Reader,
        token: &str,
    ) -> Result<Invitation, UseCaseError> {
        let found = self.find_invitation(reader, token).await?;
        Ok(found.ok_or(Refusal::NotFound)?)
    }

    async fn find_invitation(
        &self,
        reader: &mut dyn Reader,
        token: &str,
    ) -> Result<Option<Invitation>, UseCaseError> {
        let Some(id) = invited_membership(token) else {
            return Ok(None);
        };
        let Some((account, user)) = reader.place_of(id).await? else {
            return Ok(None);
        };
        let member = reader.member(account, user).await?;
        let open = |member: &Member| {
            let membership = &member.membership;
            membership.id == id && membership.status() == Status::Invited
        };
        let Some(member) = member.filter(open) else {
            return Ok(None);
        };
        let until = member.membership.invited_until;
        let Some(until) = until.filter(|until| *until > self.ports.now()) else {
            return Ok(None);
        };
        let user = reader.user(user).await?.filter(is_active);
        let Some((user, address)) = user.and_then(|it| it.email.clone().map(|at| (it, at))) else {
            return Ok(None);
        };
        let right = invitation_token(&reader.link_key().await?, id, until, &address);
        // Hashes are compared, so that the time tells nothing about the token.
        let same = TokenHash::of(right.expose()) == TokenHash::of(token);
        Ok(same.then_some(Invitation {
            member,
            user,
            until,
        }))
    }
}
