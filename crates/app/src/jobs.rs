//! The background jobs of a node. Every node runs every job; row locks and leases make sure that
//! nothing is done twice.

use std::{sync::Arc, time::Duration};

use latchkey_application::{
    frame::{current::CurrentPorts, error::UseCaseError, ready::KEPT_FOR},
    mail::Mails,
    memberships::Memberships,
    operations::Operations,
    relationships::Relationships,
    standardizations::Standardizations,
    webhooks::{WebhookDispatcher, Webhooks},
};
use latchkey_domain::ports::Leases;
use tokio::task::JoinSet;

use crate::{
    config::Settings,
    trail_sealer::{self, Sealer},
    wiring::Infrastructure,
};

/// The running jobs.
#[derive(Debug)]
pub(crate) struct Jobs(JoinSet<()>);

impl Jobs {
    /// Stops all jobs; uncommitted work is rolled back.
    pub(crate) async fn stop(mut self) {
        self.0.shutdown().await;
    }

    /// Runs a job now and after each pause. A failure is logged, and the job runs again after the
    /// same pause.
    fn every<F, T, E>(
        &mut self,
        pause: Duration,
        name: &'static str,
        job: impl Fn() -> F + Send + 'static,
    ) where
        F: Future<Output = Result<T, E>> + Send,
        E: std::error::Error + Send + 'static,
    {
        self.0.spawn(async move {
            let mut turns = tokio::time::interval(pause);
            turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                turns.tick().await;
                if let Err(error) = Box::pin(job()).await {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, job = name, "a job failed and will run again later");
                }
            }
        });
    }
}

