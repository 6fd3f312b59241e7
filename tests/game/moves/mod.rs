//! What can be done in a game: each door as one move, in the words of `cast.rs`, and how it is
//! carried out by the real use case.

mod own_side;
mod partner_side;
mod platform;
mod reading;

use std::{fmt::Debug, pin::Pin};

use latchkey_application::frame::{context::RequestContext, error::UseCaseError, ready::Ready};
use latchkey_domain::base::ids::{AccessLinkId, OperationId};

pub(crate) use self::reading::View;
use crate::{
    cast::{Keys, LinkNo, Place, SetNo, Who},
    stage::Stage,
};

/// What access somebody is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    Super,
    Admin,
    Set(SetNo),
}

/// A member of an account, and who acts on them from the account's own side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct On {
    pub(crate) by: Who,
    pub(crate) place: Place,
    pub(crate) who: Who,
}

/// An employee in a client, and who acts on them from the partner's side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct At {
    pub(crate) by: Who,
    pub(crate) partner: Place,
    pub(crate) client: Place,
    pub(crate) who: Who,
}

/// What somebody changes about a member. What is left out stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Change {
    pub(crate) access: Option<Access>,
    pub(crate) partner: Option<Option<Place>>,
    pub(crate) added: Option<Keys>,
    pub(crate) withheld: Option<Keys>,
    /// In how many days the access ends; `Some(None)`: never.
    pub(crate) days: Option<Option<i64>>,
}

/// What the platform changes about a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Person {
    Disable,
    Enable,
    Erase,
    /// Makes them known to the platform, again where they were erased.
    Register,
}

/// One call, or some time that goes by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Move {
    Create(On, Change),
    Change(On, Change),
    Deactivate(On),
    Reactivate(On),
    Remove(On),
    ToPartnerAdmin(On, Option<Place>, bool),
    Resend(On),
    Accept(Who, Place),
    Leave(Who, Place),
    Sever {
        by: Who,
        place: Place,
        partner: Place,
    },
    Policy {
        by: Who,
        place: Place,
        only_super_admins: bool,
    },
    ChangeSet {
        by: Who,
        set: SetNo,
        keys: Keys,
    },
    Domains {
        by: Who,
        partner: Place,
        domains: Vec<&'static str>,
    },
    Issue {
        by: Who,
        partner: Place,
        who: Who,
    },
    Rotate(Who, LinkNo),
    Revoke(Who, LinkNo),
    Approve {
        by: Who,
        link: LinkNo,
        place: Place,
        days: Option<i64>,
    },
    Decline {
        by: Who,
        link: LinkNo,
        place: Place,
    },
    Add(At, SetNo, Option<i64>),
    ChangeEmployee(At, SetNo, Option<Option<i64>>),
    DeactivateEmployee(At),
    ReactivateEmployee(At),
    EmployeeToPartnerAdmin(At, bool),
    Link(At),
    Unlink(At),
    Engage {
        by: Who,
        partner: Place,
        who: Who,
        contractor: bool,
    },
    EndServices {
        by: Who,
        partner: Place,
        client: Place,
    },
    ResumeServices {
        by: Who,
        partner: Place,
        client: Place,
    },
    Assign(At, SetNo),
    DeactivateMany(At),
    ReactivateMany(At),
    ApplySet {
        by: Who,
        set: SetNo,
    },
    /// Reviews the removal of an employee, and confirms it.
    RemoveEmployee(At),
    /// The platform makes somebody a member, or changes them; whether it says that they are active.
    Put(Place, Who, Change, Option<bool>),
    /// The platform removes a member.
    PutAway(Place, Who),
    Enrol(Place, bool),
    Close(Place),
    Reopen(Place),
    Person(Who, Person),
    /// Somebody looks at something.
    Look(Who, View),
    /// So many hours go by.
    Wait(i64),
    /// What runs by itself runs.
    Jobs,
    /// Two calls at once: the second begins while the first is ready and not committed.
    AtOnce(Box<Move>, Box<Move>),
}

