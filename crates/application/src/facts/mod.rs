//! A node's cache of the facts behind decisions. It caches facts, never decisions: every decision
//! is computed from facts that are no older than the staleness bound, with the current time (Q2).
//!
//! The cache is bounded. Entries are dropped when the change feed or a commit of this node names
//! their rows, and only newer reads can bring them back: see `fills.rs`.

mod feed_reading;
mod fills;
mod keep;
mod look_up;
mod member;
mod tokens;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        revision::Revision,
        text::ExternalId,
        time::Uptime,
    },
    membership::Employment,
    permission::Permissions,
    ports::{CommitListener, Touched},
};
use quick_cache::sync::Cache;
use tokio::sync::{Notify, Semaphore};

pub(crate) use self::{feed_reading::FeedReading, fills::Fill};
use self::{
    feed_reading::LastFeedReading,
    fills::Fills,
    member::{KeptAccount, KeptMember, KeptPartner, KeptUser, NamedId, Places, Shape},
    tokens::KeptTokens,
};

/// How many shapes of memberships are shared in the cache.
const SHAPES: usize = 65_536;

/// The operator's settings for decisions.
#[derive(Debug, Clone, Copy)]
pub struct FactsSettings {
    /// How stale facts may be.
    pub max_staleness: Duration,
    /// The maximum number of cached memberships, and also of users and of accounts.
    pub entries: usize,
    /// How many questions may ask the database at the same time while the cache is too stale.
    pub at_once: usize,
}

impl Default for FactsSettings {
    fn default() -> Self {
        Self {
            max_staleness: Duration::from_secs(1),
            entries: 1_000_000,
            at_once: 16,
        }
    }
}

/// The cache of facts. It answers nothing until a follower reads the change feed.
#[derive(Debug)]
pub struct FactsCache {
    settings: FactsSettings,
    last_reading: LastFeedReading,
    fills: Fills,
    places: Places,
    user_names: Cache<ExternalId, NamedId<UserId>>,
    account_names: Cache<ExternalId, NamedId<AccountId>>,
    users: Cache<UserId, KeptUser>,
    accounts: Cache<AccountId, KeptAccount>,
    members: Cache<(u32, u32), KeptMember>,
    partners: Cache<AccountId, KeptPartner>,
    employments: Cache<(AccountId, UserId), Option<Employment>>,
    sets: Cache<(PermissionSetId, Option<u32>), Permissions>,
    shapes: Cache<Shape, Arc<Shape>>,
    tokens: KeptTokens,
    wake: Notify,
    direct: Semaphore,
    counts: Arc<DecisionCounts>,
}

/// How many decisions this node made, by any of its caches.
#[derive(Debug, Default)]
struct DecisionCounts {
    from_memory: AtomicU64,
    from_database: AtomicU64,
}

/// The cache's figures for operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactsFigures {
    /// How many decisions were made from the cache.
    pub from_memory: u64,
    /// How many decisions were made from the database.
    pub from_database: u64,
    /// How many memberships are cached.
    pub memberships: usize,
    /// How long ago the change feed was last read; `None` if never.
    pub staleness: Option<Duration>,
}

impl FactsCache {
    /// Creates an empty cache.
    pub fn new(settings: FactsSettings, uptime: Arc<dyn Uptime>) -> Self {
        Self::counting(settings, uptime, Arc::default())
    }

    /// An empty cache in the place of this one, which goes on counting.
    pub(crate) fn emptied(&self) -> Self {
        let uptime = self.last_reading.clock();
        Self::counting(self.settings, uptime, Arc::clone(&self.counts))
    }

