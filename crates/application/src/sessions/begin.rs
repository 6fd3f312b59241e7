//! Begins a session, whichever way somebody signs in: always with a new secret, and in place of the
//! session that the browser had.

use latchkey_domain::{
    gate,
    people::{
        session::{BrowserSession, Keep, NewSession, SignInWay},
        token::TokenHash,
        user::User,
    },
    ports::UnitOfWork,
    trail::{
        origin::{Origin, Principal},
        permit::Permit,
    },
};

use super::{Sessions, SignedIn, Visit};
use crate::frame::error::UseCaseError;

impl Visit {
    /// The origin of what somebody does by this visit.
    pub(super) fn origin(&self, principal: Principal) -> Origin {
        Origin {
            principal,
            request_id: self.request_id.clone(),
            address: self.address,
            reason: None,
            operation: None,
        }
    }
}

impl Sessions {
    /// Begins a session of a user who is locked and was found active in this unit.
    pub(super) async fn begin(
        &self,
        unit: &mut dyn UnitOfWork,
        user: User,
        visit: &Visit,
        (way, keep): (SignInWay, Keep),
    ) -> Result<SignedIn, UseCaseError> {
        let ports = &*self.ports;
        if let Some(replaced) = &visit.replaces {
            let hash = TokenHash::of(replaced.expose());
            if let Some(found) = unit.session_by_hash(&hash).await? {
                unit.end_session(found.user.id, found.session.id).await?;
            }
        }
        let secret = ports.secrets.secret();
        let new = NewSession {
            user: user.id,
            hash: TokenHash::of(secret.expose()),
            way,
            keep,
            user_agent: visit.user_agent.clone(),
            address: visit.address,
        };
        let limits = ports.settings.sign_in.limits;
        let session = BrowserSession::begin(ports.ids.next(), new, limits, ports.now());
        unit.insert_session(&session).await?;
        tracing::info!(user = %user.id, session = %session.id, way = way.as_str(), "signed in");
        Ok(SignedIn {
            session,
            user,
            secret,
        })
    }

    /// The permit of whoever acts by their session.
    pub(super) fn permit(visit: &Visit, session: &BrowserSession) -> Result<Permit, UseCaseError> {
        let principal = Principal::Session {
            user: session.user,
            session: session.id,
        };
        let (_user, permit) = gate::self_service(&visit.origin(principal))?;
        Ok(permit)
    }
}
