//! The real use cases over a store in memory, with the accounts and people of `cast.rs` in it. Every
//! game begins with the same scene.

mod opening;

use std::sync::Arc;

use chrono::Duration;
use latchkey_application::{
    catalogue::{self, Foundation, OwnCatalogue},
    decisions::{Decisions, SearchActions},
    frame::{
        context::RequestContext,
        ports::{Ports, RuleSettings},
    },
    memberships::Memberships,
    operations::{ListItems, Operations},
};
use latchkey_domain::{
    base::{
        ids::{AccessLinkId, AccountId, OperationId, PermissionSetId, TokenId, UserId},
        page::PageRequest,
        time::{Clock, Time},
    },
    people::{
        email::EmailAddress,
        token::{Scope, UserScope},
    },
    permission::{Catalogue, PermissionKey},
    ports::{Adapters, Leases},
    trail::origin::{Origin, Principal},
    work::operation::{ItemOutcome, ItemRow},
};
use latchkey_testing::{
    CountingIds, FakeSecrets, FixedClock, MemoryMailer, MemoryReceiver, MemoryStore, Moment,
    PlainHasher,
};

pub(crate) use self::opening::let_in_from_the_beginning;
use crate::cast::{KEYS, Keys, LinkNo, Place, SetNo, Who};

/// An access link that was issued in a game.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) id: AccessLinkId,
    pub(crate) partner: Place,
    pub(crate) who: Who,
}

/// Where a scene is played. The scene of the beginning is kept, to come back to.
pub(crate) struct Stage {
    pub(crate) ports: Arc<Ports>,
    adapters: Adapters,
    catalogue: Arc<Catalogue>,
    memory: Arc<MemoryStore>,
    clock: Arc<FixedClock>,
    accounts: Vec<AccountId>,
    users: Vec<Option<UserId>>,
    sets: Vec<PermissionSetId>,
    links: Vec<Link>,
    beginning: Option<(Moment, Time, Vec<Option<UserId>>)>,
    step: u64,
}

impl Stage {
    /// Builds the scene.
    pub(crate) async fn new() -> Self {
        let memory = Arc::new(MemoryStore::new());
        let clock = Arc::new(FixedClock::new());
        let adapters = Adapters {
            store: Arc::<MemoryStore>::clone(&memory),
            refusals: Arc::<MemoryStore>::clone(&memory),
            clock: Arc::<FixedClock>::clone(&clock),
            uptime: Arc::<FixedClock>::clone(&clock),
            ids: Arc::new(CountingIds::new()),
            secrets: Arc::new(FakeSecrets::new()),
            hasher: Arc::new(PlainHasher),
            mailer: Arc::new(MemoryMailer::new()),
            webhook_sender: Arc::new(MemoryReceiver::new()),
        };
        let text = include_str!("../catalogue.toml");
        let catalogue = Arc::new(Catalogue::parse("game.toml", text).unwrap());
        let foundation = Foundation {
            store: Arc::clone(&adapters.store),
            ids: Arc::clone(&adapters.ids),
            clock: Arc::clone(&adapters.clock),
        };
        let own = OwnCatalogue::File(catalogue);
        let catalogue = catalogue::start(&foundation, own).await.unwrap().catalogue;
        let settings = RuleSettings::default();
        let ports = Ports::new(adapters.clone(), Arc::clone(&catalogue), settings);
        let mut stage = Self {
            ports: Arc::new(ports),
            adapters,
            catalogue,
            memory,
            clock,
            accounts: Vec::new(),
            users: Vec::new(),
            sets: Vec::new(),
            links: Vec::new(),
            beginning: None,
            step: 0,
        };
        stage.open().await;
        let now = stage.now();
        let users = stage.users.clone();
        stage.beginning = Some((stage.memory.moment(), now, users));
        stage
    }

    /// Goes back to the beginning.
    pub(crate) fn begin_again(&mut self) {
        let (moment, now, users) = self.beginning.as_ref().unwrap();
        self.memory.rewind(moment);
        self.clock.set(*now);
        self.users.clone_from(users);
        self.links.clear();
        self.step = 0;
        // What the ports remember of the last game goes too.
        let settings = RuleSettings::default();
        let catalogue = Arc::clone(&self.catalogue);
        self.ports = Arc::new(Ports::new(self.adapters.clone(), catalogue, settings));
    }

    pub(crate) fn ports(&self) -> Arc<Ports> {
        Arc::clone(&self.ports)
    }

    pub(crate) fn leases(&self) -> Arc<dyn Leases> {
        Arc::<MemoryStore>::clone(&self.memory)
    }

    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    pub(crate) fn in_days(&self, days: i64) -> Time {
        self.now() + Duration::days(days)
    }

