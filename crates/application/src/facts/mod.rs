//! What a node keeps of the facts that decisions rest on. Facts are kept, never decisions: each
//! decision is made anew, by the clock, out of facts that are no older than the bound (Q2).
//!
//! What is kept is bounded, and goes when the change feed or a commit of this node names it. Only
//! what the database said since then comes back: see [`fills`].

mod fills;
mod keep;
mod look_up;
mod member;
mod sight;
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
    membership::standing::Employment,
    permission::Permissions,
    ports::{CommitListener, Touched},
};
use quick_cache::sync::Cache;
use tokio::sync::{Notify, Semaphore};

pub(crate) use self::{fills::Fill, sight::Sight};
use self::{
    fills::Fills,
    member::{KeptAccount, KeptMember, KeptPartner, KeptUser, NamedId, Places, Shape},
    sight::Sights,
    tokens::KeptTokens,
};

/// How many kinds of access, with their seats and adjustments, are kept once for all who share them.
const SHAPES: usize = 65_536;

/// How decisions are answered, as the operator set it up.
#[derive(Debug, Clone, Copy)]
pub struct FactsSettings {
    /// How old facts may be.
    pub max_staleness: Duration,
    /// How many memberships are kept; and as many users and accounts each, at most.
    pub entries: usize,
    /// How many questions may be with the database at once while the node cannot keep the bound.
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

/// Keeps facts in memory. Until somebody follows the change feed nothing is answered from it.
#[derive(Debug)]
pub struct FactsCache {
    settings: FactsSettings,
    sights: Sights,
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
    from_memory: AtomicU64,
    from_database: AtomicU64,
}

/// What operators look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactsFigures {
    /// How many decisions were made of what was kept.
    pub from_memory: u64,
    /// How many were made of what the database said.
    pub from_database: u64,
    /// How many memberships are kept.
    pub memberships: usize,
    /// How long ago the change feed was looked at last; `None`: never.
    pub staleness: Option<Duration>,
}

impl FactsCache {
    /// Keeps nothing yet.
    pub fn new(settings: FactsSettings, uptime: Arc<dyn Uptime>) -> Self {
        let entries = settings.entries.max(1);
        Self {
            settings,
            sights: Sights::new(settings.max_staleness, uptime),
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
            from_memory: AtomicU64::new(0),
            from_database: AtomicU64::new(0),
        }
    }

    /// How old facts may be.
    pub(crate) const fn max_staleness(&self) -> Duration {
        self.settings.max_staleness
    }

    /// What the node has seen of the commits, as long as that is fresh enough to answer by.
    pub(crate) fn sight(&self) -> Option<Arc<Sight>> {
        self.sights.fresh()
    }

    /// Whether a sight that was taken before is still fresh enough.
    pub(crate) fn is_fresh(&self, sight: &Sight) -> bool {
        self.sights.is_fresh(sight)
    }

    /// The last look at the feed, however long ago; `None` before the first.
    pub(crate) fn last_sight(&self) -> Option<Arc<Sight>> {
        self.sights.last()
    }

    /// Notes a look at the feed that began at this uptime.
    pub(crate) fn seen(&self, sight: &Sight) {
        self.sights.note(sight);
    }

    /// How long the machine has been running.
    pub(crate) fn uptime(&self) -> Duration {
        self.sights.uptime()
    }

    /// A turn with the database while the node cannot keep the bound; `None`: too many have theirs.
    pub(crate) fn direct_turn(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        self.direct.try_acquire().ok()
    }

    /// Waits until a commit of this node says that there is something new to see.
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Counts a decision made of what was kept.
    pub(crate) fn count_from_memory(&self) {
        self.from_memory.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a decision made of what the database said.
    pub(crate) fn count_from_database(&self) {
        self.from_database.fetch_add(1, Ordering::Relaxed);
    }

    /// What operators look at.
    pub fn figures(&self) -> FactsFigures {
        let last = self.last_sight();
        FactsFigures {
            from_memory: self.from_memory.load(Ordering::Relaxed),
            from_database: self.from_database.load(Ordering::Relaxed),
            memberships: self.members.len(),
            staleness: last.map(|sight| self.uptime().saturating_sub(sight.taken_at)),
        }
    }

    /// Forgets what these changes have made untrue.
    pub(crate) fn forget(&self, touched: &[Touched]) {
        self.fills.spoil(touched, |touched| self.drop_kept(touched));
    }

    fn drop_kept(&self, touched: Touched) {
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
            self.sights.advance(revision);
        }
        self.wake.notify_one();
    }
}
