//! The ports and settings that the services share.

use std::{collections::BTreeSet, sync::Arc};

use latchkey_domain::{
    base::{
        ids::Ids,
        text::ActivityKind,
        time::{Clock, Time},
    },
    outbox::{address::AllowedNetworks, schedule::RetrySchedule},
    partnership::offboarding::OffboardingPolicy,
    people::{
        public_domains::PublicDomains,
        session::SessionLimits,
        token::{PasswordHasher, Secrets},
    },
    permission::Catalogue,
    ports::{Adapters, ClockReading, Mailer, Store, WebhookSender},
};

use crate::{
    facts::{FactsCache, FactsSettings},
    frame::{refusals::RefusalBook, throttle::SignInThrottle},
};

/// How the operator set the product up, as far as rules depend on it.
#[derive(Debug, Clone)]
pub struct RuleSettings {
    /// How many days an access link stands (L2).
    pub link_lifetime_days: u32,
    /// How many days after the last qualifying work a managed relationship ends (R2).
    pub ends_after_days: u32,
    /// The kinds of activity that make a relationship managed and keep it so (R7).
    pub qualifying_kinds: BTreeSet<ActivityKind>,
    /// What the end of a relationship does to the partner's people in the client (R5).
    pub on_end: OnEnd,
    /// What becomes of memberships in clients when somebody leaves the partner (D8).
    pub offboarding: OffboardingPolicy,
    /// How many days after the end of an employment what it cut can be given back (D8).
    pub undo_days: u32,
    /// Domains that prove nothing (I2).
    pub public_domains: PublicDomains,
    /// How decisions are answered (Q2).
    pub decisions: FactsSettings,
    /// How mails are written.
    pub mail: MailDelivery,
    /// How webhooks are sent (N2).
    pub webhooks: WebhookSettings,
    /// How people sign in.
    pub sign_in: SignInSettings,
}

/// How people sign in, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInSettings {
    /// How long a session lasts.
    pub limits: SessionLimits,
    /// Whether passwords are taken and asked for. If not, the platform signs people in (I1).
    pub passwords: bool,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            limits: SessionLimits::default(),
            passwords: true,
        }
    }
}

/// How webhooks are sent (N2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    /// The networks beyond the public internet to which they may be sent.
    pub allowed: AllowedNetworks,
    /// When a failed delivery is tried again.
    pub schedule: RetrySchedule,
    /// Which installation speaks: the `source` of CloudEvents.
    pub source: String,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            allowed: AllowedNetworks::default(),
            schedule: RetrySchedule::default(),
            source: "urn:latchkey".to_owned(),
        }
    }
}

/// How mails are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDelivery {
    /// The URL with which the links in mails begin.
    pub public_url: String,
    /// Whether mails are kept, since there is no mail server.
    pub keep: bool,
}

impl Default for MailDelivery {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".to_owned(),
            keep: true,
        }
    }
}

/// What the end of a relationship does to the partner's people in the client (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnEnd {
    /// Nothing: their access stays.
    Keep,
    /// They are deactivated there.
    Deactivate,
}

impl Default for RuleSettings {
    fn default() -> Self {
        Self {
            link_lifetime_days: 90,
            ends_after_days: 60,
            qualifying_kinds: ["create", "update", "publish", "delete"]
                .map(|kind| ActivityKind::stored(kind.to_owned()))
                .into(),
            on_end: OnEnd::Keep,
            offboarding: OffboardingPolicy::default(),
            undo_days: 30,
            public_domains: PublicDomains::default(),
            decisions: FactsSettings::default(),
            mail: MailDelivery::default(),
            webhooks: WebhookSettings::default(),
            sign_in: SignInSettings::default(),
        }
    }
}

/// What every service is given.
#[derive(Debug)]
pub struct Ports {
    /// Keeps everything.
    pub store: Arc<dyn Store>,
    /// Keeps the refusals.
    pub refusals: Arc<RefusalBook>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// Makes secrets.
    pub secrets: Arc<dyn Secrets>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Sends mails.
    pub mailer: Arc<dyn Mailer>,
    /// Sends webhooks.
    pub webhook_sender: Arc<dyn WebhookSender>,
    /// The catalogue in force (P1), for as long as these ports are used: see
    /// [`CurrentPorts`](super::current::CurrentPorts).
    pub catalogue: Arc<Catalogue>,
    /// How the operator set the product up.
    pub settings: RuleSettings,
    /// What is kept in memory of the facts that decisions rest on.
    pub facts: Arc<FactsCache>,
    /// How often it was tried to sign in.
    pub throttle: Arc<SignInThrottle>,
}

impl Ports {
    /// Puts what the services share together: the adapters, the catalogue in force, and the
    /// operator's settings.
    pub fn new(adapters: Adapters, catalogue: Arc<Catalogue>, settings: RuleSettings) -> Self {
        let refusals = RefusalBook::new(
            Arc::clone(&adapters.store),
            adapters.refusals,
            Arc::clone(&adapters.clock),
            Arc::clone(&adapters.ids),
        );
        let throttle = SignInThrottle::new(Arc::clone(&adapters.uptime));
        let facts = FactsCache::new(settings.decisions, adapters.uptime);
        Self {
            store: adapters.store,
            refusals: Arc::new(refusals),
            clock: adapters.clock,
            ids: adapters.ids,
            secrets: adapters.secrets,
            hasher: adapters.hasher,
            mailer: adapters.mailer,
            webhook_sender: adapters.webhook_sender,
            catalogue,
            settings,
            facts: Arc::new(facts),
            throttle: Arc::new(throttle),
        }
    }

    /// The same ports under another catalogue, with an empty cache of facts.
    pub(super) fn judging_by(&self, catalogue: Arc<Catalogue>) -> Self {
        Self {
            store: Arc::clone(&self.store),
            refusals: Arc::clone(&self.refusals),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            secrets: Arc::clone(&self.secrets),
            hasher: Arc::clone(&self.hasher),
            mailer: Arc::clone(&self.mailer),
            webhook_sender: Arc::clone(&self.webhook_sender),
            catalogue,
            settings: self.settings.clone(),
            facts: Arc::new(self.facts.emptied()),
            throttle: Arc::clone(&self.throttle),
        }
    }

    /// The time now.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// The time now, and after how many days relationships end.
    pub fn clock_reading(&self) -> ClockReading {
        ClockReading {
            now: self.now(),
            ends_after_days: self.settings.ends_after_days,
        }
    }
}
