//! A small known scene, to write tests in.
//!
//! | account | who | access |
//! |---|---|---|
//! | Northwind Studio, an enrolled partner with the domain `northwind.example` | Marit | super admin |
//! | | Tomas | the set `northwind_managers`: works in the client access manager |
//! | | Priya | the set `northwind_readers`: looks into it |
//! | | Jonas | the set `northwind_staff`: neither |
//! | | Kaya, a contractor whose address is elsewhere | the set `northwind_staff` |
//! | Harbour & Pine, a client | Helen and Hugo | super admins |
//! | | Ines | the set `harbour_people`, with `users.edit` |
//! | | Marit | partner admin for Northwind |
//! | Fjordline Outdoor, where nobody acts | Freya | super admin |
//! | Elsewhere | Sam, whom nobody knows | super admin |
//!
//! All people of Northwind but Kaya are verified. Northwind's relationship to Harbour & Pine is
//! `connected`; there is none to Fjordline Outdoor. The standard sets and the default catalogue are
//! there too.

#[cfg(test)]
mod tests;

mod scene;

use std::{collections::BTreeMap, sync::Arc};

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, TokenId, UserId},
        page::PageRequest,
        revision::Revision,
        time::{Clock, Time},
    },
    gate,
    membership::{Membership, member::Member, terms::Rank},
    partnership::relationship::Relationship,
    people::{
        account::Account,
        token::{Scope, UserScope},
        user::User,
    },
    permission::{Catalogue, PermissionKey, PermissionSet, catalogue_in_force::CatalogueInForce},
    ports::{ClockReading, EventFilter, Locks, Refusals, Store, StoreError, TrailSide, UnitOfWork},
    trail::{
        audit::{Record, Records},
        event::{Event, EventKind},
        origin::{Origin, Principal},
    },
};

use self::scene::{HARBOUR, Scene};
use super::{
    CountingIds, FakeSecrets, FixedClock, MemoryStore,
    builders::{AccountBuilder, ChangeFreely as _, MembershipBuilder, SetBuilder, UserBuilder},
};

/// A store with the scene of this module in it, and what use cases need beside it.
#[derive(Debug)]
pub struct World {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Keeps the refusals.
    pub refusals: Arc<dyn Refusals>,
    /// The clock.
    pub clock: Arc<FixedClock>,
    /// The ids.
    pub ids: Arc<CountingIds>,
    /// The secrets.
    pub secrets: Arc<FakeSecrets>,
    /// The default catalogue, which is in force.
    pub catalogue: Arc<Catalogue>,
    /// Northwind Studio, the partner.
    pub northwind: AccountId,
    /// Harbour & Pine, a client of Northwind.
    pub harbour: AccountId,
    /// Fjordline Outdoor, where nobody acts for a partner.
    pub fjordline: AccountId,
    /// An account that has nothing to do with any other.
    pub elsewhere: AccountId,
    /// Super admin of Northwind, partner admin in Harbour & Pine.
    pub marit: UserId,
    /// Employee of Northwind with `partner.employees.edit`.
    pub tomas: UserId,
    /// Employee of Northwind with `partner.employees.view`.
    pub priya: UserId,
    /// Employee of Northwind without any right over employees.
    pub jonas: UserId,
    /// Contractor of Northwind whose address is on another domain.
    pub kaya: UserId,
    /// Super admin of Harbour & Pine, of its own staff.
    pub helen: UserId,
    /// The other super admin of Harbour & Pine.
    pub hugo: UserId,
    /// Holds `users.edit` in Harbour & Pine, of its own staff.
    pub ines: UserId,
    /// Super admin of Fjordline Outdoor.
    pub freya: UserId,
    /// Super admin elsewhere.
    pub sam: UserId,
    /// Northwind's set with `partner.employees.edit`: Tomas holds it.
    pub northwind_managers: PermissionSetId,
    /// Northwind's set with `partner.employees.view`: Priya holds it.
    pub northwind_readers: PermissionSetId,
    /// Northwind's set without either: Jonas and Kaya hold it.
    pub northwind_staff: PermissionSetId,
    /// Harbour & Pine's set with `users.edit`: Ines holds it.
    pub harbour_people: PermissionSetId,
    standard_sets: BTreeMap<String, PermissionSetId>,
    memory: Option<MemoryStore>,
}

