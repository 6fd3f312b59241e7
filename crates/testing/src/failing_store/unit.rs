//! Readers and units that fail where the plan says so, and otherwise hand on what is asked.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{
            AccessLinkId, AccountId, MembershipId, OperationId, PermissionSetId, ReviewId, TokenId,
            UserId,
        },
        page::{Page, PageRequest},
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::{AssetKind, ExternalId, Name},
        time::Time,
    },
    membership::{
        Membership,
        decision::Facts,
        employee::Employee,
        member::{Acting, Member, Person},
        super_admins::SuperAdmins,
        terms::Terms,
    },
    partnership::{
        access_link::{AccessLink, LinkKey},
        activity::ReportedMember,
        consent::Consent,
        relationship::Relationship,
        standardization::{ClientsWord, Place, Standardization, StandardizationEffect},
    },
    people::{
        account::Account,
        email::{EmailAddress, EmailDomain},
        notifications::NotificationSettings,
        token::{Token, TokenHash},
        user::User,
    },
    permission::{PermissionSet, catalogue_in_force::CatalogueInForce},
    ports::{
        AccessLinkQueries, AccessLinkRepository, AccountQueries, AccountRepository, ActingFor,
        ActivityQueries, ActivityRepository, AssetQueries, AssetRef, AssetRepository,
        Authenticated, ChainQueries, ChainRepository, ClientFilter, ClientRow, DecisionQueries,
        DecisionSearchQueries, EmployeeFilter, EmployeeRow, EmployerQueries, EventFilter,
        EventQueries, EventView, FactsAmong, HandoverCandidate, IdempotencyQueries,
        IdempotencyRepository, Kept, MembershipQueries, MembershipRepository, NotificationQueries,
        NotificationRepository, OperationQueries, OperationRepository, PermissionSetQueries,
        PermissionSetRepository, Reader, RelationshipQueries, RelationshipRepository,
        RemovalQueries, RemovalRepository, ReviewScope, ScreenQueries, SearchedMember,
        ServingPartner, ServingPartnerQueries, StandardizationQueries, StandardizationRepository,
        StoreError, TokenOwner, TokenQueries, TokenRepository, TrailSide, UnitOfWork, UserQueries,
        UserRepository,
    },
    trail::{
        audit::Records,
        chain::{ChainState, Head, Link, SealedEvent, StoredEvent},
        idempotency::{IdempotencyKey, KeptAnswer},
        origin::Origin,
        permit::Permit,
    },
    work::{
        asset::{Asset, OwnedAsset, Tallies},
        operation::{Item, ItemOutcome, ItemResult, ItemRow, Operation},
        removal::{ActingMember, ClientEmployee, Review, Seen},
    },
};

use super::{Call, Plan};

/// A reader or a unit that fails where the plan says so.
pub(super) struct Failing<R: ?Sized> {
    inner: Box<R>,
    plan: Arc<Plan>,
    /// An error ends a unit, not a reader.
    is_unit: bool,
    is_over: bool,
}

impl Failing<dyn Reader> {
    pub(super) const fn reader(inner: Box<dyn Reader>, plan: Arc<Plan>) -> Self {
        Self {
            inner,
            plan,
            is_unit: false,
            is_over: false,
        }
    }
}

impl Failing<dyn UnitOfWork> {
    pub(super) const fn unit(inner: Box<dyn UnitOfWork>, plan: Arc<Plan>) -> Self {
        Self {
            inner,
            plan,
            is_unit: true,
            is_over: false,
        }
    }
}

impl<R: ?Sized> Failing<R> {
    fn step(&mut self, call: Call) -> Result<(), StoreError> {
        if self.is_over {
            let bug = "a unit was used after an error had ended it";
            return Err(StoreError::Corrupt(bug.into()));
        }
        let step = self.plan.step(call);
        self.is_over = self.is_unit && step.is_err();
        step
    }
}

impl<R: Reader + ?Sized> Reader for Failing<R> {}

#[async_trait]
impl UnitOfWork for Failing<dyn UnitOfWork> {
    async fn commit(mut self: Box<Self>, records: Records) -> Result<Revision, StoreError> {
        self.step(Call::Commit)?;
        let Self { inner, plan, .. } = *self;
        let revision = inner.commit(records).await?;
        plan.after_commit()?;
        Ok(revision)
    }

    async fn commit_aside(mut self: Box<Self>, permit: &Permit) -> Result<(), StoreError> {
        self.step(Call::Commit)?;
        let Self { inner, plan, .. } = *self;
        inner.commit_aside(permit).await?;
        plan.after_commit()
    }
}

