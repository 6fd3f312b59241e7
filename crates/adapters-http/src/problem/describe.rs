//! Which problem each failure of a use case is: the one exhaustive map of this door.

use std::{io, sync::Arc};

use actix_web::http::header;
use latchkey_application::frame::{error::UseCaseError, idempotency::ReplayError};
use latchkey_domain::{
    base::refusal::{Conflict, Refusal},
    ports::{StoreError, Taken},
};

use super::{Code, Problem};

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::of(match refusal {
            Refusal::MissingPermission => Code::MissingPermission,
            Refusal::NotPartnerAdmin => Code::NotPartnerAdmin,
            Refusal::SelfTarget => Code::SelfTarget,
            Refusal::ExceedsOwnPermissions => Code::ExceedsOwnPermissions,
            Refusal::NotFound => Code::NotFound,
            Refusal::LastSuperAdmin => Code::LastSuperAdmin,
            Refusal::SuperAdminTarget => Code::SuperAdminTarget,
            Refusal::ActsForAnotherPartner => Code::ActsForAnotherPartner,
            Refusal::PartnerNotEnrolled => Code::PartnerNotEnrolled,
            Refusal::LinkNotValid => Code::LinkNotValid,
            Refusal::NotRecognized => Code::NotRecognized,
            Refusal::NotAnEmployee => Code::NotAnEmployee,
            Refusal::PartnerSeatRequired => Code::PartnerSeatRequired,
            Refusal::ClientRefused => Code::ClientRefused,
            Refusal::AlreadyAMember => Code::AlreadyAMember,
            Refusal::StaleReview => Code::StaleReview,
            Refusal::SetInUse { holders } => return set_in_use(holders),
            Refusal::Conflict(conflict) => return conflict.into(),
        })
    }
}

fn set_in_use(holders: u64) -> Problem {
    let memberships = match holders {
        1 => "1 membership holds".to_owned(),
        more => format!("{more} memberships hold"),
    };
    Problem::new(
        Code::SetInUse,
        format!("{memberships} the permission set: give the holders another set first."),
    )
}

impl From<Conflict> for Problem {
    fn from(conflict: Conflict) -> Self {
        let detail = match conflict {
            Conflict::ExternalIdTaken => {
                "This external id is already in use: choose another one, or change the one that uses it."
            }
            Conflict::EmailTaken => "Another person has this e-mail address already.",
            Conflict::DomainTaken => {
                "The domain belongs to another partner: only the platform can move it."
            }
            Conflict::PublicDomain => {
                "This is a public mail domain, where anybody can have an address: leave it out."
            }
            Conflict::NotOnDomain => {
                "Your own confirmed address is not on that domain: ask the platform to add it."
            }
            Conflict::OwnAccount => {
                "A partner gets no access to its own account by its own link: choose a client."
            }
            Conflict::InvitationLapsed => {
                "The invitation has expired: ask the person who invited you to send it again."
            }
            Conflict::Deactivated => {
                "The membership was deactivated: ask a super admin of the account to reactivate it."
            }
            Conflict::ViewOnlySeat => {
                "Super admins and partner admins cannot have a view-only seat: choose another seat."
            }
            Conflict::NotAPartner => {
                "The account has never been enrolled in the partner program: enrol it first."
            }
            Conflict::NotConnected => {
                "The partner has no relationship with that client, and a name alone begins none: send \
                 connected_at or last_qualifying_activity_at too."
            }
            Conflict::UserDisabled => "The person is disabled: set their status to active first.",
            Conflict::Erased => "The person was erased permanently: create a new user.",
            Conflict::StandardSet => {
                "Standard sets come with the catalogue and are read-only: create your own set."
            }
            Conflict::ReviewSpent => {
                "The review has expired or was already confirmed: make a new one."
            }
            Conflict::OperationState => {
                "The operation's state does not allow this: only a running operation can be cancelled, and only \
                 one that has ended with failed items can be retried, or with refused ones if refused is true."
            }
            Conflict::Offboarding => {
                "An offboarding cannot be cancelled: let it end, then reactivate the people you want to keep."
            }
            Conflict::NoEmploymentBegins => {
                "No employment begins again by this call, so nothing can be given back: repeat it without `give_back`."
            }
            Conflict::TooLateToGiveBack => {
                "The employment ended too long ago to give back what that cut: repeat the call without `give_back`, \
                 then give access in each client."
            }
            Conflict::NotInvited => {
                "This membership has no open invitation: there is nothing to resend."
            }
            Conflict::NotASuperAdmin => {
                "The person is not a super admin: use an access link, or let the account change the access."
            }
            Conflict::AlreadyCarriedOut => {
                "It was already carried out or cancelled: there is nothing left to cancel."
            }
            Conflict::TooManyEndpoints => {
                "There are 100 webhook endpoints, and there can be no more: remove one first."
            }
            Conflict::HasAnotherWayIn => {
                "You have a password, or the platform signs you in: ask the platform to change it."
            }
            Conflict::SecretNotKept => {
                "The answer to the first call with this idempotency key contained a secret, so it was not kept."
            }
            Conflict::StillRunning => {
                "The first call with this idempotency key is still running: repeat the call later."
            }
        };
        Self::new(Code::Conflict, detail)
    }
}

