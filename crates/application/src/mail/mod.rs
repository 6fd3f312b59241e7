//! Mails: how the product writes to people.

mod facts;
mod forget;
mod list;
mod message;
mod note;
mod outbox;
mod render;
mod retry;
mod send;
mod test;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use self::{
    list::{ListMails, ListedMail},
    message::{
        AccessCut, AccessEnds, AccessTurn, AccessWasChanged, AccessWasGiven, AccountInMail, Act,
        ActedOn, AllWereRemoved, AssetsLeft, CancelledInvitation, Doer, EmployeesWereAdded,
        EndOfRelationship, EndsOfOthers, EnrolmentTurn, InvitationAnswer, LastOneStays, LinkAnswer,
        LinkStanding, LinkingTurn, MailReader, MemberGone, Message, NameList, NewInvitation,
        OfferToSuperAdmin, PartnerAdminMade, PartnerAdminsGain, PartnerWasSevered, PersonInMail,
        ReaderSide, RelationshipCloses, ShownAccess, ShownPage, SuperAdminChanged,
    },
    outbox::{KeptMailFilter, OutboxLine, OutboxMail},
    render::{MailSite, MailStamp, render},
    retry::{RetriedMails, RetryMails},
    test::{SendTestMail, SendTestMailError},
};
use crate::frame::ports::Ports;

/// The mails of the installation.
#[derive(Debug, Clone)]
pub struct Mails {
    ports: Arc<Ports>,
}

impl Mails {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
