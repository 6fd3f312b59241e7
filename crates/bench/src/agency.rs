//! An agency of any size, put straight into a store: the same ids whenever it is made.

use std::{collections::BTreeSet, sync::Arc};

use latchkey_adapters_db::SeaOrmStore;
use latchkey_application::frame::{
    context::RequestContext,
    ports::{Ports, RuleSettings},
};
use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        text::{Name, Tag},
        time::days,
    },
    gate,
    membership::Membership,
    partnership::relationship::Relationship,
    people::token::{Scope, UserScope},
    permission::Catalogue,
    ports::{Adapters, Locks, UnitOfWork},
    trail::{
        audit::Records,
        event::{Event, EventKind},
        origin::{Origin, Principal},
    },
};
use latchkey_testing::{
    CountingIds, FakeSecrets, FixedClock, MemoryMailer, MemoryReceiver, PlainHasher,
    builders::{AccountBuilder, MembershipBuilder, SetBuilder, UserBuilder},
};

/// How large the agency is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) clients: usize,
    pub(crate) employees: usize,
    /// How many employees act in each client, beside the manager.
    pub(crate) acting: usize,
}

/// An agency in a store.
pub(crate) struct Agency {
    pub(crate) ports: Arc<Ports>,
    pub(crate) partner: AccountId,
    pub(crate) manager: UserId,
    pub(crate) clients: Vec<AccountId>,
    pub(crate) employees: Vec<UserId>,
    pub(crate) set: PermissionSetId,
}

impl Agency {
    /// Makes it. The manager is super admin of the partner, and partner admin of every second client;
    /// where nobody else acts, of every client.
    pub(crate) async fn build(store: &SeaOrmStore, size: Size) -> anyhow::Result<Self> {
        let ids = Arc::new(CountingIds::new());
        let ports = ports(store, Arc::clone(&ids));
        let (ids, now) = (&*ids, FixedClock::start());

        let partner = AccountBuilder::new("Northwind Studio").partner().build(ids);
        let catalogue = &ports.catalogue;
        let keys: Vec<&str> = [
            "contacts.view",
            "contacts.edit",
            "deals.view",
            "reports.view",
        ]
        .into();
        let set = SetBuilder::new("Consultants", &keys.join(" "))
            .owner(partner.id)
            .build(ids);
        let _template = catalogue.partner_admin_template();
        let mut unit = ports.store.begin(Locks::none()).await?;
        unit.insert_account(&partner).await?;
        unit.insert_permission_set(&set).await?;
        commit(&ports, unit).await?;

        let mut people = Vec::new();
        for chunk in numbers(size.employees + 1).chunks(500) {
            let mut unit = ports.store.begin(Locks::none()).await?;
            let mut memberships = Vec::new();
            for number in chunk {
                let name = format!("Person {number:05}");
                let email = format!("person{number}@northwind.example");
                let user = UserBuilder::new(&name, &email).build(ids);
                unit.insert_user(&user).await?;
                let member = MembershipBuilder::new(partner.id, user.id);
                let member = if *number == 0 {
                    member.super_admin()
                } else {
                    member.set(&set)
                };
                memberships.push(member.build(ids));
                people.push(user.id);
            }
            unit.insert_memberships(&memberships).await?;
            commit(&ports, unit).await?;
        }
        let (manager, employees) = people.split_first().map_or_else(
            || anyhow::bail!("an agency has a manager"),
            |(manager, rest)| Ok((*manager, rest.to_vec())),
        )?;

        let mut clients = Vec::new();
        for chunk in numbers(size.clients).chunks(250) {
            let mut unit = ports.store.begin(Locks::none()).await?;
            let mut memberships = Vec::new();
            for number in chunk {
                let client = AccountBuilder::new(&official_name(*number)).build(ids);
                unit.insert_account(&client).await?;
                let relationship = relationship(partner.id, client.id, *number, now);
                unit.insert_relationship(&relationship, &client.name)
                    .await?;
                let member = |user| MembershipBuilder::new(client.id, user);
                if size.acting == 0 || number % 2 == 0 {
                    memberships.push(member(manager).partner_admin(partner.id).build(ids));
                }
                let acting = employees.iter().cycle().skip(number * 7).take(size.acting);
                let acting =
                    acting.map(|user| member(*user).set(&set).acting_for(partner.id).build(ids));
                memberships.extend(acting.collect::<Vec<Membership>>());
                clients.push(client.id);
            }
            unit.insert_memberships(&memberships).await?;
            commit(&ports, unit).await?;
        }
        Ok(Self {
            set: set.id(),
            partner: partner.id,
            ports,
            manager,
            clients,
            employees,
        })
    }

    /// A request of the manager.
    pub(crate) fn as_manager(&self) -> RequestContext {
        RequestContext::new(origin(Principal::User {
            user: self.manager,
            token: latchkey_domain::base::ids::TokenId::from_uuid(self.manager.uuid()),
            scope: UserScope::Manage,
            expires_at: None,
        }))
    }
}

const WORDS: [&str; 12] = [
    "Harbour", "Fjord", "Meadow", "Copper", "Willow", "Granite", "Lantern", "Orchard", "Summit",
    "Thistle", "Velvet", "Walnut",
];

fn official_name(number: usize) -> String {
    let word = |at: usize| WORDS.get(at % WORDS.len()).copied().unwrap_or("Client");
    format!(
        "{} & {} {number:05}",
        word(number),
        word(number / WORDS.len())
    )
}

fn relationship(
    partner: AccountId,
    client: AccountId,
    number: usize,
    now: latchkey_domain::base::time::Time,
) -> Relationship {
    let mut relationship = Relationship::connect(partner, client, now - days(400));
    let ago = u32::try_from(number % 90).unwrap_or_default();
    if !number.is_multiple_of(3) {
        relationship.import(None, None, Some(now - days(ago)));
    }
    if number.is_multiple_of(10)
        && let Ok(name) = Name::parse(&format!("Ours {number:05}"))
    {
        relationship.rename(Some(name));
    }
    if number.is_multiple_of(4)
        && let Ok(tag) = Tag::parse("key account")
    {
        relationship.set_tags(BTreeSet::from([tag]));
    }
    relationship
}

fn numbers(many: usize) -> Vec<usize> {
    (0..many).collect()
}

fn origin(principal: Principal) -> Origin {
    Origin {
        principal,
        request_id: "bench".to_owned(),
        address: None,
        reason: None,
        operation: None,
    }
}

async fn commit(ports: &Ports, unit: Box<dyn UnitOfWork>) -> anyhow::Result<()> {
    let operator = origin(Principal::Operator { command: "bench" });
    let permit = gate::platform(&operator, Scope::Provision)?;
    let event = Event::new(EventKind::AccountCreated);
    let records = Records::one(&permit, event, &*ports.ids, FixedClock::start());
    unit.commit(records).await?;
    Ok(())
}

fn ports(store: &SeaOrmStore, ids: Arc<CountingIds>) -> Arc<Ports> {
    let clock = Arc::new(FixedClock::new());
    let adapters = Adapters {
        store: Arc::new(store.clone()),
        refusals: Arc::new(store.clone()),
        uptime: Arc::<FixedClock>::clone(&clock),
        clock,
        ids,
        secrets: Arc::new(FakeSecrets::new()),
        hasher: Arc::new(PlainHasher),
        mailer: Arc::new(MemoryMailer::new()),
        webhook_sender: Arc::new(MemoryReceiver::new()),
    };
    let catalogue = Catalogue::default_catalogue();
    Arc::new(Ports::new(adapters, catalogue, RuleSettings::default()))
}
