//! Carries commands out by the real use cases.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    sync::Arc,
};

use chrono::Duration;
use latchkey_application::{
    access_links::{AccessLinks, ApproveLink, DeclineLink, IssueLink, IssuedLink, TargetLink},
    accounts::{Accounts, ChangeAccount, SetEmailDomains, SetPolicy},
    activities::{Activities, ReportActivities},
    catalogue::{self, Foundation},
    client_access::{
        AddEmployees, ChangeClient, ChangeEmployee, ChangeEmployeeToPartnerAdmin, ChangeEngagement,
        ClientAccess, ItemOutcome, ItemResult, TargetEmployee,
    },
    context::RequestContext,
    decisions::{Decisions, FactsCache, FactsSettings, Follower},
    error::UseCaseError,
    memberships::{
        ChangeMember, ChangeMemberToPartnerAdmin, CreateMember, Memberships, ProvisionMember,
        RemoveMember, RequestedAccess, SaidOfMember, TargetMember,
    },
    mode::Mode,
    operations::{
        ApplySet, AssignEmployees, Begun, ListItems, Operations, SelectEmployees, Worker,
    },
    partners::{Partners, SeverPartner},
    permission_sets::{ChangePermissionSet, CreatePermissionSet, PermissionSets, TargetSet},
    ports::{Ports, Settings},
    ready::Ready,
    refusals::RefusalBook,
    relationships::{ImportRelationship, Relationships, TargetClient},
    removals::{ConfirmRemoval, Confirmation, ConfirmedItem, Removals, ReviewItem, ReviewRemoval},
    standardizations::{Standardizations, Standardize, Standardized},
    users::{ChangeUser, RegisterUser, UserChanges, Users},
};
use latchkey_domain::{
    account::{AccountStatus, NewAccount, PartnerAdminsBy, Program},
    audit::{Origin, Principal},
    client_access::WantedEnd,
    email::{EmailAddress, EmailDomain},
    ids::{AccessLinkId, AccountId, Ids, OperationId, PermissionSetId, ReviewId, TokenId, UserId},
    membership::{Engagement, Status as MemberStatus},
    migration::Billing,
    operation::ItemOutcome as Outcome,
    page::PageRequest,
    permission::{Catalogue, PermissionKey, SetName},
    ports::{AccountRef, ChangeFeed, Leases, Refusals, Store, UserRef},
    provisioning::GivenAdjustments,
    removal::Action,
    seat::{PaidSeat, PaidSeats, Seat as RealSeat, SeatPricing},
    standardization::ClientsWord,
    testing::{CountingIds, FakeSecrets, FixedClock, PlainHasher},
    text::{Locale, Name},
    time::{Clock, Time},
    token::{Scope, UserScope},
    user::UserStatus,
};

use crate::{
    commands::{
        AccountChange, Adjust, By, Command, Instead, OnEmployee, OnMember, Put, Run, Task,
        UserChange, Wanted,
    },
    model::{
        Answer, Item,
        permissions::CATALOGUE,
        state::{Acc, Paid, Seat, Secs, SetNo, Status, Usr},
    },
    table::REFUSALS,
};

/// What became of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Got {
    Changed,
    Unchanged,
    Refused(&'static str),
}

/// The real thing over some store, and the ids of what the model knows by numbers.
pub(crate) struct Driver {
    pub(crate) ports: Arc<Ports>,
    clock: Arc<FixedClock>,
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) users: Vec<UserId>,
    pub(crate) sets: Vec<PermissionSetId>,
    pub(crate) links: Vec<AccessLinkId>,
    operations: RefCell<Vec<OperationId>>,
    reviews: Vec<ReviewId>,
    standardizations: Vec<OperationId>,
    leases: Arc<dyn Leases>,
    follower: Follower,
    services: Services,
    step: u64,
    addresses: u64,
    /// The newest revision; it cannot be read while a unit is open.
    revision: Cell<u64>,
}

struct Services {
    access_links: AccessLinks,
    accounts: Accounts,
    client_access: ClientAccess,
    decisions: Decisions,
    memberships: Memberships,
    permission_sets: PermissionSets,
    relationships: Relationships,
    users: Users,
    activities: Activities,
    partners: Partners,
    standardizations: Standardizations,
    operations: Operations,
    removals: Removals,
    worker: Worker,
}

/// What was said of a call, for the table of refusals.
type Told = (Got, Answer);

