//! The facts behind plans, read for many pairs of client and employee at once: a few statements per
//! 1,000 names. If the caller has no right, nothing more is read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        refusal::Refusal,
    },
    gate::{self, Delegator, Need, PartnerManager},
    membership::{employee::Employee, member::Member, super_admins::SuperAdmins, terms::Terms},
    partner_side::Chosen,
    partnership::relationship::Relationship,
    permission::PermissionSet,
    ports::{Reader, StoreError},
    work::removal::ClientEmployee,
};

use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    gates::partner,
};

/// The facts behind plans.
#[derive(Debug)]
pub(crate) struct PlanFacts {
    pub(super) manager: PartnerManager,
    /// The caller as partner admin of each client, or why they are not one.
    delegating: HashMap<AccountId, Result<Delegating, Refusal>>,
    /// The people who are members of the partner's account.
    pub(super) employees: HashMap<UserId, Employee>,
    /// The memberships of the pairs, whichever partner they act for.
    members: HashMap<ClientEmployee, Member>,
    set: Option<PermissionSet>,
    terms: HashMap<ClientEmployee, Terms>,
    super_admins: BTreeMap<AccountId, SuperAdmins>,
}

/// The caller as partner admin of a client.
#[derive(Debug)]
pub(super) struct Delegating {
    pub(super) delegator: Delegator,
    pub(super) relationship: Relationship,
}

impl PlanFacts {
    /// Reads the facts for adding with a set.
    pub(crate) async fn for_adding(
        ports: &Ports,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        (partner, pairs): (AccountId, &[ClientEmployee]),
        set: PermissionSetId,
    ) -> Result<Self, UseCaseError> {
        let mut facts = Self::for_setting(ports, cx, reader, (partner, pairs), set).await?;
        let new = |pair: &&ClientEmployee| {
            let is_employee = facts.employees.contains_key(&pair.1);
            is_employee && facts.is_open(pair.0) && !facts.members.contains_key(*pair)
        };
        let new: Vec<ClientEmployee> = pairs.iter().filter(new).copied().collect();
        if !new.is_empty() {
            let terms = reader.terms_at(&new).await?.into_iter();
            facts.terms = terms.map(|it| ((it.account, it.user), it)).collect();
        }
        Ok(facts)
    }

    /// Reads the facts for giving a set to members.
    pub(crate) async fn for_setting(
        ports: &Ports,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        (partner, pairs): (AccountId, &[ClientEmployee]),
        set: PermissionSetId,
    ) -> Result<Self, UseCaseError> {
        let mut facts = Self::for_delegating(ports, cx, reader, (partner, pairs)).await?;
        if facts.delegating.values().any(Result::is_ok) {
            facts.set = reader.permission_set(set).await?;
        }
        Ok(facts)
    }

    /// Reads the facts for what a partner admin does.
    pub(crate) async fn for_delegating(
        ports: &Ports,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        (partner, pairs): (AccountId, &[ClientEmployee]),
    ) -> Result<Self, UseCaseError> {
        let caller = gate::user(&cx.origin, Need::Edit)?;
        let clients: BTreeSet<AccountId> = pairs.iter().map(|(client, _)| *client).collect();
        let clients: Vec<AccountId> = clients.into_iter().collect();
        let in_one = clients.len() == 1;
        let mut places = vec![(partner, caller)];
        if in_one {
            // Read all of them with one statement.
            places.extend(clients.iter().map(|client| (*client, caller)));
            places.extend(pairs);
        }
        let mut facts = Self::of_manager(ports, cx, reader, &places, partner).await?;
        let relationships = reader.relationships_among(partner, &clients).await?;
        if !in_one && !relationships.is_empty() {
            let own = relationships.iter().map(|it| (it.client, caller));
            let own: Vec<ClientEmployee> = own.collect();
            facts.read_members(reader, &own).await?;
        }
        facts.delegating = clients
            .iter()
            .map(|client| (*client, Err(Refusal::NotFound)))
            .collect();
        for relationship in relationships {
            let client = relationship.client;
            let own = facts.members.get(&(client, caller));
            let delegator = facts
                .manager
                .partner_admin_in(own, &ports.catalogue, ports.now());
            let delegating = delegator.map(|delegator| Delegating {
                delegator,
                relationship,
            });
            facts.delegating.insert(client, delegating);
        }
        let open = pairs.iter().filter(|(client, _)| facts.is_open(*client));
        let open: Vec<ClientEmployee> = open.copied().collect();
        if open.is_empty() {
            return Ok(facts);
        }
        if !in_one {
            facts.read_members(reader, &open).await?;
        }
        let people: BTreeSet<UserId> = open.iter().map(|(_, employee)| *employee).collect();
        let people: Vec<UserId> = people.into_iter().collect();
        let employees = reader.employees_among(partner, &people).await?;
        facts.employees = employees.into_iter().map(|it| (it.user, it)).collect();
        Ok(facts)
    }

