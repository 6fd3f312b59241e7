//! Where the calls are made: one agency, one other, two clients, and somebody of every kind.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::days,
    },
    membership::terms::{Rank, Terms},
    outbox::delivery::{Delivery, DeliveryState},
    people::{
        session::{BrowserSession, Keep, NewSession, SessionLimits, SignInWay},
        token::{Scope, TokenHash},
    },
    permission::PermissionSet,
    ports::Locks,
    trail::event::EventKind,
};
use latchkey_testing::{
    Moment, World,
    builders::{AccountBuilder, MembershipBuilder, SetBuilder, UserBuilder},
};
use serde_json::{Value, json};

use super::{
    super::support::{HttpBed, PLATFORM},
    cast::{Case, Role, Target},
    people::{Job, Place, ROLES, SETS, TARGETS},
};

/// The scene, before every call.
pub(super) struct Scene {
    pub(super) bed: HttpBed,
    pub(super) roles: Vec<Role>,
    pub(super) targets: Vec<Target>,
    pub(super) start: Moment,
    other_partner: AccountId,
    second_client: AccountId,
    sets: BTreeMap<(AccountId, &'static str), PermissionSet>,
    links: BTreeMap<UserId, String>,
    left: Vec<UserId>,
    names: BTreeMap<&'static str, String>,
    /// The token of a super admin of the partner.
    marit: String,
}

impl Scene {
    /// Sets the scene.
    pub(super) async fn set() -> Self {
        let bed = HttpBed::open().await;
        let world = &bed.world;
        let other = AccountBuilder::new("Southwind").external_id("southwind");
        let other_partner = world.add_account(other.partner()).await;
        let second = AccountBuilder::new("Inlet").external_id("inlet");
        let second_client = world.add_account(second).await;
        let start = world.memory().moment();
        let marit = bed.token_of(world.marit).await;
        let mut scene = Self {
            bed,
            roles: Vec::new(),
            targets: Vec::new(),
            start,
            other_partner,
            second_client,
            sets: BTreeMap::new(),
            links: BTreeMap::new(),
            left: Vec::new(),
            names: BTreeMap::new(),
            marit,
        };
        scene.make_sets().await;
        scene.cast_targets().await;
        scene.cast_roles().await;
        scene.make_links().await;
        scene.let_go().await;
        scene.name_things().await;
        scene.start = scene.bed.world.memory().moment();
        scene
    }

    fn world(&self) -> &World {
        &self.bed.world
    }

    async fn make_sets(&mut self) {
        for client in [self.world().harbour, self.second_client] {
            for (name, permissions) in SETS {
                let set = SetBuilder::new(name, permissions).owner(client);
                let set = self.world().add_set(set).await;
                self.sets.insert((client, name), set);
            }
        }
    }

    async fn cast_targets(&mut self) {
        self.targets.push(Target {
            title: "oneself",
            about: "whoever makes the call",
            user: None,
            client: self.world().harbour,
        });
        for (number, (title, about, job, place)) in TARGETS.iter().enumerate() {
            let client = if *place == Place::LastSuperAdmin {
                self.second_client
            } else {
                self.world().harbour
            };
            let user = self.person(&format!("target-{number}"), *job).await;
            self.put(client, user, *place).await;
            self.targets.push(Target {
                title,
                about,
                user: Some(user),
                client,
            });
        }
    }

    async fn cast_roles(&mut self) {
        self.roles.push(Role {
            title: "nobody".to_owned(),
            about: "shows no token".to_owned(),
            token: None,
            user: None,
        });
        for scope in Scope::ALL {
            let token = self.bed.service_token(&[scope]).await;
            self.roles.push(Role {
                title: format!("platform: `{}`", scope.as_str()),
                about: "a service token with this scope alone".to_owned(),
                token: Some(token),
                user: None,
            });
        }
        for (number, (title, about, job, place)) in ROLES.iter().enumerate() {
            let user = self.person(&format!("role-{number}"), *job).await;
            for client in [self.world().harbour, self.second_client] {
                self.put(client, user, *place).await;
            }
            let token = self.bed.token_of(user).await;
            self.roles.push(Role {
                title: (*title).to_owned(),
                about: (*about).to_owned(),
                token: Some(token),
                user: Some(user),
            });
            if *place == Place::SuperAdmin {
                let token = self.bed.reading_token_of(user).await;
                self.roles.push(Role {
                    title: "client: super admin, only reading".to_owned(),
                    about: "the same person, by a token with the scope `read`".to_owned(),
                    token: Some(token),
                    user: Some(user),
                });
            }
        }
    }