impl Move {
    /// Who calls; nobody where the platform does, and where time goes by.
    pub(crate) fn by(&self) -> Option<Who> {
        match self {
            Self::Create(on, _)
            | Self::Change(on, _)
            | Self::Deactivate(on)
            | Self::Reactivate(on)
            | Self::Remove(on)
            | Self::ToPartnerAdmin(on, ..)
            | Self::Resend(on) => Some(on.by),
            Self::Add(at, ..)
            | Self::ChangeEmployee(at, ..)
            | Self::DeactivateEmployee(at)
            | Self::ReactivateEmployee(at)
            | Self::EmployeeToPartnerAdmin(at, _)
            | Self::Link(at)
            | Self::Unlink(at)
            | Self::Assign(at, _)
            | Self::DeactivateMany(at)
            | Self::ReactivateMany(at)
            | Self::RemoveEmployee(at) => Some(at.by),
            Self::Accept(by, _)
            | Self::Leave(by, _)
            | Self::Rotate(by, _)
            | Self::Revoke(by, _)
            | Self::Look(by, _)
            | Self::Sever { by, .. }
            | Self::Policy { by, .. }
            | Self::ChangeSet { by, .. }
            | Self::Domains { by, .. }
            | Self::Issue { by, .. }
            | Self::Approve { by, .. }
            | Self::Decline { by, .. }
            | Self::Engage { by, .. }
            | Self::EndServices { by, .. }
            | Self::ResumeServices { by, .. }
            | Self::ApplySet { by, .. } => Some(*by),
            Self::Put(..)
            | Self::PutAway(..)
            | Self::Enrol(..)
            | Self::Close(_)
            | Self::Reopen(_)
            | Self::Person(..)
            | Self::Wait(_)
            | Self::Jobs
            | Self::AtOnce(..) => None,
        }
    }

    /// Whom the call names by their id.
    pub(crate) fn names(&self) -> Option<Who> {
        match self {
            Self::Change(on, _)
            | Self::Deactivate(on)
            | Self::Reactivate(on)
            | Self::Remove(on)
            | Self::ToPartnerAdmin(on, ..)
            | Self::Resend(on) => Some(on.who),
            Self::Add(at, ..)
            | Self::ChangeEmployee(at, ..)
            | Self::DeactivateEmployee(at)
            | Self::ReactivateEmployee(at)
            | Self::EmployeeToPartnerAdmin(at, _)
            | Self::Link(at)
            | Self::Unlink(at)
            | Self::Assign(at, _)
            | Self::DeactivateMany(at)
            | Self::ReactivateMany(at)
            | Self::RemoveEmployee(at) => Some(at.who),
            Self::Issue { who, .. } | Self::Engage { who, .. } => Some(*who),
            Self::Look(_, view) => view.names(),
            _ => None,
        }
    }

    /// The account in whose trail the call stands, done or not; `None` where that is nobody's
    /// business but the caller's.
    pub(crate) fn touches(&self) -> Option<Place> {
        match self {
            Self::Create(on, _)
            | Self::Change(on, _)
            | Self::Deactivate(on)
            | Self::Reactivate(on)
            | Self::Remove(on)
            | Self::ToPartnerAdmin(on, ..)
            | Self::Resend(on) => Some(on.place),
            Self::Accept(_, place)
            | Self::Leave(_, place)
            | Self::Sever { place, .. }
            | Self::Policy { place, .. }
            | Self::Approve { place, .. }
            | Self::Decline { place, .. }
            | Self::Put(place, ..)
            | Self::PutAway(place, _)
            | Self::Enrol(place, _)
            | Self::Close(place)
            | Self::Reopen(place) => Some(*place),
            Self::Add(at, ..)
            | Self::ChangeEmployee(at, ..)
            | Self::DeactivateEmployee(at)
            | Self::ReactivateEmployee(at)
            | Self::EmployeeToPartnerAdmin(at, _)
            | Self::Link(at)
            | Self::Unlink(at) => Some(at.client),
            Self::EndServices { client, .. } | Self::ResumeServices { client, .. } => Some(*client),
            Self::Issue { partner, .. }
            | Self::Domains { partner, .. }
            | Self::Engage { partner, .. } => Some(*partner),
            Self::ChangeSet { set, .. } => crate::cast::SETS[set.0].owner,
            _ => None,
        }
    }
}

