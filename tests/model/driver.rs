//! What runs the real use cases: the ports over some store, a clock, and the ids of what the model
//! knows by numbers.

use std::{collections::BTreeSet, fmt::Debug, sync::Arc};

use chrono::Duration;
use latchkey_application::{
    catalogue::{self, Foundation, OwnCatalogue},
    decisions::{Decisions, Follower},
    frame::{
        context::RequestContext,
        current::CurrentPorts,
        error::UseCaseError,
        ports::{Ports, RuleSettings},
        ready::Ready,
    },
    operations::{Operations, Worker},
};
use latchkey_domain::{
    base::{
        ids::{AccessLinkId, AccountId, OperationId, PermissionSetId, ReviewId, TokenId, UserId},
        text::{ExternalId, Name},
        time::Time,
    },
    membership::Engagement,
    partnership::{access_link::LinkKey, change_to_partner_admin::Billing},
    people::{
        email::EmailAddress,
        token::{Scope, UserScope},
    },
    permission::{Catalogue, PermissionKey},
    ports::{Adapters, ChangeFeed, Leases, Refusals, Store},
    trail::origin::{Origin, Principal},
};
use latchkey_testing::{
    CountingIds, FakeSecrets, FixedClock, MemoryMailer, MemoryReceiver, PlainHasher,
};

use crate::{
    command::{Command, Got, Told},
    model::{
        Answer,
        permissions::{self, CATALOGUE},
        state::{Acc, Secs, SetNo, Usr},
    },
};

/// The real thing. What the model calls user 3 has its id at place 3 of `users`, and so on.
pub(crate) struct Driver {
    pub(crate) ports: Arc<Ports>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) leases: Arc<dyn Leases>,
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) users: Vec<UserId>,
    pub(crate) sets: Vec<PermissionSetId>,
    pub(crate) links: Vec<AccessLinkId>,
    /// The keys of links that were replaced, with which the URLs of revoked ones were made.
    pub(crate) old_link_keys: Vec<LinkKey>,
    pub(crate) operations: Vec<OperationId>,
    pub(crate) reviews: Vec<ReviewId>,
    pub(crate) standardizations: Vec<OperationId>,
    follower: Follower,
    worker: Worker,
    step: u64,
    addresses: u64,
    /// The newest revision; it cannot be read while a unit is open.
    revision: u64,
}

impl Driver {
    /// An empty world over an empty store.
    pub(crate) async fn new<S>(store: Arc<S>) -> Self
    where
        S: Store + Refusals + Leases + ChangeFeed + 'static,
    {
        let clock = Arc::new(FixedClock::new());
        let adapters = Adapters {
            store: Arc::<S>::clone(&store),
            refusals: Arc::<S>::clone(&store),
            clock: Arc::<FixedClock>::clone(&clock),
            uptime: Arc::<FixedClock>::clone(&clock),
            ids: Arc::new(CountingIds::new()),
            secrets: Arc::new(FakeSecrets::new()),
            hasher: Arc::new(PlainHasher),
            mailer: Arc::new(MemoryMailer::new()),
            webhook_sender: Arc::new(MemoryReceiver::new()),
        };
        let catalogue = Arc::new(Catalogue::parse("model.toml", CATALOGUE).unwrap());
        let foundation = Foundation {
            store: Arc::clone(&adapters.store),
            ids: Arc::clone(&adapters.ids),
            clock: Arc::clone(&adapters.clock),
        };
        let own = OwnCatalogue::File(catalogue);
        let started = catalogue::start(&foundation, own).await.unwrap();
        let catalogue = started.catalogue;
        let ports = Arc::new(Ports::new(adapters, catalogue, RuleSettings::default()));
        let (feed, listener) = (Arc::clone(&store), Arc::clone(&ports.facts));
        feed.on_commit(listener);
        let follower = Follower::new(feed, Arc::new(CurrentPorts::new(Arc::clone(&ports))));
        let leases: Arc<dyn Leases> = store;
        let standard = ports.store.reader().standard_sets().await.unwrap();
        let known = permissions::catalogue();
        let sets = known.standard.iter().map(|(key, _)| {
            let is = |id: &ExternalId| id.as_str() == *key;
            let found = standard
                .iter()
                .find(|set| set.external_id().is_some_and(is));
            found.unwrap().id()
        });
        let sets = sets.collect();
        let revision = ports.store.revision().await.unwrap().number;
        let worker = Operations::new(Arc::clone(&ports)).worker(Arc::clone(&leases));
        Self {
            ports,
            clock,
            leases,
            accounts: Vec::new(),
            users: Vec::new(),
            sets,
            links: Vec::new(),
            old_link_keys: Vec::new(),
            operations: Vec::new(),
            reviews: Vec::new(),
            standardizations: Vec::new(),
            follower,
            worker,
            step: 0,
            addresses: 0,
            revision,
        }
    }

