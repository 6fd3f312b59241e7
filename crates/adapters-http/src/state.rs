//! What every handler works with: the services, and what the door itself keeps between requests.

use std::{fmt, ops::Deref, sync::Arc};

use arc_swap::ArcSwap;
use futures_util::future::BoxFuture;
use latchkey_application::{
    access_links::AccessLinks,
    accounts::Accounts,
    activities::Activities,
    assets::Assets,
    audit::Trail,
    client_access::ClientAccess,
    decisions::Decisions,
    events::Events,
    frame::{current::CurrentPorts, idempotency::Calls, ports::Ports},
    mail::Mails,
    memberships::Memberships,
    notifications::Notifications,
    operations::Operations,
    partners::Partners,
    permission_sets::PermissionSets,
    relationships::Relationships,
    removals::Removals,
    sessions::Sessions,
    standardizations::Standardizations,
    tokens::Tokens,
    users::Users,
    webhooks::Webhooks,
};
use latchkey_domain::base::time::Time;

use crate::{limit::Limits, settings::HttpSettings};

/// Tells the metrics in the text form of Prometheus.
pub type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

/// Tells whether requests can be served: the database is reachable and its schema is current. The
/// error is what is not ready, for the operator.
pub type CheckReadiness = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// What the operator's own tools ask for.
#[derive(Clone)]
pub struct Ops {
    /// Tells the metrics.
    pub metrics: RenderMetrics,
    /// Tells whether requests can be served.
    pub readiness: CheckReadiness,
}

impl Ops {
    /// Tells nothing, and is always ready.
    pub fn silent() -> Self {
        Self {
            metrics: Arc::new(String::new),
            readiness: Arc::new(|| Box::pin(std::future::ready(Ok(())))),
        }
    }
}

impl fmt::Debug for Ops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ops").finish_non_exhaustive()
    }
}

/// Gives every request the services of now: those over the current ports of the node.
#[derive(Debug)]
pub struct CurrentApi {
    node: Arc<CurrentPorts>,
    api: ArcSwap<Api>,
}

impl CurrentApi {
    /// The services of a node.
    pub fn new(node: Arc<CurrentPorts>, settings: HttpSettings, ops: Ops) -> Self {
        let ports = node.load();
        let door = Door {
            calls: Arc::new(Calls::new(Arc::clone(&ports))),
            limits: settings.rate_limit.map(Limits::new).map(Arc::new),
            settings: Arc::new(settings),
            ops,
        };
        Self {
            api: ArcSwap::from_pointee(Api::over(ports, door)),
            node,
        }
    }

    /// The services of now. A request takes them once, and is judged by one catalogue to its end.
    pub(crate) fn load(&self) -> Arc<Api> {
        let (api, ports) = (self.api.load_full(), self.node.load());
        if Arc::ptr_eq(&api.ports, &ports) {
            return api;
        }
        let api = Arc::new(Api::over(Arc::clone(&ports), api.door.over(ports)));
        self.api.store(Arc::clone(&api));
        api
    }
}

/// What the door itself keeps between requests.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) settings: Arc<HttpSettings>,
    pub(crate) ops: Ops,
    pub(crate) calls: Arc<Calls>,
    pub(crate) limits: Option<Arc<Limits>>,
}

impl Door {
    /// The same door over other ports.
    fn over(&self, ports: Arc<Ports>) -> Self {
        Self {
            settings: Arc::clone(&self.settings),
            ops: self.ops.clone(),
            calls: Arc::new(self.calls.over(ports)),
            limits: self.limits.clone(),
        }
    }
}

impl Deref for Api {
    type Target = Door;

    fn deref(&self) -> &Door {
        &self.door
    }
}

/// Everything behind the HTTP door, for one request.
#[derive(Debug)]
pub(crate) struct Api {
    ports: Arc<Ports>,
    door: Door,
    pub(crate) access_links: AccessLinks,
    pub(crate) accounts: Accounts,
    pub(crate) activities: Activities,
    pub(crate) assets: Assets,
    pub(crate) trail: Trail,
    pub(crate) client_access: ClientAccess,
    pub(crate) decisions: Decisions,
    pub(crate) events: Events,
    pub(crate) mails: Mails,
    pub(crate) memberships: Memberships,
    pub(crate) notifications: Notifications,
    pub(crate) operations: Operations,
    pub(crate) partners: Partners,
    pub(crate) permission_sets: PermissionSets,
    pub(crate) relationships: Relationships,
    pub(crate) removals: Removals,
    pub(crate) sessions: Sessions,
    pub(crate) standardizations: Standardizations,
    pub(crate) tokens: Tokens,
    pub(crate) users: Users,
    pub(crate) webhooks: Webhooks,
}

impl Api {
    /// The time, by the clock that the use cases have.
    pub(crate) fn now(&self) -> Time {
        self.ports.now()
    }

    /// The services over their ports.
    fn over(ports: Arc<Ports>, door: Door) -> Self {
        let shared = || Arc::clone(&ports);
        Self {
            access_links: AccessLinks::new(shared()),
            accounts: Accounts::new(shared()),
            activities: Activities::new(shared()),
            assets: Assets::new(shared()),
            trail: Trail::new(shared()),
            client_access: ClientAccess::new(shared()),
            decisions: Decisions::new(shared()),
            events: Events::new(shared()),
            mails: Mails::new(shared()),
            memberships: Memberships::new(shared()),
            notifications: Notifications::new(shared()),
            operations: Operations::new(shared()),
            partners: Partners::new(shared()),
            permission_sets: PermissionSets::new(shared()),
            relationships: Relationships::new(shared()),
            removals: Removals::new(shared()),
            sessions: Sessions::new(shared()),
            standardizations: Standardizations::new(shared()),
            tokens: Tokens::new(shared()),
            users: Users::new(shared()),
            webhooks: Webhooks::new(shared()),
            ports,
            door,
        }
    }
}