impl World {
    /// The scene in a new memory store.
    pub async fn new() -> Self {
        let memory = MemoryStore::new();
        let store = Arc::new(memory.clone());
        let refusals = Arc::clone(&store);
        let mut world = Self::fill(store, refusals).await;
        world.memory = Some(memory);
        world
    }

    /// The scene in an empty store, put there through its ports.
    pub async fn fill(store: Arc<dyn Store>, refusals: Arc<dyn Refusals>) -> Self {
        let scene = Scene::new();
        let ids = scene.ids;
        let catalogue = Catalogue::default_catalogue();
        let mut unit = store.begin(Locks::none()).await.unwrap();
        unit.insert_catalogue(&CatalogueInForce {
            source: catalogue.source().to_owned(),
            hash: catalogue.hash().to_owned(),
        })
        .await
        .unwrap();
        for account in &scene.accounts {
            unit.insert_account(account).await.unwrap();
        }
        for user in &scene.users {
            unit.insert_user(user).await.unwrap();
        }
        for set in scene.standard_sets.values().chain(&scene.sets) {
            unit.insert_permission_set(set).await.unwrap();
        }
        unit.insert_memberships(&scene.memberships).await.unwrap();
        let [northwind, harbour, fjordline, elsewhere] = scene.accounts.map(|account| account.id);
        let relationship = Relationship::connect(northwind, harbour, FixedClock::start());
        let harbour_name = super::builders::name(HARBOUR);
        unit.insert_relationship(&relationship, &harbour_name)
            .await
            .unwrap();
        let permit = gate::platform(&operator(), Scope::Provision).unwrap();
        let events = [northwind, harbour, fjordline, elsewhere]
            .map(|account| Event::new(EventKind::AccountCreated).in_account(account));
        let records = Records::of(&permit, events.into(), &ids, FixedClock::start()).unwrap();
        unit.commit(records).await.unwrap();

        let [
            marit,
            tomas,
            priya,
            jonas,
            kaya,
            helen,
            hugo,
            ines,
            freya,
            sam,
        ] = scene.users.map(|user| user.id);
        let [managers, readers, staff, people] = scene.sets.map(|set| set.id());
        let standard_sets = scene.standard_sets.into_iter();
        Self {
            store,
            refusals,
            clock: Arc::new(FixedClock::new()),
            ids: Arc::new(ids),
            secrets: Arc::new(FakeSecrets::new()),
            catalogue,
            northwind,
            harbour,
            fjordline,
            elsewhere,
            marit,
            tomas,
            priya,
            jonas,
            kaya,
            helen,
            hugo,
            ines,
            freya,
            sam,
            northwind_managers: managers,
            northwind_readers: readers,
            northwind_staff: staff,
            harbour_people: people,
            standard_sets: standard_sets.map(|(key, set)| (key, set.id())).collect(),
            memory: None,
        }
    }

    /// The memory store beneath, for what no port reads. Fails over any other store.
    pub const fn memory(&self) -> &MemoryStore {
        self.memory
            .as_ref()
            .expect("this world is not in a memory store")
    }

    /// The time now.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// The time now, for relationships that end 60 days after the last qualifying activity.
    pub fn clock_reading(&self) -> ClockReading {
        ClockReading {
            now: self.now(),
            ends_after_days: 60,
        }
    }

    /// The standard set of that key, such as `sales_rep`.
    pub fn standard_set(&self, key: &str) -> PermissionSetId {
        *self.standard_sets.get(key).expect("no such standard set")
    }

    /// A permission key.
    pub fn key(&self, key: &str) -> PermissionKey {
        let key = key.parse().unwrap();
        assert!(
            self.catalogue.index_of(&key).is_some(),
            "the default catalogue has no permission {key:?}"
        );
        key
    }
}