impl Driver {
    /// An empty world over an empty store.
    pub(crate) async fn new<S>(store: Arc<S>) -> Self
    where
        S: Store + Refusals + Leases + ChangeFeed + 'static,
    {
        let clock = Arc::new(FixedClock::new());
        let uptime = Arc::<FixedClock>::clone(&clock);
        let facts = Arc::new(FactsCache::new(FactsSettings::default(), uptime));
        let (feed, listener) = (Arc::clone(&store), Arc::clone(&facts));
        feed.on_commit(listener);
        let follower = Follower::new(feed, Arc::clone(&facts));
        let refusals = Arc::clone(&store);
        let leases: Arc<dyn Leases> = Arc::<S>::clone(&store);
        let store: Arc<dyn Store> = store;
        let ids: Arc<dyn Ids> = Arc::new(CountingIds::new());
        let own_clock: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let catalogue = Arc::new(Catalogue::parse("model.toml", CATALOGUE).unwrap());
        let foundation = Foundation {
            store: Arc::clone(&store),
            ids: Arc::clone(&ids),
            clock: Arc::clone(&own_clock),
        };
        let catalogue = catalogue::start(&foundation, catalogue).await.unwrap();
        let standard = store.reader().standard_sets().await.unwrap();
        let known = crate::model::permissions::catalogue();
        let sets = known.standard.iter().map(|(key, _)| {
            let is = |id: &latchkey_domain::text::ExternalId| id.as_str() == *key;
            let found = standard
                .iter()
                .find(|set| set.external_id().is_some_and(is));
            found.unwrap().id()
        });
        let sets = sets.collect();
        let refusals = RefusalBook::new(
            Arc::clone(&store),
            refusals,
            Arc::clone(&own_clock),
            Arc::clone(&ids),
        );
        let ports = Arc::new(Ports {
            store,
            refusals,
            clock: own_clock,
            ids,
            secrets: Arc::new(FakeSecrets::new()),
            hasher: Arc::new(PlainHasher),
            catalogue,
            settings: Settings::default(),
            facts,
        });
        let revision = ports.store.revision().await.unwrap().number;
        let services = Services {
            access_links: AccessLinks::new(Arc::clone(&ports)),
            accounts: Accounts::new(Arc::clone(&ports)),
            client_access: ClientAccess::new(Arc::clone(&ports)),
            decisions: Decisions::new(Arc::clone(&ports)),
            memberships: Memberships::new(Arc::clone(&ports)),
            permission_sets: PermissionSets::new(Arc::clone(&ports)),
            relationships: Relationships::new(Arc::clone(&ports)),
            users: Users::new(Arc::clone(&ports)),
            activities: Activities::new(Arc::clone(&ports)),
            partners: Partners::new(Arc::clone(&ports)),
            standardizations: Standardizations::new(Arc::clone(&ports)),
            operations: Operations::new(Arc::clone(&ports)),
            removals: Removals::new(Arc::clone(&ports)),
            worker: Operations::new(Arc::clone(&ports)).worker(Arc::clone(&leases)),
        };
        Self {
            ports,
            clock,
            accounts: Vec::new(),
            users: Vec::new(),
            sets,
            links: Vec::new(),
            operations: RefCell::default(),
            reviews: Vec::new(),
            standardizations: Vec::new(),
            leases,
            follower,
            services,
            step: 0,
            addresses: 0,
            revision: Cell::new(revision),
        }
    }

