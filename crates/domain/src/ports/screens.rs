use std::collections::BTreeSet;

use super::{StoreError, port::port};
use crate::{
    base::{
        denial::Denial,
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        text::{Name, SearchText, Tag},
        time::Time,
        words::words,
    },
    membership::{
        Access, Engagement, Status,
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

/// The instant for which relationships are read, and the number of days after which they end (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The time.
    pub now: Time,
    /// The number of days from the last qualifying activity to the end.
    pub ends_after_days: u32,
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

/// A client as the partner sees it, or an account that the reader alone sees: they are a member there on
/// their own behalf (A6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// The client.
    pub client: AccountId,
    /// The relationship: its name, tags and clocks. `None`: the account is no client of the partner.
    pub relationship: Option<Relationship>,
    /// The client's official name.
    pub official_name: Name,
    /// The reader's own access there, acting for the partner or for nobody.
    pub my_access: Option<Access>,
    /// The number of memberships that act for the partner and are not deactivated.
    pub active: u64,
    /// The number of those that are deactivated.
    pub deactivated: u64,
    /// The number of those that give something now (P5).
    pub in_force: u64,
}

words! {
    /// Whether somebody is employed by a partner, or left it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum EmployeeState {
        /// An active employee.
        #[default]
        Employed = "employed",
        /// A leaver: a member of clients who acts for the partner, given before a break.
        Left = "left",
    }
}

/// The filter for employees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmployeeFilter {
    /// Active employees, or leavers.
    pub state: EmployeeState,
    /// Part of the name or address (I5).
    pub text: Option<SearchText>,
    /// With this engagement.
    pub engagement: Option<Engagement>,
    /// With a verified address, or without.
    pub verified: Option<bool>,
}

/// A client in which somebody acts for the partner.
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
    pub status: Status,
    /// When access expires; `None`: never.
    pub expires_at: Option<Time>,
    /// Why the membership gives nothing (P5); `None`: it is in force.
    pub why_not: Option<Denial>,
    /// Whether it was given before a break of the employment (D8).
    pub cut: bool,
}

impl ServedClient {
    /// Whether the end of the employment would cut it (D8): it is neither cut, nor deactivated, nor
    /// expired already.
    pub fn ends_with_employment(&self, now: Time) -> bool {
        let expired = self.expires_at.is_some_and(|end| end <= now);
        !self.cut && !expired && self.status != Status::Deactivated
    }
}

/// A client by the name that the partner sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedClient {
    /// The client.
    pub client: AccountId,
    /// The name the partner sees.
    pub name: Name,
}

impl From<ServedClient> for NamedClient {
    fn from(there: ServedClient) -> Self {
        Self {
            client: there.client,
            name: there.name,
        }
    }
}

/// A member who acts for nobody, and a partner that knows of them being there on their own behalf (A6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOnOwnBehalf {
    /// The account.
    pub account: AccountId,
    /// The member.
    pub user: UserId,
    /// The partner.
    pub partner: AccountId,
    /// The partner's official name.
    pub partner_name: Name,
}

/// An employee or a former one, with the clients where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeRow {
    /// The person.
    pub person: Person,
    /// Their membership in the partner account; `None`: they were removed.
    pub member: Option<Member>,
    /// Whether their address is verified.
    pub verified: bool,
    /// The clients where they act for the partner, by name.
    pub clients: Vec<ServedClient>,
    /// The clients where the partner has linked them and they act for nobody, by name.
    pub linked_clients: Vec<NamedClient>,
    /// The clients where they are on their own behalf, as far as the partner may know
    /// ([`OwnBehalf`](crate::partnership::own_behalf::OwnBehalf)), by name.
    pub own_behalf_clients: Vec<NamedClient>,
}

impl EmployeeRow {
    /// Whether they are an active employee.
    pub fn is_employed(&self, now: Time) -> bool {
        let member = self.member.as_ref();
        member.is_some_and(|member| member.is_employee_here(now))
    }

    /// Whether they have left something behind: a leaver.
    pub fn is_leaver(&self) -> bool {
        self.clients.iter().any(|client| client.cut)
    }

    /// Whether the partner may know of them at all: employees, leavers, and former employees who are
    /// named somewhere.
    pub fn is_known(&self, now: Time) -> bool {
        self.is_employed(now) || self.is_leaver() || !self.own_behalf_clients.is_empty()
    }
}

/// An employee who can be added to a client. Whether they are a member there already is not told (A6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddableEmployee {
    /// The person.
    pub person: Person,
    /// Whether their address is verified.
    pub verified: bool,
    /// What the partner calls them.
    pub engagement: Engagement,
}

port! {
    /// Reads the lists of the client access manager: at most two statements each, however long the
    /// page.
    pub trait ScreenQueries {
        /// A partner's clients, sorted by the name the partner sees, and among them the accounts where
        /// the reader is a member and acts for nobody, client or not.
        async fn clients(
            &mut self,
            partner: AccountId,
            reader: UserId,
            filter: &ClientFilter,
            page: &PageRequest,
        ) -> Result<Page<ClientRow>, StoreError>;

        /// One client of a partner, which has a relationship with it, ended or not; or an account where
        /// the reader is a member and acts for nobody, except the partner itself.
        async fn client(
            &mut self,
            partner: AccountId,
            reader: UserId,
            client: AccountId,
            now: Time,
        ) -> Result<Option<ClientRow>, StoreError>;

        /// A partner's active employees by name, or its leavers. Relationships end so many days after
        /// the last qualifying activity (R2).
        async fn employees(
            &mut self,
            partner: AccountId,
            filter: &EmployeeFilter,
            at: ClockReading,
            page: &PageRequest,
        ) -> Result<Page<EmployeeRow>, StoreError>;

        /// One person as the list of employees or of leavers has them; `None` if the partner may not
        /// know of them ([`EmployeeRow::is_known`]).
        async fn employee(
            &mut self,
            partner: AccountId,
            user: UserId,
            at: ClockReading,
        ) -> Result<Option<EmployeeRow>, StoreError>;

        /// Users whom the partner has linked in the client and who act for nobody there.
        async fn linked_people(
            &mut self,
            partner: AccountId,
            client: AccountId,
        ) -> Result<Vec<Person>, StoreError>;

        /// Members of the client who act for nobody and whom the partner may know of
        /// ([`OwnBehalf::is_named`](crate::partnership::own_behalf::OwnBehalf::is_named)), by name. How
        /// the relationship stands is not asked.
        async fn own_behalf_people(
            &mut self,
            partner: AccountId,
            client: AccountId,
            now: Time,
        ) -> Result<Vec<Person>, StoreError>;

        /// Of these members, those who act for nobody and of whom a partner knows that they are there
        /// ([`OwnBehalf::is_named_in`](crate::partnership::own_behalf::OwnBehalf::is_named_in)), with
        /// each such partner, by its name.
        async fn known_on_own_behalf(
            &mut self,
            members: &[(AccountId, UserId)],
            at: ClockReading,
        ) -> Result<Vec<KnownOnOwnBehalf>, StoreError>;

        /// The partner's active employees who do not act for it in the client, by name; with a text,
        /// those whose name or address contains it.
        async fn addable_employees(
            &mut self,
            partner: AccountId,
            client: AccountId,
            text: Option<&SearchText>,
            now: Time,
            page: &PageRequest,
        ) -> Result<Page<AddableEmployee>, StoreError>;

        /// The partner's clients where the person does not act for it, by the name the partner sees.
        async fn linkable_clients(
            &mut self,
            partner: AccountId,
            user: UserId,
            page: &PageRequest,
        ) -> Result<Page<NamedClient>, StoreError>;
    }
}