/// Who asks.
impl World {
    /// A request of a person, by a token for all that they may do.
    pub fn as_user(&self, user: UserId) -> Origin {
        self.of_user(user, UserScope::Manage)
    }

    /// A request of a person, by a token that only reads.
    pub fn as_reader(&self, user: UserId) -> Origin {
        self.of_user(user, UserScope::Read)
    }

    #[expect(clippy::unused_self, reason = "one of a family of methods")]
    fn of_user(&self, user: UserId, scope: UserScope) -> Origin {
        origin(Principal::User {
            user,
            token: TokenId::from_uuid(user.uuid()),
            scope,
            expires_at: None,
        })
    }

    /// A request of the platform, by a token with all scopes.
    pub fn as_platform(&self) -> Origin {
        self.as_service(&Scope::ALL)
    }

    /// A request of the platform, by a token with these scopes.
    pub fn as_service(&self, scopes: &[Scope]) -> Origin {
        origin(Principal::Service {
            token: TokenId::from_uuid(self.northwind.uuid()),
            scopes: scopes.iter().copied().collect(),
        })
    }

    /// A command of the operator.
    pub fn as_operator(&self) -> Origin {
        operator()
    }
}

/// Looks, and short ways to change the scene. What goes wrong fails the test.
impl World {
    /// The membership, which must be there.
    pub async fn member(&self, account: AccountId, user: UserId) -> Member {
        let member = self.find_member(account, user).await;
        member.expect("no such member")
    }

    /// The membership, if there is one.
    pub async fn find_member(&self, account: AccountId, user: UserId) -> Option<Member> {
        let member = self.store.reader().member(account, user).await;
        member.unwrap()
    }

    /// The account.
    pub async fn account(&self, id: AccountId) -> Account {
        let account = self.store.reader().account(id).await;
        account.unwrap().expect("no such account")
    }

    /// The person.
    pub async fn user(&self, id: UserId) -> User {
        let user = self.store.reader().user(id).await;
        user.unwrap().expect("no such user")
    }

    /// The newest version of a permission set.
    pub async fn set(&self, id: PermissionSetId) -> PermissionSet {
        let set = self.store.reader().permission_set(id).await;
        set.unwrap().expect("no such set")
    }

    /// The relationship of Northwind to a client.
    pub async fn relationship(&self, client: AccountId) -> Option<Relationship> {
        let mut reader = self.store.reader();
        reader.relationship(self.northwind, client).await.unwrap()
    }

    /// The whole trail, refusals too, newest first, without the records of filling the scene.
    pub async fn trail(&self) -> Vec<Record> {
        let mut reader = self.store.reader();
        let (side, page) = (TrailSide::Everything, PageRequest::first());
        let seen = reader.events(side, &EventFilter::default(), &page).await;
        let records = seen.unwrap().items.into_iter().map(|seen| seen.record);
        records.filter(|record| !is_of_filling(record)).collect()
    }

    /// Opens a unit.
    pub async fn begin(&self, locks: Locks) -> Box<dyn UnitOfWork> {
        self.store.begin(locks).await.unwrap()
    }

    /// Commits a unit with a line of its own.
    pub async fn commit(&self, unit: Box<dyn UnitOfWork>) -> Revision {
        self.try_commit(unit).await.unwrap()
    }

    /// Tries to commit a unit with a line of its own.
    pub async fn try_commit(&self, unit: Box<dyn UnitOfWork>) -> Result<Revision, StoreError> {
        unit.commit(self.records()).await
    }

    /// One line for the trail, where a test does not care which.
    pub fn records(&self) -> Records {
        self.records_of(Event::new(EventKind::CatalogueApplied))
    }

    /// One line for the trail, about this.
    pub fn records_of(&self, event: Event) -> Records {
        let permit = gate::platform(&operator(), Scope::Provision).unwrap();
        Records::one(&permit, event, &*self.ids, self.now())
    }