    /// Somebody with that job.
    async fn person(&mut self, name: &str, job: Job) -> UserId {
        let world = self.world();
        let domain = match job {
            Job::None => "people.example",
            Job::Contractor => "freelance.example",
            Job::OfOther => "southwind.example",
            Job::SuperAdmin | Job::Edit | Job::View | Job::Staff | Job::Left | Job::OfBoth => {
                "northwind.example"
            }
        };
        let user = UserBuilder::new(name, &format!("{name}@{domain}"));
        let user = world.add_user(user).await;
        let set = match job {
            Job::Edit | Job::Left | Job::OfOther => world.northwind_managers,
            Job::View => world.northwind_readers,
            Job::None | Job::SuperAdmin | Job::Staff | Job::Contractor | Job::OfBoth => {
                world.northwind_staff
            }
        };
        let set = world.set(set).await;
        let at = |account| MembershipBuilder::new(account, user);
        let memberships = match job {
            Job::None => vec![],
            Job::SuperAdmin => vec![at(world.northwind).super_admin()],
            Job::Edit | Job::View | Job::Staff | Job::Left => vec![at(world.northwind).set(&set)],
            Job::Contractor => vec![at(world.northwind).set(&set).contractor()],
            Job::OfOther => vec![at(self.other_partner).set(&set)],
            Job::OfBoth => vec![
                at(world.northwind).set(&set),
                at(self.other_partner).set(&set),
            ],
        };
        for membership in memberships {
            world.add_member(membership).await;
        }
        if job == Job::Left {
            self.left.push(user);
        }
        user
    }

    /// Puts somebody into a client.
    async fn put(&self, client: AccountId, user: UserId, place: Place) {
        let world = self.world();
        let at = MembershipBuilder::new(client, user);
        let (partner, other) = (world.northwind, self.other_partner);
        let set = |name| {
            let found = self.sets.get(&(client, name));
            found.expect("a set of the list")
        };
        // In the second client no super admin but one counts for ever (D5).
        let ending = |membership: MembershipBuilder| {
            if client == self.second_client {
                membership.expires_at(world.now() + days(30))
            } else {
                membership
            }
        };
        let membership = match place {
            Place::None | Place::RemovedByClient => None,
            Place::SuperAdmin => Some(ending(at.super_admin())),
            Place::LastSuperAdmin => Some(at.super_admin()),
            Place::FormerSuperAdmin => Some(at.super_admin().deactivated()),
            Place::SuperAdminForPartner => Some(ending(at.super_admin().acting_for(partner))),
            Place::UsersEdit => Some(at.set(set("people"))),
            Place::UsersEditForPartner => Some(at.set(set("people")).acting_for(partner)),
            Place::SetsEdit => Some(at.set(set("editors"))),
            Place::TrailView => Some(at.set(set("auditors"))),
            Place::Little => Some(at.set(set("little"))),
            Place::Much => Some(at.set(set("much"))),
            Place::Invited => Some(at.set(set("little")).invited()),
            Place::PartnerAdmin | Place::LimitedPartnerAdmin => Some(at.partner_admin(partner)),
            Place::FormerPartnerAdmin => Some(at.partner_admin(partner).deactivated()),
            Place::EndedPartnerAdmin => Some(at.partner_admin(partner).expires_at(world.now())),
            Place::PartnerAdminOfOther => Some(at.partner_admin(other)),
            Place::LittleForPartner => Some(at.set(set("little")).acting_for(partner)),
            Place::DeactivatedByPartner | Place::DeactivatedByClient => {
                Some(at.set(set("little")).acting_for(partner).deactivated())
            }
        };
        if let Some(membership) = membership {
            world.add_member(membership).await;
        }
        self.lay_down(client, user, place).await;
    }

    /// What the client has laid down about somebody in that place.
    async fn lay_down(&self, client: AccountId, user: UserId, place: Place) {
        let world = self.world();
        let mut terms = Terms::none(client, user);
        if place == Place::LimitedPartnerAdmin {
            let reports = [world.key("reports.view")];
            assert!(terms.withhold(&reports, Rank::SuperAdmin));
        }
        let refused = matches!(
            place,
            Place::RemovedByClient | Place::FormerPartnerAdmin | Place::DeactivatedByClient
        );
        if refused {
            terms.refuse(Rank::SuperAdmin);
        }
        let mut unit = world.begin(Locks::none().changing(client)).await;
        unit.save_terms(&terms).await.unwrap();
        world.commit(unit).await;
    }

    /// Gives every employee of the partner an access link.
    async fn make_links(&mut self) {
        let world = self.world();
        let path = format!("/v1/partners/{}/access-links", world.northwind);
        let people = self.targets.iter().filter_map(|target| target.user);
        let people: Vec<_> = people
            .chain(self.roles.iter().filter_map(|role| role.user))
            .collect();
        let mut links = BTreeMap::new();
        for user in people {
            if world.find_member(world.northwind, user).await.is_some() {
                let body = json!({"employee": user.to_string()});
                let made = self.bed.post(&self.marit, &path, body).await.json();
                let token = made["url"].as_str().unwrap().rsplit('/').next().unwrap();
                links.insert(user, token.to_owned());
            }
        }
        self.links = links;
    }

    /// Deactivates whoever left the partner, in the partner's account.
    async fn let_go(&self) {
        let partner = self.world().northwind;
        for user in &self.left {
            let path = format!("/v1/accounts/{partner}/members/{user}");
            let body = json!({"status": "deactivated"});
            assert_eq!(self.bed.put(PLATFORM, &path, body).await.status, 200);
        }
    }