/// What became of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Got {
    Changed,
    Unchanged,
    Refused(&'static str),
    /// It was no call: what it needs is not there, or nobody answers to the caller's tokens.
    NotCalled,
}

/// What became of a move, and what its answer said.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) got: Got,
    /// The answer, in full.
    pub(crate) said: String,
    pub(crate) link: Option<AccessLinkId>,
    pub(crate) operation: Option<OperationId>,
}

impl Outcome {
    pub(crate) const fn nothing() -> Self {
        Self {
            got: Got::Unchanged,
            said: String::new(),
            link: None,
            operation: None,
        }
    }

    pub(crate) fn not_called() -> Self {
        Self {
            got: Got::NotCalled,
            ..Self::nothing()
        }
    }

    /// Whether it was done, or was done already.
    pub(crate) const fn went_well(&self) -> bool {
        matches!(self.got, Got::Changed | Got::Unchanged)
    }
}

/// Whether a call lets another one in before it commits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    AtOnce,
    Hesitates,
}

/// Something under way, on the heap: a use case takes much room.
type Calling<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Commits what a use case made ready.
fn settle<'a, T: Debug + 'a>(
    stage: &'a Stage,
    cx: &'a RequestContext,
    pace: Pace,
    ready: impl Future<Output = Result<Ready<T>, UseCaseError>> + 'a,
) -> Calling<'a, (Outcome, Option<T>)> {
    Box::pin(async move {
        let committed = match ready.await {
            Ok(ready) => {
                if pace == Pace::Hesitates {
                    tokio::task::yield_now().await;
                }
                let before = stage.revision().await;
                let done = ready.commit(&stage.ports, cx, None).await;
                done.map(|done| (done.revision.number > before, done.value))
            }
            Err(error) => Err(error),
        };
        let mut outcome = Outcome::nothing();
        match committed {
            Ok((changed, value)) => {
                if changed {
                    outcome.got = Got::Changed;
                }
                outcome.said = format!("{value:?}");
                (outcome, Some(value))
            }
            Err(error) => {
                outcome.said = format!("{error:?}");
                outcome.got = Got::Refused(match (&error, error.refusal()) {
                    (_, Some(refusal)) => refusal.code(),
                    (UseCaseError::Invalid(_), None) => "invalid",
                    (error, None) => panic!("the store failed: {error:?}"),
                });
                (outcome, None)
            }
        }
    })
}

/// The same, where the value says nothing more.
fn told<'a, T: Debug + 'a>(
    stage: &'a Stage,
    cx: &'a RequestContext,
    pace: Pace,
    ready: impl Future<Output = Result<Ready<T>, UseCaseError>> + 'a,
) -> Calling<'a, Outcome> {
    let settled = settle(stage, cx, pace, ready);
    Box::pin(async { settled.await.0 })
}

impl Stage {
    /// Carries out one call.
    pub(crate) async fn call(&self, it: &Move, pace: Pace) -> Outcome {
        if it.by().is_some_and(|by| !self.is_known(by)) {
            return Outcome::not_called();
        }
        if let Some(outcome) = Box::pin(own_side::call(self, it, pace)).await {
            return outcome;
        }
        if let Some(outcome) = Box::pin(partner_side::call(self, it, pace)).await {
            return outcome;
        }
        if let Some(outcome) = Box::pin(platform::call(self, it, pace)).await {
            return outcome;
        }
        match it {
            Move::Look(by, view) => Box::pin(reading::look(self, *by, view)).await,
            // There is no such link yet, or nobody owns the set.
            _ => Outcome::not_called(),
        }
    }
}