    /// The ports that every service is made of.
    pub(crate) fn ports(&self) -> Arc<Ports> {
        Arc::clone(&self.ports)
    }

    /// Decisions, once the cache of facts has followed the newest changes.
    pub(crate) async fn decisions(&self) -> Decisions {
        self.follower.poll().await.unwrap();
        Decisions::new(self.ports())
    }

    pub(crate) fn user_no(&self, id: UserId) -> Usr {
        self.users.iter().position(|user| *user == id).unwrap()
    }

    pub(crate) fn account_no(&self, id: AccountId) -> Acc {
        self.accounts
            .iter()
            .position(|account| *account == id)
            .unwrap()
    }

    pub(crate) fn set_no(&self, id: PermissionSetId) -> SetNo {
        self.sets.iter().position(|set| *set == id).unwrap()
    }

    /// The id of the request that carries the present command out.
    pub(crate) fn request_id(&self) -> String {
        format!("step-{}", self.step)
    }

    fn cx(&self, principal: Principal) -> RequestContext {
        RequestContext::new(Origin {
            principal,
            request_id: self.request_id(),
            address: None,
            reason: None,
            operation: None,
        })
    }

    pub(crate) fn as_user(&self, user: Usr) -> RequestContext {
        let user = self.users[user];
        self.cx(Principal::User {
            user,
            token: TokenId::from_uuid(user.uuid()),
            scope: UserScope::Manage,
            expires_at: None,
        })
    }

    pub(crate) fn as_platform(&self) -> RequestContext {
        self.cx(Principal::Service {
            token: TokenId::from_uuid(self.sets[0].uuid()),
            scopes: Scope::ALL.into(),
        })
    }

    /// Carries a command out.
    pub(crate) async fn run(&mut self, command: &dyn Command) -> Told {
        self.step += 1;
        command.drive(self).await
    }

    /// Commits what a use case made ready, and tells whether that changed anything.
    pub(crate) async fn settle<T: Debug>(
        &mut self,
        cx: &RequestContext,
        result: Result<Ready<T>, UseCaseError>,
    ) -> (Got, Option<T>) {
        let before = self.revision;
        let done = match result {
            Ok(ready) => ready.commit(&self.ports, cx, None).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(done) if done.revision.number == before => (Got::Unchanged, Some(done.value)),
            Ok(done) => {
                assert_eq!(done.revision.number, before + 1, "one commit a command");
                self.revision = done.revision.number;
                (Got::Changed, Some(done.value))
            }
            Err(UseCaseError::Invalid(_)) => (Got::Refused("invalid"), None),
            Err(error) => match error.refusal() {
                Some(refusal) => (Got::Refused(refusal.code()), None),
                None => panic!("the store failed: {error:?}"),
            },
        }
    }

    /// The same as `settle`, for a command whose answer says nothing more.
    pub(crate) async fn told<T: Debug>(
        &mut self,
        cx: &RequestContext,
        result: Result<Ready<T>, UseCaseError>,
    ) -> Told {
        (self.settle(cx, result).await.0, Answer::Nothing)
    }

    /// Carries out all operations that are under way, such as those that follow when somebody
    /// leaves (D8).
    pub(crate) async fn work(&mut self) {
        while self.worker.turn().await.unwrap() {}
        self.look_up().await;
    }

    /// Takes note of the newest revision, after jobs have committed by themselves.
    pub(crate) async fn look_up(&mut self) {
        self.revision = self.ports.store.revision().await.unwrap().number;
    }

    pub(crate) fn new_address(&mut self, domain: &str) -> EmailAddress {
        self.addresses += 1;
        EmailAddress::parse(&format!("u{}@{domain}", self.addresses)).unwrap()
    }
}

/// A moment of the model, by the clock of the tests.
pub(crate) fn at(secs: Secs) -> Time {
    FixedClock::start() + Duration::seconds(secs)
}

/// A time by the clock of the tests, as a moment of the model.
pub(crate) fn secs(time: Time) -> Secs {
    (time - FixedClock::start()).num_seconds()
}

pub(crate) fn client_name(name: u64) -> Name {
    Name::parse(&format!("Client {name}")).unwrap()
}

pub(crate) const fn billing(keep: bool) -> Billing {
    if keep { Billing::Keep } else { Billing::Drop }
}

pub(crate) const fn engagement(contractor: bool) -> Engagement {
    if contractor {
        Engagement::Contractor
    } else {
        Engagement::Employee
    }
}

pub(crate) fn real_keys(keys: &[&'static str]) -> Vec<PermissionKey> {
    keys.iter().map(|key| key.parse().unwrap()).collect()
}

pub(crate) fn texts(keys: &[PermissionKey]) -> BTreeSet<String> {
    keys.iter().map(|key| key.as_str().to_owned()).collect()
}