    /// Makes what the calls name beside people.
    async fn name_things(&mut self) {
        let world = self.world();
        let mut names = BTreeMap::from([
            ("partner", world.northwind.to_string()),
            ("partners_set", world.northwind_staff.to_string()),
            ("standard_set", world.standard_set("sales_rep").to_string()),
            ("strange_set", self.strange_set().await),
        ]);
        for (name, permissions) in [("unheld", "contacts.view"), ("unheld_much", "billing.view")] {
            let set = SetBuilder::new(name, permissions).owner(world.harbour);
            names.insert(name, world.add_set(set).await.id().to_string());
        }
        let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
        let links = format!("/v1/partners/{}/access-links", world.northwind);
        let employee = json!({"employee": world.jonas.to_string()});
        let link = self.bed.post(&self.marit, &links, employee).await.json();
        names.insert("link", id(&link));
        let operation = format!("/v1/partners/{}/deactivations", world.northwind);
        let clients = json!({"clients": [world.harbour.to_string()]});
        let operation = self.bed.post(&self.marit, &operation, clients).await.json();
        names.insert("operation", id(&operation));
        let tokens = format!("/v1/users/{}/tokens", world.helen);
        let label = json!({"label": "spare"});
        let token = self.bed.post(PLATFORM, &tokens, label).await.json();
        names.insert("user_token", id(&token));
        names.insert("session", self.session().await);
        let spare = json!({"label": "spare", "scopes": ["decide"]});
        let token = self.bed.post(PLATFORM, "/v1/service-tokens", spare);
        names.insert("service_token", id(&token.await.json()));
        let planned = json!({"effective": "2026-06-01T00:00:00Z"});
        let planned = self
            .bed
            .post(PLATFORM, "/v1/partner-admins/standardize", planned);
        names.insert("standardization", id(&planned.await.json()));
        let (endpoint, delivery) = self.webhook().await;
        names.insert("endpoint", endpoint);
        names.insert("delivery", delivery);
        names.insert("external_id", "x-1".to_owned());
        names.insert("marit", world.marit.to_string());
        names.insert("helen", world.helen.to_string());
        names.insert("jonas", world.jonas.to_string());
        self.names = names;
    }

    /// A webhook endpoint, and an event that was given up.
    async fn webhook(&self) -> (String, String) {
        let world = self.world();
        let new = json!({"url": "https://receiver.example/"});
        let made = self.bed.post(PLATFORM, "/v1/webhook-endpoints", new).await;
        let endpoint = made.json()["id"].as_str().unwrap().to_owned();
        let delivery = Delivery {
            endpoint: endpoint.parse().unwrap(),
            event: world.ids.next(),
            revision: 1,
            kind: EventKind::AccountChanged.into(),
            account: None,
            state: DeliveryState::Dead,
            attempts: 13,
            due_at: world.now(),
            last: None,
        };
        let mut unit = world.begin(Locks::none()).await;
        unit.save_deliveries(std::slice::from_ref(&delivery))
            .await
            .unwrap();
        world.commit(unit).await;
        (endpoint, delivery.event.to_string())
    }

    /// A session of somebody who makes none of the calls.
    async fn session(&self) -> String {
        let world = self.world();
        let new = NewSession {
            user: world.helen,
            hash: TokenHash::of("a session"),
            way: SignInWay::Password,
            keep: Keep::UntilIdle,
            user_agent: None,
            address: None,
        };
        let (id, limits) = (world.ids.next(), SessionLimits::default());
        let session = BrowserSession::begin(id, new, limits, world.now());
        let mut unit = world.begin(Locks::none()).await;
        unit.insert_session(&session).await.unwrap();
        world.commit(unit).await;
        id.to_string()
    }

    async fn strange_set(&self) -> String {
        let set = SetBuilder::new("Strange", "contacts.view").owner(self.other_partner);
        self.world().add_set(set).await.id().to_string()
    }
}

/// What the words of a call stand for.
impl Scene {
    /// The text behind a name in a path or a body; `None` where there is none in this case.
    pub(super) async fn find(&self, case: Case<'_>, name: &str) -> Option<String> {
        let client = case
            .target
            .map_or(self.world().harbour, |target| target.client);
        match name {
            "account" | "client" => Some(client.to_string()),
            "user" => Some(case.user()?.to_string()),
            "token" => self.links.get(&case.user()?).cloned(),
            "email" => {
                let user = self.world().user(case.user()?).await;
                Some(user.email.as_ref()?.as_str().to_owned())
            }
            _ => {
                let of_client = |&(owner, set): &(AccountId, &str)| (owner, set) == (client, name);
                let set = self.sets.iter().find(|(key, _)| of_client(key));
                let known = set.map(|(_, set)| set.id().to_string());
                Some(known.unwrap_or_else(|| {
                    let thing = self.names.get(name);
                    thing
                        .unwrap_or_else(|| panic!("nothing is called {name}"))
                        .clone()
                }))
            }
        }
    }
}