impl From<Taken> for Problem {
    fn from(taken: Taken) -> Self {
        match taken {
            // Of a set, too, nothing but the external id is its own.
            Taken::ExternalId | Taken::PermissionSet => Conflict::ExternalIdTaken.into(),
            Taken::Email => Conflict::EmailTaken.into(),
            Taken::Domain => Conflict::DomainTaken.into(),
            Taken::Membership => Refusal::AlreadyAMember.into(),
            Taken::IdempotencyKey => Conflict::StillRunning.into(),
            // Somebody else did the same at the same moment: asked again, the call finds it there.
            Taken::AccessLink | Taken::Id => Self::unavailable(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(taken) => taken.into(),
            // Somebody else was quicker; the caller named no version, so they may ask again.
            StoreError::Stale => Self::unavailable(),
            StoreError::Contended(_) | StoreError::Unavailable(_) => {
                Self::unavailable().caused_by(Arc::new(error))
            }
            StoreError::Corrupt(_) => Self::internal(error),
        }
    }
}

impl From<UseCaseError> for Problem {
    fn from(error: UseCaseError) -> Self {
        match error {
            UseCaseError::Refused(refusal) => refusal.into(),
            UseCaseError::LastSuperAdmin(accounts) => {
                Self::from(Refusal::LastSuperAdmin).about(&accounts)
            }
            UseCaseError::Invalid(errors) => Self::invalid(errors),
            UseCaseError::Stale => Self::of(Code::Stale),
            UseCaseError::Store(error) => error.into(),
        }
    }
}

impl From<ReplayError> for Problem {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Mismatch => Self::of(Code::IdempotencyMismatch),
            ReplayError::SecretNotKept { made } => Self::new(
                Code::Conflict,
                format!(
                    "The first call with this idempotency key made {made}; its answer showed a \
                     secret and was not kept. Undo that and use a new key if you did not get it."
                ),
            ),
            ReplayError::Emptied => Self::new(
                Code::Conflict,
                "The first call with this idempotency key was carried out; its answer named a person \
                 who has been erased since, and is no longer kept. Read the present state instead.",
            ),
            ReplayError::Other(error) => error.into(),
        }
    }
}

impl Problem {
    /// The problem behind an error of the framework itself: a path, a header or a body that it
    /// could not take.
    pub(crate) fn from_framework(error: &actix_web::Error) -> Self {
        let status = error.as_response_error().status_code();
        match status.as_u16() {
            404 => Self::not_found(),
            405 => Self::of(Code::MethodNotAllowed),
            408 => Self::of(Code::Timeout),
            413 => Self::of(Code::TooLarge),
            400..=499 => Self::malformed("The request cannot be read."),
            503 => Self::unavailable(),
            _ => Self::internal(io::Error::other(error.to_string())),
        }
    }

    /// The methods that the path knows.
    pub(crate) fn method_not_allowed(methods: &str) -> Self {
        let problem = Self::of(Code::MethodNotAllowed);
        match header::HeaderValue::from_str(methods) {
            Ok(value) => problem.with_header(header::ALLOW, value),
            Err(_) => problem,
        }
    }
}
