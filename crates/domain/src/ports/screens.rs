use std::collections::BTreeSet;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        text::{Name, Tag},
        time::Time,
        words::words,
    },
    membership::{
        Access,
        member::{Member, Person},
    },
    partnership::relationship::{Relationship, RelationshipStatus},
    permission::SetName,
};

words! {
    /// What access the reader or their colleagues have in a client (U1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum AccessType {
        /// The reader is partner admin.
        PartnerAdmin = "partner_admin",
        /// The reader is super admin.
        SuperAdmin = "super_admin",
        /// The reader has other access.
        Other = "other",
        /// The reader has none, but a colleague has.
        ColleaguesOnly = "colleagues_only",
    }
}

/// Which clients are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientFilter {
    /// Any of these kinds of access; none named: all clients with a membership that acts for the
    /// partner or a relationship that has not ended (U1).
    pub access_types: BTreeSet<AccessType>,
    /// Part of the shown or the official name, any case.
    pub text: Option<String>,
    /// How the relationship stands.
    pub status: Option<RelationshipStatus>,
    /// With this word on it.
    pub tag: Option<Tag>,
    /// Days from the last qualifying work to the end (R2): the status is computed with it.
    pub ends_after_days: u32,
    /// The time at which the status is computed.
    pub now: Time,
}

/// A client as its partner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// The relationship: its name, tags and clocks.
    pub relationship: Relationship,
    /// The client's official name.
    pub official_name: Name,
    /// The reader's own access there, of a membership that acts for the partner.
    pub my_access: Option<Access>,
    /// How many memberships that act for the partner are not deactivated.
    pub active: u64,
    /// How many are deactivated.
    pub deactivated: u64,
}

/// Which employees are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmployeeFilter {
    /// Part of the name or address, any case.
    pub text: Option<String>,
    /// Of this engagement.
    pub engagement: Option<crate::membership::Engagement>,
    /// With a verified address, or without.
    pub verified: Option<bool>,
    /// Only this person.
    pub user: Option<UserId>,
}

/// A client in which an employee acts for the partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedClient {
    /// The client.
    pub client: AccountId,
    /// The name the partner sees.
    pub name: Name,
    /// The kind of access there.
    pub access: Access,
    /// The name of the permission set, where that is the kind.
    pub permission_set_name: Option<SetName>,
    /// The status there.
    pub status: crate::membership::Status,
    /// The end of access there.
    pub expires_at: Option<Time>,
}

/// An employee with the clients where they act for the partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeRow {
    /// Their membership in the partner's account.
    pub member: Member,
    /// Whether their address is verified.
    pub verified: bool,
    /// Where they act for the partner, by name.
    pub clients: Vec<ServedClient>,
}

port! {
    /// Reads the lists of the client access manager: at most two statements each, whatever the
    /// page.
    pub trait ScreenQueries {
        /// A partner's clients, by the name the partner sees.
        async fn clients(
            &mut self,
            partner: AccountId,
            reader: UserId,
            filter: &ClientFilter,
            page: &PageRequest,
        ) -> Result<Page<ClientRow>, StoreError>;

        /// One client of a partner: there is a relationship, ended or not.
        async fn client(
            &mut self,
            partner: AccountId,
            reader: UserId,
            client: AccountId,
        ) -> Result<Option<ClientRow>, StoreError>;

        /// A partner's active employees (section 1), by name, with the clients where they act for
        /// it.
        async fn employees(
            &mut self,
            partner: AccountId,
            filter: &EmployeeFilter,
            now: Time,
            page: &PageRequest,
        ) -> Result<Page<EmployeeRow>, StoreError>;

        /// People declared the partner's own in the client who act for nobody there.
        async fn linked_people(
            &mut self,
            partner: AccountId,
            client: AccountId,
        ) -> Result<Vec<Person>, StoreError>;
    }
}
