//! The demo's data obeys every rule, and its commands show what the text says.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use latchkey_application::{
    client_access::{ClientAccess, ListClients},
    decisions::{Decisions, Evaluate},
    frame::ports::RuleSettings,
};
use latchkey_domain::{
    base::{
        denial::Denial,
        page::PageRequest,
        reference::{AccountRef, UserRef},
        text::ExternalId,
    },
    permission::PermissionKey,
};

use super::{fill, stage::Stage, world::CLIENTS};
use crate::{
    config::Database,
    wiring::{self, Infrastructure, Schema},
};

struct Played {
    stage: Stage,
    filled: fill::Filled,
    _directory: tempfile::TempDir,
}

async fn play() -> Played {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("demo.db");
    let database = Database {
        url: format!("sqlite://{}?mode=rwc", file.display()),
        acquire_timeout: Duration::from_secs(2),
        pool: None,
        migrate: true,
    };
    let infrastructure = Infrastructure::connect(&database, Schema::Migrate)
        .await
        .unwrap();
    let catalogue = infrastructure.catalogue(None).await.unwrap().catalogue;
    let ports = infrastructure.ports(
        catalogue,
        RuleSettings::default(),
        wiring::mailer(None).unwrap(),
    );
    let mut stage = Stage::set(ports).await.unwrap();
    let filled = Box::pin(fill::fill(&mut stage)).await.unwrap();
    Played {
        stage,
        filled,
        _directory: directory,
    }
}

impl Played {
    /// Why a user may not do something in a client; `None` if they may.
    async fn denial(&self, user: &str, action: &str, account: &str) -> Option<Denial> {
        let external = |id| ExternalId::parse(id).unwrap();
        let question = Evaluate {
            subject: Some(UserRef::External(external(user))),
            action: Some(PermissionKey::parse(action).unwrap()),
            resource: Some(AccountRef::External(external(account))),
            at_least: None,
        };
        let decisions = Decisions::new(Arc::clone(&self.stage.ports));
        let answer = decisions
            .evaluate(&self.stage.platform.origin.principal, &question)
            .await;
        answer.unwrap().decision.denied
    }
}

#[tokio::test]
async fn the_world_is_as_the_demo_describes() {
    let mut played = Box::pin(play()).await;
    let harbour = "48210377";
    let denial = async |user, action, account| played.denial(user, action, account).await;
    assert_eq!(denial("marit", "emails.publish", harbour).await, None);
    let withheld = denial("marit", "reports.view", harbour).await;
    assert_eq!(withheld, Some(Denial::NotGranted));
    assert_eq!(denial("priya", "reports.view", harbour).await, None);
    let gone = denial("elif", "emails.publish", harbour).await;
    assert_eq!(gone, Some(Denial::Deactivated));
    let invited = denial("zofia", "contacts.view", "51930264").await;
    assert_eq!(invited, Some(Denial::Invited));
    let removed = denial("priya", "emails.publish", "84450127").await;
    assert_eq!(removed, Some(Denial::NoMembership));

    let marit = played.stage.acting("marit").await.unwrap();
    let access = ClientAccess::new(Arc::clone(&played.stage.ports));
    let (agency, page) = (played.filled.agency.into(), PageRequest::first());
    let clients = access.clients(&marit, &agency, ListClients::default(), &page);
    let clients = clients.await.unwrap().items;
    assert_eq!(clients.len(), CLIENTS.len());
    let mut statuses = BTreeMap::new();
    for client in clients {
        *statuses.entry(client.status.unwrap().as_str()).or_insert(0) += 1;
    }
    assert_eq!(statuses, BTreeMap::from([("ended", 1), ("managed", 13)]));
}