macro_rules! pass_on {
    (every reader: $($queries:ident {
        $(fn $query:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*
    })*) => {$(
        #[async_trait]
        impl<R: Reader + ?Sized> $queries for Failing<R> {$(
            async fn $query(&mut self, $($arg: $type),*) -> Result<$answer, StoreError> {
                self.step(Call::Other)?;
                self.inner.$query($($arg),*).await
            }
        )*}
    )*};
    (every unit: $($repository:ident {
        $(fn $write:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*
    })*) => {$(
        #[async_trait]
        impl $repository for Failing<dyn UnitOfWork> {$(
            async fn $write(&mut self, $($arg: $type),*) -> Result<$answer, StoreError> {
                self.step(Call::Other)?;
                self.inner.$write($($arg),*).await
            }
        )*}
    )*};
}

pass_on! {
    every reader:
    AccountQueries {
        fn account(id: AccountId) -> Option<Account>;
        fn account_by_external_id(id: &ExternalId) -> Option<Account>;
        fn accounts_named(names: &[AccountRef]) -> BTreeMap<AccountRef, AccountId>;
        fn accounts(page: &PageRequest) -> Page<Account>;
        fn owner_of_domain(domain: &EmailDomain) -> Option<AccountId>;
        fn catalogue_in_force() -> Option<CatalogueInForce>;
    }

    UserQueries {
        fn user(id: UserId) -> Option<User>;
        fn user_by_email(email: &EmailAddress) -> Option<User>;
        fn user_by_external_id(id: &ExternalId) -> Option<User>;
        fn users_named(names: &[UserRef]) -> BTreeMap<UserRef, UserId>;
        fn people_among(ids: &[UserId]) -> Vec<Person>;
        fn users(page: &PageRequest) -> Page<User>;
        fn accounts_counting_on(user: UserId) -> Vec<AccountId>;
    }

    MembershipQueries {
        fn member(account: AccountId, user: UserId) -> Option<Member>;
        fn members_among(account: AccountId, users: &[UserId]) -> Vec<Member>;
        fn employees_among(partner: AccountId, users: &[UserId]) -> Vec<Employee>;
        fn members(
            account: AccountId,
            acting_for: Option<AccountId>,
            page: &PageRequest
        ) -> Page<Member>;
        fn memberships_of(user: UserId, page: &PageRequest) -> Page<Member>;
        fn permanent_super_admins(account: AccountId) -> SuperAdmins;
        fn ends_to_note(now: Time, limit: u16) -> Vec<(AccountId, UserId)>;
        fn count_partner_admins() -> u64;
        fn terms_among(account: AccountId, users: &[UserId]) -> Vec<Terms>;
        fn terms_at(places: &[(AccountId, UserId)]) -> Vec<Terms>;
        fn is_linked(account: AccountId, user: UserId, partner: AccountId) -> bool;
    }

    NotificationQueries {
        fn notification_settings_among(users: &[UserId]) -> Vec<NotificationSettings>;
    }

    PermissionSetQueries {
        fn permission_set(id: PermissionSetId) -> Option<PermissionSet>;
        fn permission_set_by_external_id(
            owner: AccountId,
            id: &ExternalId
        ) -> Option<PermissionSet>;
        fn permission_sets(owners: &[AccountId], page: &PageRequest) -> Page<PermissionSet>;
        fn all_permission_sets(page: &PageRequest) -> Page<PermissionSet>;
        fn standard_sets() -> Vec<PermissionSet>;
        fn holders(id: PermissionSetId) -> u64;
        fn holders_among(ids: &[PermissionSetId]) -> BTreeMap<PermissionSetId, u64>;
    }

    AccessLinkQueries {
        fn link_key() -> LinkKey;
        fn access_link(id: AccessLinkId) -> Option<AccessLink>;
        fn access_link_by_token(hash: &TokenHash) -> Option<AccessLink>;
        fn unrevoked_link(partner: AccountId, employee: UserId) -> Option<AccessLink>;
        fn access_links(partner: AccountId, page: &PageRequest) -> Page<AccessLink>;
    }

    RelationshipQueries {
        fn relationship(partner: AccountId, client: AccountId) -> Option<Relationship>;
        fn relationships_among(partner: AccountId, clients: &[AccountId]) -> Vec<Relationship>;
        fn relationships_to_announce(
            ends_after_days: u32,
            now: Time,
            limit: u16
        ) -> Vec<(AccountId, AccountId)>;
    }

    ActivityQueries {
        fn workers(places: &[(AccountId, UserId)]) -> Vec<ReportedMember>;
    }

    OperationQueries {
        fn operation(id: OperationId) -> Option<Operation>;
        fn running_operations(most: u16) -> Vec<OperationId>;
        fn next_items(id: OperationId, most: u16) -> Vec<Item>;
        fn last_items(id: OperationId, most: u16) -> Vec<Item>;
        fn items(
            id: OperationId,
            outcomes: Option<&BTreeSet<ItemOutcome>>,
            page: &PageRequest
        ) -> Page<ItemRow>;
        fn acting_pairs(acting: ActingFor<'_>, most: u32) -> Vec<(AccountId, UserId)>;
        fn outdated_pairs(
            acting: ActingFor<'_>,
            set: PermissionSetId,
            most: u32
        ) -> Vec<(AccountId, UserId)>;
    }

    AssetQueries {
        fn members_named(account: AccountId, people: &[UserRef]) -> BTreeMap<UserRef, UserId>;
        fn assets_named(account: AccountId, ids: &[ExternalId]) -> Vec<Asset>;
        fn asset_tallies(owners: &[(AccountId, UserId)]) -> BTreeMap<(AccountId, UserId), Tallies>;
        fn assets_owned(account: AccountId, owners: &[UserId]) -> Vec<OwnedAsset>;
        fn assets(
            account: AccountId,
            owner: UserId,
            kind: Option<&AssetKind>,
            page: &PageRequest
        ) -> Page<Asset>;
    }

    RemovalQueries {
        fn acting_members(
            partner: AccountId,
            scope: &ReviewScope,
            most: usize
        ) -> Vec<ActingMember>;
        fn clients_among(partner: AccountId, accounts: &[AccountId]) -> BTreeSet<AccountId>;
        fn people_of_partner(partner: AccountId, people: &[UserId]) -> BTreeSet<UserId>;
        fn members_at(places: &[ClientEmployee]) -> Vec<Member>;
        fn super_admins_of(accounts: &[AccountId]) -> BTreeMap<AccountId, SuperAdmins>;
        fn candidates(
            partner: AccountId,
            open: &[AccountId],
            closed: &[AccountId],
            now: Time,
            most: usize
        ) -> BTreeMap<AccountId, Vec<HandoverCandidate>>;
        fn review(id: ReviewId) -> Option<Review>;
        fn reviewed(id: ReviewId) -> BTreeMap<ClientEmployee, Seen>;
        fn is_reviewed(id: ReviewId, pair: ClientEmployee) -> bool;
    }

    TokenQueries {
        fn token_by_hash(hash: &TokenHash) -> Option<Authenticated>;
        fn token(owner: TokenOwner, id: TokenId) -> Option<Token>;
        fn tokens(owner: TokenOwner, page: &PageRequest) -> Page<Token>;
        fn has_service_token() -> bool;
    }

    ServingPartnerQueries {
        fn serving_partners(account: AccountId, page: &PageRequest) -> Page<ServingPartner>;
    }

    StandardizationQueries {
        fn standardization(id: OperationId) -> Option<Standardization>;
        fn standardizations(page: &PageRequest) -> Page<Standardization>;
        fn due_standardizations(now: Time) -> Vec<Standardization>;
        fn beyond_template(
            clients_word: ClientsWord,
            after: Option<Place>,
            most: u16
        ) -> Vec<Member>;
        fn standardization_effects(id: OperationId) -> Vec<StandardizationEffect>;
    }

    EventQueries {
        fn events(side: TrailSide, filter: &EventFilter, page: &PageRequest) -> EventView;
    }

    ChainQueries {
        fn chain() -> ChainState;
        fn sealed_events(after: u64, limit: u16) -> Vec<SealedEvent>;
    }

    IdempotencyQueries {
        fn kept_answer(key: &IdempotencyKey, since: Time) -> Option<Kept>;
    }

    EmployerQueries {
        fn employers(account: AccountId, user: UserId) -> Vec<Acting>;
    }

    DecisionSearchQueries {
        fn searched_members(
            account: &AccountRef,
            after: Option<MembershipId>,
            limit: u16
        ) -> (Vec<SearchedMember>, Revision);
        fn searched_memberships(
            user: &UserRef,
            after: Option<MembershipId>,
            limit: u16
        ) -> (Vec<SearchedMember>, Revision);
    }

    DecisionQueries {
        fn decision_facts(user: &UserRef, account: &AccountRef) -> (Facts, Revision);
        fn decision_facts_among(
            users: &[UserRef],
            accounts: &[AccountRef]
        ) -> (FactsAmong, Revision);
    }

    ScreenQueries {
        fn clients(
            partner: AccountId,
            reader: UserId,
            filter: &ClientFilter,
            page: &PageRequest
        ) -> Page<ClientRow>;
        fn client(partner: AccountId, reader: UserId, client: AccountId) -> Option<ClientRow>;
        fn employees(
            partner: AccountId,
            filter: &EmployeeFilter,
            now: Time,
            page: &PageRequest
        ) -> Page<EmployeeRow>;
        fn linked_people(partner: AccountId, client: AccountId) -> Vec<Person>;
    }
}

pass_on! {
    every unit:
    AccountRepository {
        fn insert_account(account: &Account) -> ();
        fn save_account(account: &mut Account) -> ();
        fn insert_catalogue(catalogue: &CatalogueInForce) -> ();
        fn replace_catalogue(replaced: &str, catalogue: &CatalogueInForce) -> ();
    }

    UserRepository {
        fn insert_user(user: &User) -> ();
        fn save_user(user: &mut User) -> ();
    }

    MembershipRepository {
        fn insert_memberships(memberships: &[Membership]) -> ();
        fn save_membership(membership: &mut Membership) -> ();
        fn remove_membership(membership: &Membership) -> ();
        fn save_terms(terms: &Terms) -> ();
        fn remove_memberships(account: AccountId, users: &[UserId]) -> ();
        fn save_all_terms(terms: &[Terms]) -> ();
        fn unlink(account: AccountId, user: UserId, partner: AccountId) -> ();
        fn unlink_all(account: AccountId, partner: AccountId) -> u64;
        fn link(account: AccountId, user: UserId, partner: AccountId) -> ();
    }

    NotificationRepository {
        fn save_notification_settings(settings: &NotificationSettings) -> ();
    }

    PermissionSetRepository {
        fn insert_permission_set(set: &PermissionSet) -> ();
        fn save_permission_set(set: &mut PermissionSet) -> ();
        fn move_holders(set: &PermissionSet, account: Option<AccountId>) -> u64;
        fn remove_permission_set(set: &PermissionSet) -> ();
    }

    AccessLinkRepository {
        fn insert_access_link(link: &AccessLink) -> ();
        fn save_access_link(link: &mut AccessLink) -> ();
        fn insert_consent(consent: &Consent) -> ();
    }

    RelationshipRepository {
        fn insert_relationship(relationship: &Relationship, official_name: &Name) -> ();
        fn save_relationship(relationship: &mut Relationship) -> ();
        fn keep_last_qualifying(relationship: &Relationship) -> ();
    }

    ActivityRepository {
        fn note_active(at: &[(AccountId, UserId, Time)]) -> ();
        fn note_qualifying(at: &[(AccountId, AccountId, Time)]) -> ();
    }

    OperationRepository {
        fn insert_operation(operation: &Operation, items: &[Item]) -> ();
        fn finish_items(operation: &Operation, results: &[ItemResult], now: Time) -> ();
        fn cancel_operation(id: OperationId, now: Time) -> bool;
        fn retry_operation(id: OperationId, origin: &Origin) -> u64;
    }

    StandardizationRepository {
        fn insert_standardization(standardization: &Standardization) -> ();
        fn save_standardization(standardization: &mut Standardization) -> ();
        fn clear_added(account: AccountId, users: &[UserId], now: Time) -> ();
        fn insert_standardization_effects(id: OperationId, effects: &[StandardizationEffect]) -> ();
    }

    AssetRepository {
        fn put_assets(assets: &[Asset]) -> ();
        fn give_assets(
            account: AccountId,
            from: &[(UserId, AssetKind)],
            to: Option<UserId>,
            now: Time
        ) -> ();
        fn remove_asset(account: AccountId, asset: &AssetRef) -> bool;
    }

    RemovalRepository {
        fn insert_review(review: &Review, items: &BTreeMap<ClientEmployee, Seen>) -> ();
        fn spend_review(id: ReviewId) -> bool;
        fn forget_reviews(lapsed_before: Time) -> u64;
    }

    TokenRepository {
        fn insert_token(token: &Token) -> ();
        fn revoke_token(id: TokenId, now: Time) -> u64;
        fn revoke_tokens_of(user: UserId, now: Time) -> u64;
    }

    ChainRepository {
        fn take_chain() -> Head;
        fn unsealed_events(limit: u16) -> Vec<StoredEvent>;
        fn seal(links: &[Link], now: Time) -> ();
    }

    IdempotencyRepository {
        fn keep_answer(answer: &KeptAnswer, now: Time, since: Time) -> ();
    }
}
