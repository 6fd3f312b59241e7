use std::collections::BTreeSet;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        text::{Name, SearchText, Tag},
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
    /// The kinds of access that the reader or their colleagues have in a client (U1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum AccessType {
        /// The reader is partner admin.
        PartnerAdmin = "partner_admin",
        /// The reader is super admin.
        SuperAdmin = "super_admin",
        /// The reader has other access.
        Other = "other",
        /// The reader has no access, but a colleague has.
        ColleaguesOnly = "colleagues_only",
    }
}

/// The filter for clients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientFilter {
    /// Any of these kinds of access. With none, all clients with a membership that acts for the
    /// partner or a relationship that has not ended (U1).
    pub access_types: BTreeSet<AccessType>,
    /// Part of the shown or the official name (I5).
    pub text: Option<SearchText>,
    /// The status of the relationship.
    pub status: Option<RelationshipStatus>,
    /// With this tag.
    pub tag: Option<Tag>,
    /// The number of days from the last qualifying activity to the end (R2), for computing the
    /// status.
    pub ends_after_days: u32,
    /// The time for which the status is computed.
    pub now: Time,
}

/// A client as the partner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// The relationship: its name, tags and clocks.
    pub relationship: Relationship,
    /// The client's official name.
    pub official_name: Name,
    /// The reader's own access there, if their membership acts for the partner.
    pub my_access: Option<Access>,
    /// The number of memberships that act for the partner and are not deactivated.
    pub active: u64,
    /// The number of those that are deactivated.
    pub deactivated: u64,
}

/// The filter for employees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmployeeFilter {
    /// Part of the name or address (I5).
    pub text: Option<SearchText>,
    /// With this engagement.
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
    /// The kind of access.
    pub access: Access,
    /// The name of the permission set, if the access is one.
    pub permission_set_name: Option<SetName>,
    /// The status of the membership.
    pub status: crate::membership::Status,
    /// When access expires; `None`: never.
    pub expires_at: Option<Time>,
}

/// An employee with the clients where they act for the partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeRow {
    /// Their membership in the partner account.
    pub member: Member,
    /// Whether their address is verified.
    pub verified: bool,
    /// The clients where they act for the partner, by name.
    pub clients: Vec<ServedClient>,
}

port! {
    /// Reads the lists of the client access manager: at most two statements each, however long the
    /// page.
    pub trait ScreenQueries {
        /// A partner's clients, sorted by the name the partner sees.
        async fn clients(
            &mut self,
            partner: AccountId,
            reader: UserId,
            filter: &ClientFilter,
            page: &PageRequest,
        ) -> Result<Page<ClientRow>, StoreError>;

        /// One client of a partner, which has a relationship with it, ended or not.
        async fn client(
            &mut self,
            partner: AccountId,
            reader: UserId,
            client: AccountId,
        ) -> Result<Option<ClientRow>, StoreError>;

        /// A partner's active employees by name, with the clients where they act for it.
        async fn employees(
            &mut self,
            partner: AccountId,
            filter: &EmployeeFilter,
            now: Time,
            page: &PageRequest,
        ) -> Result<Page<EmployeeRow>, StoreError>;

        /// Users whom the partner has linked in the client and who act for nobody there.
        async fn linked_people(
            &mut self,
            partner: AccountId,
            client: AccountId,
        ) -> Result<Vec<Person>, StoreError>;
    }
}