/// Starts all jobs of a node. Each turn takes the ports of then, and is judged by one catalogue.
pub(crate) fn start(
    infrastructure: &Infrastructure,
    node: &Arc<CurrentPorts>,
    settings: &Settings,
) -> Jobs {
    let mut jobs = Jobs(JoinSet::new());
    let store = &infrastructure.store;
    let ports = node.load();
    let follower = infrastructure.follower(node);
    jobs.0.spawn(async move { follower.follow().await });
    let sealer = Arc::new(Sealer::new(node));
    jobs.every(settings.seal_interval, trail_sealer::NAME, move || {
        let sealer = Arc::clone(&sealer);
        async move { sealer.seal().await }
    });
    let leases: Arc<dyn Leases> = Arc::new(store.clone());
    for worker in Operations::new(Arc::clone(&ports)).workers(&leases) {
        let (worker, node) = (Arc::new(worker), Arc::clone(node));
        jobs.every(Duration::from_millis(250), "operations", move || {
            let (worker, node) = (Arc::clone(&worker), Arc::clone(&node));
            async move {
                while worker.over(node.load()).turn().await? {}
                Ok::<_, UseCaseError>(())
            }
        });
    }
    let (leases, name, current) = (
        store.clone(),
        ports.ids.uuid().to_string(),
        Arc::clone(node),
    );
    jobs.every(
        Duration::from_secs(2),
        "standardize partner admins",
        move || {
            let standardizations = Standardizations::new(current.load());
            let (leases, name) = (leases.clone(), name.clone());
            async move { standardizations.run_due(&leases, &name).await }
        },
    );
    let current = Arc::clone(node);
    jobs.every(Duration::from_secs(1), "count refusals", move || {
        let refusals = Arc::clone(&current.load().refusals);
        async move { refusals.write_counts().await }
    });
    let (store, clock) = (store.clone(), Arc::clone(&ports.clock));
    jobs.every(Duration::from_hours(1), "forget answers", move || {
        let (store, until) = (store.clone(), clock.now() - KEPT_FOR);
        async move { store.forget_answers(until).await }
    });
    let dispatcher =
        WebhookDispatcher::new(Arc::clone(node), Arc::new(infrastructure.store.clone()));
    jobs.0.spawn(async move { dispatcher.run().await });
    let current = Arc::clone(node);
    jobs.every(
        Duration::from_hours(1),
        "forget webhook deliveries",
        move || {
            let webhooks = Webhooks::new(current.load());
            async move { webhooks.forget().await }
        },
    );
    let current = Arc::clone(node);
    jobs.every(Duration::from_millis(500), "note mails", move || {
        let mails = Mails::new(current.load());
        async move { mails.note().await }
    });
    let (leases, name, current) = (
        infrastructure.store.clone(),
        ports.ids.uuid().to_string(),
        Arc::clone(node),
    );
    jobs.every(Duration::from_millis(500), "send mails", move || {
        let mails = Mails::new(current.load());
        let (leases, name) = (leases.clone(), name.clone());
        async move { mails.send_due(&leases, &name).await }
    });
    let current = Arc::clone(node);
    jobs.every(Duration::from_secs(2), "expire access", move || {
        let memberships = Memberships::new(current.load());
        async move { memberships.expire().await }
    });
    let current = Arc::clone(node);
    jobs.every(
        Duration::from_secs(2),
        "announce relationships",
        move || {
            let relationships = Relationships::new(current.load());
            async move { relationships.announce().await }
        },
    );
    jobs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use latchkey_application::{
        accounts::Accounts,
        frame::{
            context::RequestContext,
            ports::{Ports, RuleSettings},
        },
        memberships::{ProvisionMember, RequestedAccess, RequestedChange},
        relationships::ImportRelationship,
        users::{RegisterUser, Users},
    };
    use latchkey_domain::{
        base::{
            ids::{AccountId, UserId},
            page::PageRequest,
            text::{Locale, Name},
            time::{Clock, Time, days},
        },
        people::{
            account::{NewAccount, Program},
            email::EmailAddress,
        },
        permission::seat::SeatPricing,
        ports::{EventFilter, TrailSide},
        trail::{event::EventKind, origin::Principal},
    };

    use super::*;
    use crate::{
        config::Database,
        wiring::{self, Schema},
    };

    /// A clock that stands still.
    #[derive(Debug)]
    struct Still(Time);

    impl Clock for Still {
        fn now(&self) -> Time {
            self.0
        }
    }

    /// Creates another node on a database.
    async fn node(url: &str) -> Ports {
        let database = Database {
            url: url.to_owned(),
            acquire_timeout: Duration::from_secs(2),
            pool: None,
            migrate: true,
        };
        let infrastructure = Infrastructure::connect(&database, Schema::Migrate)
            .await
            .unwrap();
        let catalogue = infrastructure.catalogue(None).await.unwrap().catalogue;
        Arc::into_inner(infrastructure.ports(
            catalogue,
            RuleSettings::default(),
            wiring::mailer(None).unwrap(),
        ))
        .unwrap()
    }

    /// Two accounts with ten members each, whose access ends tomorrow.
    async fn fill(ports: Ports) -> BTreeSet<(AccountId, UserId)> {
        let ports = Arc::new(ports);
        let mut cx = RequestContext::of_job("test", &*ports.ids);
        cx.origin.principal = Principal::Operator { command: "test" };
        let tomorrow = ports.now() + days(1);
        let name = |text: &str| Name::stored(text.to_owned());
        let mut places = BTreeSet::new();
        for account in ["a", "b"] {
            let new = NewAccount {
                name: name(account),
                external_id: None,
                program: None,
                seat_pricing: SeatPricing::SeatBased,
            };
            let ready = Accounts::new(Arc::clone(&ports)).create(&cx, new).await;
            let made = ready.unwrap().commit(&ports, &cx, None).await.unwrap();
            let account_id = made.value.id;
            for number in 0..10 {
                let new = RegisterUser {
                    email: EmailAddress::parse(&format!("{account}{number}@example.com")).unwrap(),
                    name: name("Somebody"),
                    locale: Locale::default(),
                    external_id: None,
                    password: None,
                };
                let ready = Users::new(Arc::clone(&ports)).register(&cx, new).await;
                let made = ready.unwrap().commit(&ports, &cx, None).await.unwrap();
                let place = (account_id, made.value.id);
                let member = ProvisionMember {
                    account: place.0.into(),
                    user: place.1.into(),
                    change: RequestedChange {
                        access: Some(RequestedAccess::SuperAdmin),
                        expires_at: Some(Some(tomorrow)),
                        ..RequestedChange::default()
                    },
                };
                let memberships = Memberships::new(Arc::clone(&ports));
                let ready = memberships.provision(&cx, member).await.unwrap();
                ready.commit(&ports, &cx, None).await.unwrap();
                places.insert(place);
            }
        }
        places
    }

    /// An end of access is reported once, however many nodes notice it at the same time (A9).
    async fn nodes_report_each_end_once(url: &str) {
        let ended = fill(node(url).await).await;
        let mut nodes = JoinSet::new();
        for _ in 0..3 {
            let mut ports = node(url).await;
            ports.clock = Arc::new(Still(ports.now() + days(2)));
            let memberships = Memberships::new(Arc::new(ports));
            nodes.spawn(async move { memberships.expire().await.unwrap() });
        }
        let reported: usize = nodes.join_all().await.into_iter().sum();
        assert_eq!(reported, ended.len());
        let filter = EventFilter {
            kind: Some(EventKind::MembershipExpired.into()),
            ..EventFilter::default()
        };
        let page = PageRequest::new(PageRequest::MAX_LIMIT, None).unwrap();
        let mut reader = node(url).await.store.reader();
        let trail = reader.events(TrailSide::Everything, &filter, &page).await;
        let lines: Vec<_> = trail.unwrap().items;
        assert_eq!(lines.len(), ended.len());
        let places = lines.iter().map(|line| {
            let event = &line.record.event;
            (event.account.unwrap(), event.user.unwrap())
        });
        assert_eq!(places.collect::<BTreeSet<_>>(), ended);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nodes_report_each_end_once_on_sqlite() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("test.db");
        nodes_report_each_end_once(&format!("sqlite://{}?mode=rwc", file.display())).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nodes_report_each_end_once_on_postgres() {
        let database = tokio::task::spawn_blocking(throwaway_postgres::database);
        let database = database.await.unwrap().unwrap();
        nodes_report_each_end_once(database.url()).await;
    }

    /// Creates an agency that works for eight clients today.
    async fn agency(ports: Ports) -> BTreeSet<AccountId> {
        let ports = Arc::new(ports);
        let mut cx = RequestContext::of_job("test", &*ports.ids);
        cx.origin.principal = Principal::Operator { command: "test" };
        let accounts = Accounts::new(Arc::clone(&ports));
        let relationships = Relationships::new(Arc::clone(&ports));
        let account = async |name: &str, program| {
            let new = NewAccount {
                name: Name::stored(name.to_owned()),
                external_id: None,
                program,
                seat_pricing: SeatPricing::SeatBased,
            };
            let ready = accounts.create(&cx, new).await.unwrap();
            ready.commit(&ports, &cx, None).await.unwrap().value.id
        };
        let partner = account("Agency", Some(Program::SolutionsPartner)).await;
        let mut clients = BTreeSet::new();
        for number in 0..8 {
            let client = account(&format!("Client {number}"), None).await;
            let import = ImportRelationship {
                partner: partner.into(),
                client: client.into(),
                display_name: None,
                connected_at: None,
                last_qualifying_activity_at: Some(ports.now()),
            };
            let ready = relationships.import(&cx, import).await.unwrap();
            ready.commit(&ports, &cx, None).await.unwrap();
            clients.insert(client);
        }
        clients
    }

    /// The end of a relationship is reported once, however many nodes notice it at the same time;
    /// imported relationships are not reported (R3).
    async fn nodes_announce_each_end_once(url: &str) {
        let clients = agency(node(url).await).await;
        let today = Relationships::new(Arc::new(node(url).await));
        assert_eq!(today.announce().await.unwrap(), 0);
        let mut nodes = JoinSet::new();
        for _ in 0..3 {
            let mut ports = node(url).await;
            ports.clock = Arc::new(Still(ports.now() + days(61)));
            let relationships = Relationships::new(Arc::new(ports));
            nodes.spawn(async move { relationships.announce().await.unwrap() });
        }
        let reported: usize = nodes.join_all().await.into_iter().sum();
        assert_eq!(reported, clients.len());
        let page = PageRequest::new(PageRequest::MAX_LIMIT, None).unwrap();
        let mut reader = node(url).await.store.reader();
        for (kind, expected) in [
            (EventKind::RelationshipEnded, clients),
            (EventKind::RelationshipManaged, BTreeSet::new()),
        ] {
            let filter = EventFilter {
                kind: Some(kind.into()),
                ..EventFilter::default()
            };
            let trail = reader.events(TrailSide::Everything, &filter, &page).await;
            let lines: Vec<_> = trail.unwrap().items;
            assert_eq!(lines.len(), expected.len());
            let accounts = lines.iter().map(|line| line.record.event.account.unwrap());
            assert_eq!(accounts.collect::<BTreeSet<_>>(), expected);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nodes_announce_each_end_once_on_sqlite() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("test.db");
        nodes_announce_each_end_once(&format!("sqlite://{}?mode=rwc", file.display())).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nodes_announce_each_end_once_on_postgres() {
        let database = tokio::task::spawn_blocking(throwaway_postgres::database);
        let database = database.await.unwrap().unwrap();
        nodes_announce_each_end_once(database.url()).await;
    }
}
