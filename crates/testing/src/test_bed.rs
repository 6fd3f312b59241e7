//! The ports of a use case, put together for a test.

use std::{ops::Deref, sync::Arc};

use latchkey_domain::{
    base::{
        ids::Ids,
        time::{Clock, Uptime},
    },
    people::{
        mail::Mail,
        token::{PasswordHasher, Secrets},
    },
    permission::Catalogue,
    ports::{Adapters, Mailer, Refusals, Store, WebhookSender},
};

use crate::{CountingIds, FakeSecrets, MemoryMailer, MemoryReceiver, PlainHasher, World};

/// The known scene of [`World`] with an adapter for every port over it. Each port is swapped by one
/// method; what is not swapped is a fake that a test can steer.
///
/// A clock of one's own:
///
/// ```
/// use latchkey_domain::base::time::{Clock, Time};
/// use latchkey_testing::{FixedClock, TestBed};
///
/// /// Stands still one day after the scene begins.
/// #[derive(Debug)]
/// struct Tomorrow;
///
/// impl Clock for Tomorrow {
///     fn now(&self) -> Time {
///         FixedClock::start() + chrono::Duration::days(1)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let bed = TestBed::new().await.with_clock(Tomorrow);
/// assert_eq!(bed.adapters().clock.now(), Tomorrow.now());
/// # }
/// ```
///
/// A store that wraps the one with the scene in it, here one that fails when it is told to:
///
/// ```
/// use latchkey_domain::ports::StoreError;
/// use latchkey_testing::{FailAt, FailingStore, Failure, TestBed};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let bed = TestBed::new().await;
/// let failing = FailingStore::over(bed.store());
/// let bed = bed.with_store(failing.clone());
/// failing.fail(FailAt::Call(1), Failure::Unavailable);
/// let account = bed.store().reader().account(bed.harbour).await;
/// assert!(matches!(account, Err(StoreError::Unavailable(_))));
/// # }
/// ```
///
/// A mock, where a test asks what was called:
///
/// ```
/// use latchkey_domain::people::{token::SecretText, user::PasswordHash};
/// use latchkey_testing::{MockHasher, TestBed};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut hasher = MockHasher::new();
/// hasher
///     .expect_hash()
///     .times(1)
///     .returning(|_password| PasswordHash::new("hashed".to_owned()));
/// let bed = TestBed::new().await.with_hasher(hasher);
/// let password = SecretText::new("correct horse".to_owned());
/// bed.adapters().hasher.hash(password).await;
/// # }
/// ```
#[derive(Debug)]
pub struct TestBed {
    world: World,
    adapters: Adapters,
    mailer: MemoryMailer,
    receiver: MemoryReceiver,
}

impl TestBed {
    /// The scene in a new memory store, with a fake for every port.
    pub async fn new() -> Self {
        Self::over(World::new().await)
    }

    /// The same over a scene that is already in a store.
    pub fn over(world: World) -> Self {
        let clock = || Arc::clone(&world.clock);
        let mailer = MemoryMailer::new();
        let receiver = MemoryReceiver::new();
        let adapters = Adapters {
            store: Arc::clone(&world.store),
            refusals: Arc::clone(&world.refusals),
            clock: clock(),
            uptime: clock(),
            ids: Arc::<CountingIds>::clone(&world.ids),
            secrets: Arc::<FakeSecrets>::clone(&world.secrets),
            hasher: Arc::new(PlainHasher),
            mailer: Arc::new(mailer.clone()),
            webhook_sender: Arc::new(receiver.clone()),
        };
        Self {
            world,
            adapters,
            mailer,
            receiver,
        }
    }

    /// The adapters, for the use cases to be tested.
    pub fn adapters(&self) -> Adapters {
        self.adapters.clone()
    }

    /// The catalogue of the scene.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.world.catalogue)
    }

    /// The mails that were sent, oldest first, unless another mailer sends them.
    pub fn sent(&self) -> Vec<Mail> {
        self.mailer.sent()
    }

    /// The receiver of all webhooks, unless another sender sends them.
    pub const fn receiver(&self) -> &MemoryReceiver {
        &self.receiver
    }

    /// The store as the use cases see it, to be wrapped.
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.adapters.store)
    }

    /// Another store. It holds the scene only where it wraps [`TestBed::store`].
    #[must_use]
    pub fn with_store(mut self, store: impl Store + 'static) -> Self {
        self.adapters.store = Arc::new(store);
        self
    }

    /// Another keeper of refusals.
    #[must_use]
    pub fn with_refusals(mut self, refusals: impl Refusals + 'static) -> Self {
        self.adapters.refusals = Arc::new(refusals);
        self
    }

    /// Another clock. The scene was made at [`FixedClock::start`](crate::FixedClock::start).
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.adapters.clock = Arc::new(clock);
        self
    }

    /// Another measure of how long the machine has been running.
    #[must_use]
    pub fn with_uptime(mut self, uptime: impl Uptime + 'static) -> Self {
        self.adapters.uptime = Arc::new(uptime);
        self
    }

    /// Another maker of ids.
    #[must_use]
    pub fn with_ids(mut self, ids: impl Ids + 'static) -> Self {
        self.adapters.ids = Arc::new(ids);
        self
    }

    /// Another maker of secrets.
    #[must_use]
    pub fn with_secrets(mut self, secrets: impl Secrets + 'static) -> Self {
        self.adapters.secrets = Arc::new(secrets);
        self
    }

    /// Another hasher of passwords.
    #[must_use]
    pub fn with_hasher(mut self, hasher: impl PasswordHasher + 'static) -> Self {
        self.adapters.hasher = Arc::new(hasher);
        self
    }

    /// Another sender of webhooks.
    #[must_use]
    pub fn with_webhook_sender(mut self, sender: impl WebhookSender + 'static) -> Self {
        self.adapters.webhook_sender = Arc::new(sender);
        self
    }

    /// Another mailer.
    #[must_use]
    pub fn with_mailer(mut self, mailer: impl Mailer + 'static) -> Self {
        self.adapters.mailer = Arc::new(mailer);
        self
    }
}

impl Deref for TestBed {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}
