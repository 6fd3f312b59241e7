//! Makes every new token. A token made with another one, its parent, ends no later than the parent and
//! is revoked with it (I3).

use latchkey_domain::{
    base::{
        refusal::Refusal,
        text::Name,
        time::{Time, earlier_end},
    },
    people::token::{SecretText, Token, TokenHash, TokenKind},
    ports::{Reader, TokenOwner, UnitOfWork},
    trail::{
        event::Event,
        origin::{Origin, Principal},
        permit::Permit,
    },
};

use super::{IssuedToken, Tokens};
use crate::frame::{error::UseCaseError, ready::Ready};

/// A token to be made.
pub(super) struct NewToken {
    pub(super) kind: TokenKind,
    pub(super) label: Name,
    /// The requested end; `None`: that of the parent.
    pub(super) ends: Option<Time>,
    /// The event for the trail; the id of the token is added.
    pub(super) event: Event,
}

impl Tokens {
    /// Makes a token whose parent is the token of this call. The parent is read inside the unit: one
    /// that was revoked meanwhile makes none.
    pub(super) async fn issue(
        &self,
        permit: &Permit,
        mut unit: Box<dyn UnitOfWork>,
        new: NewToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let parent = parent(&mut *unit, permit.origin(), now).await?;
        let secret: SecretText = ports.secrets.secret();
        let token = Token {
            id: ports.ids.next(),
            hash: TokenHash::of(secret.expose()),
            kind: new.kind,
            label: new.label,
            parent: parent.as_ref().map(|parent| parent.id),
            created_at: now,
            expires_at: earlier_end(new.ends, parent.and_then(|parent| parent.expires_at)),
            revoked_at: None,
        };
        unit.insert_token(&token).await?;
        let event = new.event.on(token.id);
        let issued = IssuedToken { token, secret };
        Ok(Ready::of(issued, unit, permit, [event], (ports, now)))
    }
}

/// The token that a call is made with; the operator, jobs and sessions have none.
async fn parent(
    reader: &mut dyn Reader,
    origin: &Origin,
    now: Time,
) -> Result<Option<Token>, UseCaseError> {
    let (owner, id) = match &origin.principal {
        Principal::Operator { .. } | Principal::Job { .. } | Principal::Session { .. } => {
            return Ok(None);
        }
        Principal::MailedLink { .. } => return Err(Refusal::MissingPermission.into()),
        Principal::Service { token, .. } => (TokenOwner::Platform, *token),
        Principal::User { user, token, .. } => (TokenOwner::User(*user), *token),
    };
    let token = reader.token(owner, id).await?;
    let token = token.filter(|token| token.is_in_force(now));
    Ok(Some(token.ok_or(Refusal::MissingPermission)?))
}