    /// Puts an account into the store.
    pub async fn add_account(&self, account: AccountBuilder) -> AccountId {
        let account = account.build(&*self.ids);
        let mut unit = self.begin(Locks::none()).await;
        unit.insert_account(&account).await.unwrap();
        self.commit(unit).await;
        account.id
    }

    /// Puts a person into the store.
    pub async fn add_user(&self, user: UserBuilder) -> UserId {
        let user = user.build(&*self.ids);
        let mut unit = self.begin(Locks::none()).await;
        unit.insert_user(&user).await.unwrap();
        self.commit(unit).await;
        user.id
    }

    /// Puts a set into the store.
    pub async fn add_set(&self, set: SetBuilder) -> PermissionSet {
        let set = set.build(&*self.ids);
        let mut unit = self.begin(Locks::none()).await;
        unit.insert_permission_set(&set).await.unwrap();
        self.commit(unit).await;
        set
    }

    /// Puts a membership into the store. Where it acts for a partner, it is given under the present
    /// employment there, and a relationship begins if there is none.
    pub async fn add_member(&self, membership: MembershipBuilder) -> Membership {
        let mut membership = membership.build(&*self.ids);
        if let Some(partner) = membership.partner
            && let Some(employee) = self.find_member(partner, membership.user).await
        {
            let key = employee.membership.employment().key;
            membership.change_freely(membership.updated_at, |it| it.given_under = Some(key));
        }
        let account = self.account(membership.account).await;
        let mut unit = self.begin(Locks::none().changing(account.id)).await;
        unit.insert_memberships(std::slice::from_ref(&membership))
            .await
            .unwrap();
        if let Some(partner) = membership.partner {
            let known = unit.relationship(partner, account.id).await.unwrap();
            if known.is_none() {
                let new = Relationship::connect(partner, account.id, self.now());
                unit.insert_relationship(&new, &account.name).await.unwrap();
            }
        }
        self.commit(unit).await;
        membership
    }

    /// Changes an account.
    pub async fn change_account(&self, id: AccountId, change: impl FnOnce(&mut Account, Time)) {
        let mut unit = self.begin(Locks::none().changing(id)).await;
        let mut account = unit.account(id).await.unwrap().expect("no such account");
        change(&mut account, self.now());
        unit.save_account(&mut account).await.unwrap();
        self.commit(unit).await;
    }

    /// Changes a person.
    pub async fn change_user(&self, id: UserId, change: impl FnOnce(&mut User, Time)) {
        let mut unit = self.begin(Locks::none().changing_user(id)).await;
        let mut user = unit.user(id).await.unwrap().expect("no such user");
        change(&mut user, self.now());
        unit.save_user(&mut user).await.unwrap();
        self.commit(unit).await;
    }

    /// Changes a member by a rule, and keeps the membership and the terms.
    pub async fn change_member(
        &self,
        account: AccountId,
        user: UserId,
        change: impl FnOnce(&mut Member, Time),
    ) {
        let mut unit = self.begin(Locks::none().changing(account)).await;
        let mut member = unit.member(account, user).await.unwrap().unwrap();
        change(&mut member, self.now());
        unit.save_membership(&mut member.membership).await.unwrap();
        unit.save_terms(&member.terms).await.unwrap();
        self.commit(unit).await;
    }

    /// Withholds a permission from a member, as a super admin of the account does (A8).
    pub async fn withhold(&self, account: AccountId, user: UserId, key: &str) {
        let key = self.key(key);
        self.change_member(account, user, |member, _| {
            assert!(member.terms.withhold(&[key], Rank::SuperAdmin));
        })
        .await;
    }
}

const FILLING: &str = "filling the scene";

fn is_of_filling(record: &Record) -> bool {
    record.request_id == FILLING
}

fn origin(principal: Principal) -> Origin {
    Origin {
        principal,
        request_id: "req-test".to_owned(),
        address: Some([192, 0, 2, 7].into()),
        reason: None,
        operation: None,
    }
}

fn operator() -> Origin {
    let command = "test";
    Origin {
        request_id: FILLING.to_owned(),
        ..origin(Principal::Operator { command })
    }
}