    pub(crate) fn wait(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Every call has a request id of its own.
    pub(crate) fn next_step(&mut self) {
        self.step += 1;
    }

    pub(crate) fn account(&self, place: Place) -> AccountId {
        self.accounts[place.0]
    }

    pub(crate) fn place(&self, id: AccountId) -> Place {
        Place(self.accounts.iter().position(|it| *it == id).unwrap())
    }

    /// Somebody's id; where the platform does not know them, one that nobody has.
    pub(crate) fn user(&self, who: Who) -> UserId {
        self.users[who.0].unwrap_or_else(|| self.ports.ids.next())
    }

    pub(crate) fn is_known(&self, who: Who) -> bool {
        self.users[who.0].is_some()
    }

    pub(crate) fn who(&self, id: UserId) -> Option<Who> {
        self.users.iter().position(|it| *it == Some(id)).map(Who)
    }

    pub(crate) fn set(&self, set: SetNo) -> PermissionSetId {
        self.sets[set.0]
    }

    pub(crate) fn link(&self, link: LinkNo) -> Option<Link> {
        self.links.get(link.0).copied()
    }

    pub(crate) fn links(&self) -> usize {
        self.links.len()
    }

    /// The secret of a link, as it stands in its URL.
    pub(crate) async fn link_token(&self, link: LinkNo) -> Option<String> {
        let link = self.link(link)?.id;
        let mut reader = self.ports.store.reader();
        let key = reader.link_key().await.unwrap();
        let link = reader.access_link(link).await.unwrap()?;
        Some(link.token(&key).expose().to_owned())
    }

    /// Remembers a link that somebody got.
    pub(crate) fn note_link(&mut self, link: Link) {
        if !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    /// Somebody was erased: the platform knows nobody of that address any more.
    pub(crate) fn forget(&mut self, who: Who) {
        self.users[who.0] = None;
    }

    /// Finds whom an address belongs to now.
    pub(crate) async fn find_again(&mut self, who: Who) {
        let address = EmailAddress::parse(&who.address()).unwrap();
        let mut reader = self.ports.store.reader();
        let found = reader.user_by_email(&address).await.unwrap();
        drop(reader);
        if let Some(user) = found {
            self.users[who.0] = Some(user.id);
        }
    }

    pub(crate) async fn revision(&self) -> u64 {
        self.ports.store.revision().await.unwrap().number
    }

    /// Runs what runs by itself: ends are noted, and operations are carried out.
    pub(crate) async fn run_jobs(&self) {
        Memberships::new(self.ports()).expire().await.unwrap();
        let worker = Operations::new(self.ports()).worker(self.leases());
        while worker.turn().await.unwrap() {}
    }

    /// What somebody may do in an account now, as the platform is told.
    pub(crate) async fn may(&self, place: Place, who: Who) -> Keys {
        let search = SearchActions {
            subject: Some(self.user(who).into()),
            resource: Some(self.account(place).into()),
            at_least: None,
        };
        let decisions = Decisions::new(self.ports());
        let found = decisions.search_actions(&self.as_platform(), &search).await;
        let found = found.unwrap().results;
        let bit = |key: &PermissionKey| KEYS.iter().position(|known| *known == key.as_str());
        let bits = found.iter().map(|key| 1 << bit(key).unwrap());
        Keys(bits.sum())
    }

    fn cx(&self, principal: Principal) -> RequestContext {
        RequestContext::new(Origin {
            principal,
            request_id: format!("step-{}", self.step),
            address: None,
            reason: None,
            operation: None,
        })
    }

    pub(crate) fn as_user(&self, who: Who) -> RequestContext {
        let user = self.user(who);
        self.cx(Principal::User {
            user,
            token: TokenId::from_uuid(user.uuid()),
            scope: UserScope::Manage,
            expires_at: None,
        })
    }

    pub(crate) fn as_platform(&self) -> RequestContext {
        self.cx(Principal::Service {
            token: TokenId::from_uuid(self.ports.ids.uuid()),
            scopes: Scope::ALL.into(),
        })
    }

    /// What became of the items of an operation, as its starter reads it.
    pub(crate) async fn results(
        &self,
        by: Who,
        operation: OperationId,
    ) -> Vec<(Place, Who, ItemOutcome)> {
        let wanted = ListItems {
            operation,
            outcomes: None,
            page: PageRequest::first(),
        };
        let operations = Operations::new(self.ports());
        let Ok(page) = operations.items(&self.as_user(by), &wanted).await else {
            return Vec::new();
        };
        let result = |row: ItemRow| {
            let place = self.place(row.item.client);
            Some((place, self.who(row.item.employee)?, row.result.outcome))
        };
        page.items.into_iter().filter_map(result).collect()
    }
}