    /// Decisions, out of memory as far as it has what they rest on.
    pub(crate) async fn decisions(&self) -> &Decisions {
        self.follower.look().await.unwrap();
        &self.services.decisions
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

    /// Commits what a verb made ready, and tells whether that changed anything.
    async fn settle<T: Debug>(
        &self,
        cx: &RequestContext,
        result: Result<Ready<T>, UseCaseError>,
    ) -> (Got, Option<T>) {
        let before = self.revision.get();
        let done = match result {
            Ok(ready) => ready.commit(&self.ports, cx, None).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(done) if done.revision.number == before => (Got::Unchanged, Some(done.value)),
            Ok(done) => {
                assert_eq!(done.revision.number, before + 1, "one commit a command");
                self.revision.set(done.revision.number);
                (Got::Changed, Some(done.value))
            }
            Err(UseCaseError::Refused(refusal)) => (Got::Refused(refusal.code()), None),
            Err(UseCaseError::Invalid(_)) => (Got::Refused("invalid"), None),
            Err(error) => panic!("the store failed: {error:?}"),
        }
    }

    /// Carries a command out.
    pub(crate) async fn run(&mut self, command: &Command) -> Told {
        self.step += 1;
        match command {
            Command::NewAccount { .. }
            | Command::NewUser { .. }
            | Command::ChangeAccount { .. }
            | Command::SetPolicy { .. }
            | Command::SetDomains { .. }
            | Command::ChangeUser { .. }
            | Command::EraseUser { .. }
            | Command::Provision { .. }
            | Command::ImportRelationship { .. } => self.run_platform(command).await,
            Command::CreateSet { .. } | Command::ChangeSet { .. } | Command::RemoveSet { .. } => {
                (self.run_sets(command).await, Answer::Nothing)
            }
            Command::IssueLink { .. }
            | Command::RotateLink { .. }
            | Command::RevokeLink { .. }
            | Command::ApproveLink { .. }
            | Command::DeclineLink { .. } => (self.run_links(command).await, Answer::Nothing),
            Command::Add { .. }
            | Command::ChangeEmployee { .. }
            | Command::DeactivateEmployee(_)
            | Command::ReactivateEmployee(_)
            | Command::ChangeEngagement { .. }
            | Command::RenameClient { .. }
            | Command::ListEmployees { .. } => self.run_client_access(command).await,
            Command::DeactivateMember(_)
            | Command::ReactivateMember(_)
            | Command::RemoveMember { .. }
            | Command::ResendInvitation(_)
            | Command::Accept { .. } => (self.run_account_side(command).await, Answer::Nothing),
            Command::Operation { .. } => self.run_operation(command).await,
            Command::Retry { by, operation } | Command::CancelOperation { by, operation } => {
                let cx = self.as_user(*by);
                let id = self.operations.borrow()[*operation];
                let it = &self.services.operations;
                let ready = match command {
                    Command::Retry { .. } => it.retry(&cx, id).await,
                    _ => it.cancel(&cx, id).await,
                };
                let (got, _) = self.settle(&cx, ready).await;
                if got == Got::Changed {
                    return (got, self.results(&cx, id).await);
                }
                (got, Answer::Nothing)
            }
            Command::Review { .. } => self.run_review(command).await,
            Command::Confirm { .. } => self.run_confirm(command).await,
            Command::Schedule { .. } | Command::CallOff { .. } => {
                (self.run_standardization(command).await, Answer::Nothing)
            }
            Command::LinkEmployee(_)
            | Command::UnlinkEmployee(_)
            | Command::MigrateEmployee { .. }
            | Command::EndServices { .. }
            | Command::ResumeServices { .. }
            | Command::CreateMember { .. }
            | Command::ChangeMember { .. }
            | Command::MigrateMember { .. }
            | Command::Sever { .. }
            | Command::Standardize { .. }
            | Command::Report(_) => (self.run_more(command).await, Answer::Nothing),
            Command::RemoveEmployee(_) => unreachable!("only an item of an operation"),
            Command::Advance { by } => {
                self.clock.advance(Duration::seconds(*by));
                self.services.memberships.expire().await.unwrap();
                let leases = &*self.leases;
                let due = self.services.standardizations.run_due(leases, "model");
                due.await.unwrap();
                self.look_up().await;
                (Got::Unchanged, Answer::Nothing)
            }
            Command::Decide { .. } => (Got::Unchanged, Answer::Nothing),
        }
    }

    async fn run_platform(&mut self, command: &Command) -> Told {
        let cx = self.as_platform();
        let got = match command {
            Command::NewAccount { enrolled } => {
                let name = format!("Account {}", self.accounts.len());
                let new = NewAccount {
                    external_id: None,
                    name: Name::parse(&name).unwrap(),
                    program: enrolled.then_some(Program::SolutionsPartner),
                    seat_pricing: SeatPricing::SeatBased,
                };
                let ready = self.services.accounts.create(&cx, new).await;
                let (got, account) = self.settle(&cx, ready).await;
                self.accounts.push(account.unwrap().id);
                got
            }
            Command::NewUser { domain } => {
                let new = RegisterUser {
                    email: self.new_address(domain),
                    name: Name::parse("Somebody").unwrap(),
                    locale: Locale::En,
                    external_id: None,
                    password: None,
                };
                let ready = self.services.users.register(&cx, new).await;
                let (got, user) = self.settle(&cx, ready).await;
                self.users.push(user.unwrap().id);
                got
            }
            Command::ChangeAccount { account, change } => {
                let account = AccountRef::Id(self.accounts[*account]);
                let mut wanted = ChangeAccount::of(account);
                match change {
                    AccountChange::Enrol(enrol) => {
                        wanted.program = Some(enrol.then_some(Program::SolutionsPartner));
                    }
                    AccountChange::Active(true) => wanted.status = Some(AccountStatus::Active),
                    AccountChange::Active(false) => wanted.status = Some(AccountStatus::Closed),
                    AccountChange::Legacy(true) => wanted.seat_pricing = Some(SeatPricing::Legacy),
                    AccountChange::Legacy(false) => {
                        wanted.seat_pricing = Some(SeatPricing::SeatBased);
                    }
                }
                let ready = self.services.accounts.change(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::SetPolicy {
                by,
                account,
                only_super_admins,
            } => {
                let cx = self.as_user(*by);
                let only = *only_super_admins;
                let wanted = SetPolicy {
                    account: self.accounts[*account],
                    partner_admins_by: if only {
                        PartnerAdminsBy::SuperAdmin
                    } else {
                        PartnerAdminsBy::UsersEdit
                    },
                };
                let ready = self.services.accounts.set_policy(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::SetDomains {
                by,
                partner,
                domains,
            } => {
                let cx = match by {
                    By::Platform => cx,
                    By::User(by) => self.as_user(*by),
                };
                let wanted = SetEmailDomains {
                    partner: AccountRef::Id(self.accounts[*partner]),
                    domains: domains
                        .iter()
                        .map(|text| EmailDomain::parse(text).unwrap())
                        .collect(),
                };
                let ready = self.services.accounts.set_email_domains(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::ChangeUser { user, change } => {
                let changes = match change {
                    UserChange::Enable(enable) => UserChanges {
                        status: Some(if *enable {
                            UserStatus::Active
                        } else {
                            UserStatus::Disabled
                        }),
                        ..UserChanges::default()
                    },
                    UserChange::Confirm(confirmed) => UserChanges {
                        confirmed: Some(*confirmed),
                        ..UserChanges::default()
                    },
                    UserChange::Email { domain, confirmed } => UserChanges {
                        email: Some(self.new_address(domain)),
                        confirmed: *confirmed,
                        ..UserChanges::default()
                    },
                };
                let user = UserRef::Id(self.users[*user]);
                let ready = self
                    .services
                    .users
                    .change(&cx, ChangeUser { user, changes })
                    .await;
                self.settle(&cx, ready).await.0
            }
            Command::EraseUser { user } => {
                let user = UserRef::Id(self.users[*user]);
                let ready = self.services.users.erase(&cx, user).await;
                self.settle(&cx, ready).await.0
            }
            Command::Provision { account, user, put } => {
                let wanted = self.provision(*account, *user, put);
                let ready = self.services.memberships.provision(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::ImportRelationship {
                partner,
                client,
                activity,
            } => {
                let wanted = ImportRelationship {
                    partner: self.accounts[*partner],
                    client: self.accounts[*client],
                    display_name: None,
                    connected_at: None,
                    last_qualifying_activity_at: activity.map(at),
                };
                let ready = self.services.relationships.import(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            other => unreachable!("{other:?} is not the platform's"),
        };
        (got, Answer::Nothing)
    }

    fn new_address(&mut self, domain: &str) -> EmailAddress {
        self.addresses += 1;
        EmailAddress::parse(&format!("u{}@{domain}", self.addresses)).unwrap()
    }

    fn provision(&self, account: Acc, user: Usr, put: &Put) -> ProvisionMember {
        ProvisionMember {
            account: self.accounts[account],
            user: self.users[user],
            access: put.access.map(|access| self.access(access)),
            seat: put.seat.map(real_seat),
            paid_seats: put.paid.as_ref().map(real_paid),
            status: put.status.map(|status| match status {
                Status::Invited => MemberStatus::Invited,
                Status::Active => MemberStatus::Active,
                Status::Deactivated => MemberStatus::Deactivated,
            }),
            engagement: put.contractor.map(engagement),
            partner: put
                .partner
                .map(|partner| partner.map(|it| self.accounts[it])),
            adjustments: put.adjust.as_ref().map(given),
            expires_at: put.expires_at.map(|end| end.map(at)),
        }
    }

    fn access(&self, wanted: Wanted) -> RequestedAccess {
        match wanted {
            Wanted::SuperAdmin => RequestedAccess::SuperAdmin,
            Wanted::PartnerAdmin => RequestedAccess::PartnerAdmin,
            Wanted::Set(set) => RequestedAccess::PermissionSet(self.sets[set]),
        }
    }

    async fn run_sets(&mut self, command: &Command) -> Got {
        let sets = &self.services.permission_sets;
        match command {
            Command::CreateSet {
                by,
                account,
                permissions,
            } => {
                let cx = self.as_user(*by);
                let wanted = CreatePermissionSet {
                    account: self.accounts[*account],
                    name: SetName::parse("Some set").unwrap(),
                    description: None,
                    external_id: None,
                    permissions: real_keys(permissions),
                };
                let ready = sets.create(&cx, wanted).await;
                let (got, set) = self.settle(&cx, ready).await;
                self.sets.extend(set.map(|set| set.id()));
                got
            }
            Command::ChangeSet {
                by,
                account,
                set,
                permissions,
            } => {
                let cx = self.as_user(*by);
                let wanted = ChangePermissionSet {
                    target: self.target_set(*account, *set),
                    name: None,
                    description: None,
                    external_id: None,
                    permissions: Some(real_keys(permissions)),
                };
                let ready = sets.change(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::RemoveSet { by, account, set } => {
                let cx = self.as_user(*by);
                let ready = sets.remove(&cx, self.target_set(*account, *set)).await;
                self.settle(&cx, ready).await.0
            }
            other => unreachable!("{other:?} is not about sets"),
        }
    }

    fn target_set(&self, account: Acc, set: SetNo) -> TargetSet {
        TargetSet {
            account: self.accounts[account],
            permission_set: self.sets[set],
        }
    }

    async fn run_links(&mut self, command: &Command) -> Got {
        match command {
            Command::IssueLink {
                by,
                partner,
                employee,
            } => {
                let cx = self.as_user(*by);
                let wanted = IssueLink {
                    partner: self.accounts[*partner],
                    employee: employee.map(|employee| self.users[employee]),
                };
                let ready = self.services.access_links.issue(&cx, wanted).await;
                let (got, issued) = self.settle(&cx, ready).await;
                if let Some(IssuedLink::New(view)) = issued {
                    self.links.push(view.link.id);
                }
                got
            }
            Command::RotateLink { by, partner, link } => {
                let cx = self.as_user(*by);
                let target = self.target_link(*partner, *link);
                let ready = self.services.access_links.rotate(&cx, target).await;
                self.settle(&cx, ready).await.0
            }
            Command::RevokeLink { by, partner, link } => {
                let cx = self.as_user(*by);
                let target = self.target_link(*partner, *link);
                let ready = self.services.access_links.revoke(&cx, target).await;
                self.settle(&cx, ready).await.0
            }
            Command::ApproveLink {
                by,
                link,
                account,
                expires_at,
            } => {
                let cx = self.as_user(*by);
                let wanted = ApproveLink {
                    token: self.token(*link).await,
                    account: self.accounts[*account],
                    expires_at: expires_at.map(at),
                };
                let ready = self.services.access_links.approve(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::DeclineLink { by, link, account } => {
                let cx = self.as_user(*by);
                let wanted = DeclineLink {
                    token: self.token(*link).await,
                    account: self.accounts[*account],
                };
                let ready = self.services.access_links.decline(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            other => unreachable!("{other:?} is not about links"),
        }
    }

    fn target_link(&self, partner: Acc, link: usize) -> TargetLink {
        TargetLink {
            partner: self.accounts[partner],
            link: self.links[link],
        }
    }

    async fn token(&self, link: usize) -> String {
        let mut reader = self.ports.store.reader();
        let key = reader.link_key().await.unwrap();
        let link = reader.access_link(self.links[link]).await.unwrap().unwrap();
        link.token(&key).expose().to_owned()
    }

    async fn run_client_access(&mut self, command: &Command) -> Told {
        let service = &self.services.client_access;
        match command {
            Command::Add {
                by,
                partner,
                client,
                employees,
                set,
                expires_at,
                run,
            } => {
                let cx = self.as_user(*by);
                let wanted = AddEmployees {
                    partner: self.accounts[*partner],
                    client: self.accounts[*client],
                    employees: employees
                        .iter()
                        .map(|employee| self.users[*employee])
                        .collect(),
                    permission_set: self.sets[*set],
                    expires_at: expires_at.map(at),
                    mode: mode(*run),
                };
                let ready = service.add(&cx, wanted).await;
                let (got, added) = self.settle(&cx, ready).await;
                let items = added.map(|added| self.items(&added.results));
                (got, items.map_or(Answer::Nothing, Answer::Items))
            }
            Command::ChangeEmployee {
                on,
                set,
                expires_at,
                run,
            } => {
                let cx = self.as_user(on.by);
                let wanted = ChangeEmployee {
                    partner: self.accounts[on.partner],
                    client: self.accounts[on.client],
                    employee: self.users[on.employee],
                    permission_set: self.sets[*set],
                    expires_at: match expires_at {
                        None => WantedEnd::Keep,
                        Some(end) => WantedEnd::At(end.map(at)),
                    },
                    mode: mode(*run),
                };
                let ready = service.change(&cx, wanted).await;
                let (got, item) = self.settle(&cx, ready).await;
                let items = item.map(|item| self.items(&[item]));
                (got, items.map_or(Answer::Nothing, Answer::Items))
            }
            Command::DeactivateEmployee(on) => {
                let cx = self.as_user(on.by);
                let ready = service.deactivate(&cx, self.target_employee(*on)).await;
                (self.settle(&cx, ready).await.0, Answer::Nothing)
            }
            Command::ReactivateEmployee(on) => {
                let cx = self.as_user(on.by);
                let ready = service.reactivate(&cx, self.target_employee(*on)).await;
                (self.settle(&cx, ready).await.0, Answer::Nothing)
            }
            Command::ChangeEngagement {
                by,
                partner,
                employee,
                contractor,
            } => {
                let cx = self.as_user(*by);
                let wanted = ChangeEngagement {
                    partner: self.accounts[*partner],
                    employee: self.users[*employee],
                    engagement: engagement(*contractor),
                };
                let ready = service.change_engagement(&cx, wanted).await;
                (self.settle(&cx, ready).await.0, Answer::Nothing)
            }
            Command::RenameClient {
                by,
                partner,
                client,
                name,
            } => {
                let cx = self.as_user(*by);
                let wanted = ChangeClient {
                    partner: self.accounts[*partner],
                    client: self.accounts[*client],
                    display_name: Some(name.map(client_name)),
                    tags: None,
                };
                let ready = service.change_client(&cx, wanted).await;
                (self.settle(&cx, ready).await.0, Answer::Nothing)
            }
            Command::ListEmployees {
                by,
                partner,
                client,
            } => {
                let cx = self.as_user(*by);
                let (partner, client) = (self.accounts[*partner], self.accounts[*client]);
                let page = PageRequest::first();
                let list = service.client_employees(&cx, partner, client, &page).await;
                let list = list.map(|list| {
                    let members = list.members.items.into_iter();
                    members
                        .map(|view| self.user_no(view.member.user.id))
                        .collect()
                });
                let (got, list) = self.settle(&cx, list.map(Ready::unchanged)).await;
                (got, list.map_or(Answer::Nothing, Answer::Employees))
            }
            other => unreachable!("{other:?} is not of the client access manager"),
        }
    }

    fn target_employee(&self, on: OnEmployee) -> TargetEmployee {
        TargetEmployee {
            partner: self.accounts[on.partner],
            client: self.accounts[on.client],
            employee: self.users[on.employee],
        }
    }

    fn items(&self, results: &[ItemResult]) -> Vec<Item> {
        let item = |result: &ItemResult| Item {
            employee: self.user_no(result.employee),
            refused: match &result.outcome {
                ItemOutcome::Refused(refusal) => vec![(refusal.code(), "")],
                _ => Vec::new(),
            },
            permissions: texts(&result.permissions),
            withheld: texts(&result.withheld),
            retained: texts(&result.retained),
            expires_at: result.expires_at.map(secs),
        };
        results.iter().map(item).collect()
    }

    async fn run_account_side(&self, command: &Command) -> Got {
        let service = &self.services.memberships;
        match command {
            Command::DeactivateMember(on) => {
                let cx = self.as_user(on.by);
                let ready = service.deactivate(&cx, self.target_member(*on)).await;
                self.settle(&cx, ready).await.0
            }
            Command::ReactivateMember(on) => {
                let cx = self.as_user(on.by);
                let ready = service.reactivate(&cx, self.target_member(*on)).await;
                self.settle(&cx, ready).await.0
            }
            Command::ResendInvitation(on) => {
                let cx = self.as_user(on.by);
                let target = self.target_member(*on);
                let ready = service.resend_invitation(&cx, target).await;
                self.settle(&cx, ready).await.0
            }
            Command::RemoveMember { on, to } => {
                let cx = self.as_user(on.by);
                let wanted = RemoveMember {
                    target: self.target_member(*on),
                    reassign_to: to.map(|to| self.users[to]),
                };
                let ready = service.remove(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::Accept { by, account } => {
                let cx = self.as_user(*by);
                let ready = service.accept(&cx, self.accounts[*account]).await;
                self.settle(&cx, ready).await.0
            }
            other => unreachable!("{other:?} is not of the account's own side"),
        }
    }

    async fn run_more(&self, command: &Command) -> Got {
        let it = &self.services;
        match command {
            Command::LinkEmployee(on) => {
                let cx = self.as_user(on.by);
                let ready = it.client_access.link(&cx, self.target_employee(*on)).await;
                self.settle(&cx, ready).await.0
            }
            Command::UnlinkEmployee(on) => {
                let cx = self.as_user(on.by);
                let ready = it
                    .client_access
                    .unlink(&cx, self.target_employee(*on))
                    .await;
                self.settle(&cx, ready).await.0
            }
            Command::MigrateEmployee { on, keep_billing } => {
                let cx = self.as_user(on.by);
                let wanted = ChangeEmployeeToPartnerAdmin {
                    target: self.target_employee(*on),
                    billing: billing(*keep_billing),
                };
                let ready = it.client_access.change_to_partner_admin(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::EndServices {
                by,
                partner,
                client,
            } => {
                let cx = self.as_user(*by);
                let wanted = self.target_client(*partner, *client);
                let ready = it.relationships.end_services(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::ResumeServices {
                by,
                partner,
                client,
            } => {
                let cx = self.as_user(*by);
                let wanted = self.target_client(*partner, *client);
                let ready = it.relationships.resume_services(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::CreateMember { on, put } => {
                let cx = self.as_user(on.by);
                let mut reader = self.ports.store.reader();
                let user = reader.user(self.users[on.user]).await.unwrap().unwrap();
                drop(reader);
                let wanted = CreateMember {
                    account: self.accounts[on.account],
                    email: user.email.clone().unwrap(),
                    name: None,
                    said: self.said(put),
                };
                let ready = it.memberships.create(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::ChangeMember { on, put } => {
                let cx = self.as_user(on.by);
                let wanted = ChangeMember {
                    target: self.target_member(*on),
                    said: self.said(put),
                };
                let ready = it.memberships.change(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::MigrateMember {
                on,
                keep_billing,
                partner,
            } => {
                let cx = self.as_user(on.by);
                let wanted = ChangeMemberToPartnerAdmin {
                    target: self.target_member(*on),
                    billing: billing(*keep_billing),
                    partner: partner.map(|partner| self.accounts[partner]),
                };
                let ready = it.memberships.change_to_partner_admin(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::Sever {
                by,
                account,
                partner,
            } => {
                let cx = self.as_user(*by);
                let wanted = SeverPartner {
                    account: self.accounts[*account],
                    partner: self.accounts[*partner],
                };
                let ready = it.partners.sever(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            Command::Standardize { restore_withheld } => {
                let cx = self.as_platform();
                let wanted = standardize(self.ports.now(), *restore_withheld);
                // It is set down, and then carried out in units of its own.
                let ready = it.standardizations.standardize(&cx, wanted).await;
                ready.unwrap().commit(&self.ports, &cx, None).await.unwrap();
                self.look_up().await;
                Got::Changed
            }
            Command::Report(activity) => {
                let cx = self.as_platform();
                let wanted = ReportActivities {
                    activities: vec![latchkey_application::activities::Activity {
                        account: AccountRef::Id(self.accounts[activity.account]),
                        user: UserRef::Id(self.users[activity.user]),
                        kind: if activity.qualifies { "update" } else { "view" }.to_owned(),
                        occurred_at: at(activity.at),
                    }],
                };
                let ready = it.activities.report(&cx, wanted).await;
                self.settle(&cx, ready).await.0
            }
            other => unreachable!("{other:?} is carried out elsewhere"),
        }
    }

    async fn run_operation(&self, command: &Command) -> Told {
        let Command::Operation {
            by,
            partner,
            task,
            employees,
            clients,
        } = command
        else {
            unreachable!("{command:?} is no operation");
        };
        let cx = self.as_user(*by);
        let it = &self.services.operations;
        let partner = self.accounts[*partner];
        let users = |all: &Vec<Usr>| all.iter().map(|user| self.users[*user]).collect();
        let accounts = |all: &Vec<Acc>| all.iter().map(|it| self.accounts[*it]).collect();
        let employees: Option<Vec<UserId>> = employees.as_ref().map(users);
        let clients: Option<Vec<AccountId>> = clients.as_ref().map(accounts);
        let begun = match task {
            Task::Deactivate | Task::Reactivate => {
                let wanted = SelectEmployees {
                    partner,
                    employees,
                    clients,
                    mode: Mode::CarryOut,
                };
                if *task == Task::Deactivate {
                    it.deactivate(&cx, wanted).await
                } else {
                    it.reactivate(&cx, wanted).await
                }
            }
            Task::Assign(set) => {
                let wanted = AssignEmployees {
                    partner,
                    clients: clients.unwrap(),
                    employees: employees.unwrap(),
                    permission_set: self.sets[*set],
                    expires_at: None,
                    mode: Mode::CarryOut,
                };
                it.assign(&cx, wanted).await
            }
            Task::Apply(set) => {
                let wanted = ApplySet {
                    partner,
                    permission_set: self.sets[*set],
                    clients,
                    mode: Mode::CarryOut,
                };
                it.apply_set(&cx, wanted).await
            }
            Task::Remove => return self.run_removal(&cx, partner, employees, clients).await,
        };
        let (got, begun) = self.settle(&cx, begun).await;
        let Some(Begun::Started(operation)) = begun else {
            return (got, Answer::Nothing);
        };
        self.operations.borrow_mut().push(operation.id);
        (got, self.results(&cx, operation.id).await)
    }

    /// Reviews, and confirms all that was reviewed at once (D6).
    async fn run_removal(
        &self,
        cx: &RequestContext,
        partner: AccountId,
        employees: Option<Vec<UserId>>,
        clients: Option<Vec<AccountId>>,
    ) -> Told {
        let removals = &self.services.removals;
        let wanted = ReviewRemoval {
            partner,
            employees,
            clients,
        };
        let ready = removals.review(cx, wanted).await;
        let (got, review) = self.settle(cx, ready).await;
        let Some(review) = review else {
            return (got, Answer::Nothing);
        };
        if review.items.is_empty() {
            return (Got::Unchanged, Answer::Results(BTreeMap::new()));
        }
        let item = |item: &ReviewItem| ConfirmedItem {
            client: item.member.client,
            employee: item.member.person.id,
            action: Action::Remove,
            reassign_to: None,
            reassign: Vec::new(),
        };
        let wanted = ConfirmRemoval {
            partner,
            review: review.review.id,
            items: review.items.iter().map(item).collect(),
        };
        let ready = removals.confirm(cx, wanted).await;
        let (got, confirmed) = self.settle(cx, ready).await;
        let Some(Confirmation::Started(operation)) = confirmed else {
            return (got, Answer::Nothing);
        };
        self.operations.borrow_mut().push(operation.id);
        (got, self.results(cx, operation.id).await)
    }

    async fn run_review(&mut self, command: &Command) -> Told {
        let Command::Review {
            by,
            partner,
            employees,
            clients,
        } = command
        else {
            unreachable!("{command:?} is no review");
        };
        let cx = self.as_user(*by);
        let users = |all: &Vec<Usr>| all.iter().map(|user| self.users[*user]).collect();
        let accounts = |all: &Vec<Acc>| all.iter().map(|it| self.accounts[*it]).collect();
        let wanted = ReviewRemoval {
            partner: self.accounts[*partner],
            employees: employees.as_ref().map(users),
            clients: clients.as_ref().map(accounts),
        };
        let ready = self.services.removals.review(&cx, wanted).await;
        let (got, review) = self.settle(&cx, ready).await;
        let Some(review) = review else {
            return (got, Answer::Nothing);
        };
        self.reviews.push(review.review.id);
        let blocked = |item: &ReviewItem| {
            let at = (
                self.account_no(item.member.client),
                self.user_no(item.member.person.id),
            );
            let blocked = item.blocked.map(|refusal| (refusal.code(), ""));
            (at, blocked.into_iter().collect())
        };
        let blocked = review.items.iter().map(blocked).collect();
        (got, Answer::Results(blocked))
    }

    async fn run_confirm(&self, command: &Command) -> Told {
        let Command::Confirm {
            by,
            partner,
            review,
            chosen,
            instead,
            to,
        } = command
        else {
            unreachable!("{command:?} confirms no review");
        };
        let cx = self.as_user(*by);
        let item = |(client, employee): &(Acc, Usr)| ConfirmedItem {
            client: self.accounts[*client],
            employee: self.users[*employee],
            action: match instead {
                Instead::Remove => Action::Remove,
                Instead::Deactivate => Action::Deactivate,
            },
            reassign_to: to.map(|to| self.users[to]),
            reassign: Vec::new(),
        };
        let wanted = ConfirmRemoval {
            partner: self.accounts[*partner],
            review: self.reviews[*review],
            items: chosen.iter().map(item).collect(),
        };
        let ready = self.services.removals.confirm(&cx, wanted).await;
        match self.settle(&cx, ready).await {
            (got, Some(Confirmation::Started(operation))) => {
                self.operations.borrow_mut().push(operation.id);
                (got, self.results(&cx, operation.id).await)
            }
            (got, Some(Confirmation::Stale(_))) => {
                assert_eq!(got, Got::Unchanged, "a stale review changes nothing");
                (Got::Refused("stale-review"), Answer::Nothing)
            }
            (got, None) => (got, Answer::Nothing),
        }
    }

    async fn run_standardization(&mut self, command: &Command) -> Got {
        let cx = self.as_platform();
        let service = &self.services.standardizations;
        match command {
            Command::Schedule {
                at: day,
                restore_withheld,
            } => {
                let ready = service.standardize(&cx, standardize(at(*day), *restore_withheld));
                let (got, kept) = self.settle(&cx, ready.await).await;
                if let Some(Standardized::Kept(view)) = kept {
                    self.standardizations.push(view.standardization.id);
                }
                got
            }
            Command::CallOff { standardization } => {
                let id = self.standardizations[*standardization];
                let ready = service.cancel(&cx, id).await;
                self.settle(&cx, ready).await.0
            }
            other => unreachable!("{other:?} is about no day"),
        }
    }

    /// Carries the operation out, and tells what became of its items.
    async fn results(&self, cx: &RequestContext, operation: OperationId) -> Answer {
        self.work().await;
        let wanted = ListItems {
            operation,
            outcomes: None,
            page: PageRequest::first(),
        };
        let page = self.services.operations.items(cx, &wanted).await.unwrap();
        let result = |row: latchkey_domain::operation::ItemRow| {
            let at = (
                self.account_no(row.item.client),
                self.user_no(row.item.employee),
            );
            assert_ne!(
                row.result.outcome,
                Outcome::Pending,
                "an operation is carried out"
            );
            let problem = row.result.problem.map(|code| known_code(&code));
            (at, problem.map(|code| (code, "")).into_iter().collect())
        };
        Answer::Results(page.items.into_iter().map(result).collect())
    }

    /// Carries all operations out that are under way, such as what follows from leaving (D8).
    pub(crate) async fn work(&self) {
        while self.services.worker.turn().await.unwrap() {}
        self.look_up().await;
    }

    /// Jobs commit by themselves: takes note of the newest revision.
    async fn look_up(&self) {
        let newest = self.ports.store.revision().await.unwrap();
        self.revision.set(newest.number);
    }

    fn said(&self, put: &Put) -> SaidOfMember {
        SaidOfMember {
            access: put.access.map(|access| self.access(access)),
            seat: put.seat.map(real_seat),
            paid_seats: put.paid.as_ref().map(real_paid),
            adjustments: put.adjust.as_ref().map(given),
            partner: put
                .partner
                .map(|partner| partner.map(|it| self.accounts[it])),
            expires_at: put.expires_at.map(|end| end.map(at)),
        }
    }

    fn target_client(&self, partner: Acc, client: Acc) -> TargetClient {
        TargetClient {
            partner: self.accounts[partner],
            client: self.accounts[client],
        }
    }

    fn target_member(&self, on: OnMember) -> TargetMember {
        TargetMember {
            account: self.accounts[on.account],
            user: self.users[on.user],
        }
    }
}

fn standardize(effective: Time, restore_withheld: bool) -> Standardize {
    Standardize {
        effective,
        clients_word: if restore_withheld {
            ClientsWord::IsLifted
        } else {
            ClientsWord::Stays
        },
        mode: Mode::CarryOut,
    }
}

/// A problem code, as the model writes it.
fn known_code(code: &str) -> &'static str {
    let known = REFUSALS.iter().map(|(known, _)| *known);
    let found = known.into_iter().find(|known| *known == code);
    found.unwrap_or("a code that the model does not know")
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

fn given(adjust: &Adjust) -> GivenAdjustments {
    GivenAdjustments {
        added: adjust.added.as_deref().map(real_keys),
        withheld: adjust.withheld.as_deref().map(real_keys),
    }
}

const fn billing(keep: bool) -> Billing {
    if keep { Billing::Keep } else { Billing::Drop }
}

fn mode(run: Run) -> Mode {
    match run {
        Run::Real => Mode::CarryOut,
        Run::Dry => Mode::DryRun,
    }
}

const fn engagement(contractor: bool) -> Engagement {
    if contractor {
        Engagement::Contractor
    } else {
        Engagement::Employee
    }
}

const fn real_seat(seat: Seat) -> RealSeat {
    match seat {
        Seat::Partner => RealSeat::Partner,
        Seat::Core => RealSeat::Core,
        Seat::ViewOnly => RealSeat::ViewOnly,
        Seat::Sales => RealSeat::Sales,
        Seat::Service => RealSeat::Service,
    }
}

fn real_paid(paid: &BTreeSet<Paid>) -> PaidSeats {
    let mut seats = PaidSeats::EMPTY;
    for seat in paid {
        seats.insert(match seat {
            Paid::Sales => PaidSeat::Sales,
            Paid::Service => PaidSeat::Service,
        });
    }
    seats
}

pub(crate) fn real_keys(keys: &[&'static str]) -> Vec<PermissionKey> {
    keys.iter().map(|key| key.parse().unwrap()).collect()
}

pub(crate) fn texts(keys: &[PermissionKey]) -> BTreeSet<String> {
    keys.iter().map(|key| key.as_str().to_owned()).collect()
}