    fn counting(
        settings: FactsSettings,
        uptime: Arc<dyn Uptime>,
        counts: Arc<DecisionCounts>,
    ) -> Self {
        let entries = settings.entries.max(1);
        Self {
            settings,
            last_reading: LastFeedReading::new(settings.max_staleness, uptime),
            fills: Fills::default(),
            places: Places(AtomicU32::new(0)),
            user_names: Cache::new(entries),
            account_names: Cache::new(entries),
            users: Cache::new(entries),
            accounts: Cache::new(entries),
            members: Cache::new(entries),
            partners: Cache::new(entries),
            employments: Cache::new(entries),
            sets: Cache::new(SHAPES),
            shapes: Cache::new(SHAPES),
            tokens: KeptTokens::default(),
            wake: Notify::new(),
            direct: Semaphore::new(settings.at_once),
            counts,
        }
    }

    /// How stale facts may be.
    pub(crate) const fn max_staleness(&self) -> Duration {
        self.settings.max_staleness
    }

    /// The last reading of the change feed, if it is fresh enough to answer from.
    pub(crate) fn feed_reading(&self) -> Option<Arc<FeedReading>> {
        self.last_reading.fresh()
    }

    /// Whether an earlier reading is still fresh enough.
    pub(crate) fn is_fresh(&self, reading: &FeedReading) -> bool {
        self.last_reading.is_fresh(reading)
    }

    /// The last reading of the feed, however old; `None` before the first.
    pub(crate) fn last_feed_reading(&self) -> Option<Arc<FeedReading>> {
        self.last_reading.last()
    }

    /// Records a reading of the feed.
    pub(crate) fn seen(&self, reading: &FeedReading) {
        self.last_reading.note(reading);
    }

    /// How long the machine has been running.
    pub(crate) fn uptime(&self) -> Duration {
        self.last_reading.uptime()
    }

    /// A permit to ask the database while the cache is too stale; `None` if too many questions do
    /// so already.
    pub(crate) fn direct_turn(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        self.direct.try_acquire().ok()
    }

    /// Waits until this node commits something.
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Lets the follower read the feed now.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Counts a decision made from the cache.
    pub(crate) fn count_from_memory(&self) {
        self.counts.from_memory.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a decision made from the database.
    pub(crate) fn count_from_database(&self) {
        self.counts.from_database.fetch_add(1, Ordering::Relaxed);
    }

    /// The cache's figures for operators.
    pub fn figures(&self) -> FactsFigures {
        let last = self.last_feed_reading();
        FactsFigures {
            from_memory: self.counts.from_memory.load(Ordering::Relaxed),
            from_database: self.counts.from_database.load(Ordering::Relaxed),
            memberships: self.members.len(),
            staleness: last.map(|reading| self.uptime().saturating_sub(reading.taken_at)),
        }
    }

    /// Drops the facts that depend on these rows.
    pub(crate) fn forget(&self, touched: &[Touched]) {
        self.fills
            .invalidate(touched, |touched| self.drop_cached(touched));
    }

    fn drop_cached(&self, touched: Touched) {
        match touched {
            Touched::User(user) => drop(self.users.remove(&user)),
            Touched::Account(account) => {
                self.accounts.remove(&account);
                self.partners.remove(&account);
            }
            Touched::Membership(account, user) => {
                self.employments.remove(&(account, user));
                let place = self.accounts.peek(&account).zip(self.users.peek(&user));
                if let Some((account, user)) = place {
                    self.members.remove(&(account.place, user.place));
                }
            }
            Touched::PermissionSet(set) => drop(self.sets.remove(&(set, None))),
            Touched::Tokens => self.tokens.clear(),
            Touched::Everything => self.clear(),
        }
    }

    fn clear(&self) {
        self.user_names.clear();
        self.account_names.clear();
        self.users.clear();
        self.accounts.clear();
        self.members.clear();
        self.partners.clear();
        self.employments.clear();
        self.sets.clear();
        self.shapes.clear();
        self.tokens.clear();
    }
}

impl CommitListener for FactsCache {
    fn committed(&self, revision: Option<&Revision>, touched: &[Touched]) {
        self.forget(touched);
        if let Some(revision) = revision {
            self.last_reading.advance(revision);
        }
        self.wake.notify_one();
    }
}