    /// Reads the facts for deactivating, which needs only the right in the partner account (D1).
    pub(crate) async fn for_deactivating(
        ports: &Ports,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        (partner, pairs): (AccountId, &[ClientEmployee]),
    ) -> Result<Self, UseCaseError> {
        let caller = gate::user(&cx.origin, Need::Edit)?;
        let mut places = vec![(partner, caller)];
        places.extend(pairs);
        let mut facts = Self::of_manager(ports, cx, reader, &places, partner).await?;
        let acting = pairs.iter().filter(|pair| facts.acts(pair));
        let clients: BTreeSet<AccountId> = acting.map(|(client, _)| *client).collect();
        if !clients.is_empty() {
            let clients: Vec<AccountId> = clients.into_iter().collect();
            facts.super_admins = reader.super_admins_of(&clients).await?;
        }
        Ok(facts)
    }

    /// Reads memberships, including the caller's own in the partner's account. A caller who does
    /// not manage employees there is refused.
    async fn of_manager(
        ports: &Ports,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        places: &[ClientEmployee],
        partner: AccountId,
    ) -> Result<Self, UseCaseError> {
        let caller = gate::user(&cx.origin, Need::Edit)?;
        let members = by_place(reader.members_at(places).await?);
        let own = members.get(&(partner, caller));
        Ok(Self {
            manager: partner::manager_by(ports, cx, own, Need::Edit)?,
            delegating: HashMap::new(),
            employees: HashMap::new(),
            members,
            set: None,
            terms: HashMap::new(),
            super_admins: BTreeMap::new(),
        })
    }

    async fn read_members(
        &mut self,
        reader: &mut dyn Reader,
        places: &[ClientEmployee],
    ) -> Result<(), StoreError> {
        self.members
            .extend(by_place(reader.members_at(places).await?));
        Ok(())
    }

    fn is_open(&self, client: AccountId) -> bool {
        self.delegating.get(&client).is_some_and(Result::is_ok)
    }

    fn acts(&self, pair: &ClientEmployee) -> bool {
        let member = self.members.get(pair);
        member.is_some_and(|member| member.membership.partner == Some(self.manager.partner))
    }

    /// The caller as partner admin of a client.
    pub(super) fn take_delegating(&mut self, client: AccountId) -> Result<Delegating, Refusal> {
        let delegating = self.delegating.remove(&client);
        delegating.unwrap_or(Err(Refusal::NotFound))
    }

    /// The set to give, if it may be given in a client (A5).
    pub(super) fn chosen(&self, client: AccountId) -> Result<Chosen, Refusal> {
        let set = self.set.as_ref().ok_or(Refusal::NotFound)?;
        Chosen::offered(set, client, Some(self.manager.partner))
    }

    pub(super) fn is_member(&self, place: &ClientEmployee) -> bool {
        self.members.contains_key(place)
    }

    /// Takes out the client's terms for a user.
    pub(super) fn take_terms(&mut self, (client, user): ClientEmployee) -> Terms {
        let terms = self.terms.remove(&(client, user));
        terms.unwrap_or_else(|| Terms::none(client, user))
    }

    /// Takes out a membership that acts for the partner. Other members of the client are hidden
    /// from the caller (A6).
    pub(super) fn take_acting(&mut self, place: ClientEmployee) -> Option<Member> {
        self.acts(&place)
            .then(|| self.members.remove(&place))
            .flatten()
    }

    /// Takes out the permanent super admins of a client (D5).
    pub(super) fn take_super_admins(&mut self, client: AccountId) -> SuperAdmins {
        self.super_admins.remove(&client).unwrap_or_default()
    }
}

fn by_place(members: Vec<Member>) -> HashMap<ClientEmployee, Member> {
    let members = members.into_iter();
    members
        .map(|member| ((member.membership.account, member.membership.user), member))
        .collect()
}
