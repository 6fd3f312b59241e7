//! What there is, table by table, and how a membership is joined to all that its rights rest on.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::{
    base::{
        ids::{
            AccessLinkId, AccountId, AssetId, EventId, OperationId, PermissionSetId, ReviewId,
            SessionId, TokenId, UserId, WebhookEndpointId,
        },
        text::Name,
        time::Time,
    },
    membership::{
        Access, HeldVersion, Membership,
        employee::EmploymentEnd,
        grant::HeldSet,
        member::{Acting, Member, Person, Tenant},
        terms::Terms,
    },
    outbox::{delivery::Delivery, endpoint::WebhookEndpoint},
    partnership::{
        access_link::{AccessLink, LinkKey},
        consent::Consent,
        relationship::Relationship,
        standardization::Standardization,
    },
    people::{
        account::Account, erased_address::AddressHash, mail::MailKind, notifications::Notice,
        session::Session, sign_in_link::SignInLink, token::Token, user::User,
    },
    permission::{PermissionKey, PermissionSet, catalogue_in_force::CatalogueInForce},
    ports::{KeptMail, OutboxPosition, StoreError, Taken},
    telling::{
        reminder::Reminder,
        waiting::{Occasion, WaitingMail},
    },
    trail::{
        chain::Link,
        idempotency::{IdempotencyKey, KeptAnswer},
    },
    work::{
        asset::Asset,
        operation::{Item, ItemResult, Operation},
        removal::{ClientEmployee, Review, Seen},
    },
};
use uuid::Uuid;

/// An answer as it is kept.
#[derive(Debug, Clone)]
pub(super) struct KeptRow {
    pub(super) answer: KeptAnswer,
    pub(super) kept_at: Time,
    pub(super) revision: u64,
}

/// An operation with its items and their results.
#[derive(Debug, Clone)]
pub(super) struct OperationRow {
    pub(super) operation: Operation,
    pub(super) items: Vec<(Item, ItemResult)>,
}

/// What tells one waiting mail from another.
type MailKey = (Occasion, UserId, MailKind, Option<AccountId>);

/// An endpoint, how far it was told, and until when it wants nothing.
#[derive(Debug, Clone)]
pub(super) struct EndpointRow {
    pub(super) endpoint: WebhookEndpoint,
    pub(super) position: OutboxPosition,
    pub(super) paused_until: Option<Time>,
}

/// What somebody gains and loses by a standardization.
type GainsAndLosses = (Vec<PermissionKey>, Vec<PermissionKey>);

/// Everything but the trail.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) catalogue: Option<CatalogueInForce>,
    pub(super) accounts: BTreeMap<AccountId, Account>,
    pub(super) users: BTreeMap<UserId, User>,
    pub(super) erased_addresses: Vec<(AddressHash, UserId, Time)>,
    pub(super) memberships: BTreeMap<(AccountId, UserId), Membership>,
    pub(super) employment_ends: BTreeMap<(AccountId, UserId), EmploymentEnd>,
    pub(super) terms: BTreeMap<(AccountId, UserId), Terms>,
    pub(super) linked: BTreeSet<(AccountId, UserId, AccountId)>,
    pub(super) sets: BTreeMap<PermissionSetId, PermissionSet>,
    pub(super) set_versions: BTreeMap<(PermissionSetId, u32), Vec<PermissionKey>>,
    /// The key that replaced the first one.
    pub(super) link_key: Option<LinkKey>,
    pub(super) access_links: BTreeMap<AccessLinkId, AccessLink>,
    pub(super) consents: Vec<Consent>,
    pub(super) relationships: BTreeMap<(AccountId, AccountId), Relationship>,
    pub(super) tokens: BTreeMap<TokenId, Token>,
    pub(super) sessions: BTreeMap<SessionId, Session>,
    pub(super) sign_in_links: Vec<SignInLink>,
    pub(super) assets: BTreeMap<AssetId, Asset>,
    pub(super) reviews: BTreeMap<ReviewId, Review>,
    pub(super) reviewed: BTreeMap<ReviewId, BTreeMap<ClientEmployee, Seen>>,
    pub(super) operations: BTreeMap<OperationId, OperationRow>,
    pub(super) standardizations: BTreeMap<OperationId, Standardization>,
    pub(super) standardization_effects: BTreeMap<(OperationId, AccountId, UserId), GainsAndLosses>,
    pub(super) mails: BTreeMap<MailKey, WaitingMail>,
    pub(super) kept_mails: BTreeMap<Uuid, KeptMail>,
    /// `None`: nothing was looked through yet.
    pub(super) told_by_mail: Option<OutboxPosition>,
    pub(super) reminders: BTreeSet<Reminder>,
    pub(super) muted: BTreeMap<UserId, BTreeSet<Notice>>,
    pub(super) kept_answers: BTreeMap<IdempotencyKey, KeptRow>,
    pub(super) chain: Vec<Link>,
    pub(super) endpoints: BTreeMap<WebhookEndpointId, EndpointRow>,
    pub(super) deliveries: BTreeMap<(WebhookEndpointId, EventId), Delivery>,
    pub(super) sealed_at: Option<Time>,
}

impl State {
    /// A membership with all that its rights rest on.
    pub(super) fn member(&self, account: AccountId, user: UserId) -> Option<Member> {
        self.memberships
            .get(&(account, user))
            .map(|membership| self.join(membership))
    }

    /// Joins a membership to all that its rights rest on. A reference that leads nowhere is a bug of
    /// the test, since a database would have refused it.
    pub(super) fn join(&self, membership: &Membership) -> Member {
        let (account, user) = (membership.account, membership.user);
        Member {
            membership: membership.clone(),
            user: self.person(user),
            account: self.tenant(account),
            set: match membership.access {
                Access::PermissionSet(held) => Some(self.held_set(held)),
                Access::SuperAdmin | Access::PartnerAdmin => None,
            },
            terms: self.terms_of(account, user),
            acting: membership
                .partner
                .map(|partner| self.acting(account, user, partner)),
        }
    }

    pub(super) fn terms_of(&self, account: AccountId, user: UserId) -> Terms {
        let terms = self.terms.get(&(account, user)).cloned();
        terms.unwrap_or_else(|| Terms::none(account, user))
    }

    pub(super) fn person(&self, id: UserId) -> Person {
        let user = self.users.get(&id).expect("a member is a known person");
        Person::of(user)
    }

    fn tenant(&self, id: AccountId) -> Tenant {
        let account = self.accounts.get(&id).expect("members have an account");
        Tenant {
            id,
            name: account.name.clone(),
            status: account.status,
            enrolled: account.program.is_some(),
            was_partner: account.was_partner,
            seat_pricing: account.seat_pricing,
            partner_admins_by: account.partner_admins_by,
        }
    }

    fn held_set(&self, held: HeldVersion) -> HeldSet {
        let set = self.sets.get(&held.set).expect("a held set is kept");
        let permissions = self.set_versions.get(&(held.set, held.version));
        HeldSet {
            owner: set.owner(),
            name: set.name().clone(),
            permissions: permissions.expect("a held version is kept").clone(),
            latest: set.current().number(),
        }
    }

    pub(super) fn acting(&self, account: AccountId, user: UserId, partner: AccountId) -> Acting {
        let there = self.accounts.get(&partner).expect("a partner is kept");
        let employment = self.memberships.get(&(partner, user));
        Acting {
            partner,
            name: there.name.clone(),
            status: there.status,
            enrolled: there.program.is_some(),
            was_partner: there.was_partner,
            employment: employment.map(Membership::employment),
            engagement: employment.map(|held| held.engagement),
            verified: self.is_verified(user, partner),
            linked: self.linked.contains(&(account, user, partner)),
        }
    }

    /// Whether the person's confirmed address is on one of the partner's domains.
    pub(super) fn is_verified(&self, user: UserId, partner: AccountId) -> bool {
        let domain = self.users.get(&user).and_then(|user| {
            let email = user.email.as_ref().filter(|_| user.confirmed)?;
            Some(email.domain())
        });
        let partner = self.accounts.get(&partner);
        domain
            .zip(partner)
            .is_some_and(|(domain, partner)| partner.email_domains.contains(&domain))
    }

    /// The name by which a partner sees a client (R6).
    pub(super) fn shown_name(&self, partner: AccountId, client: AccountId) -> Name {
        let relationship = self.relationships.get(&(partner, client));
        relationship
            .and_then(|relationship| relationship.display_name.clone())
            .unwrap_or_else(|| self.official_name(client))
    }

    pub(super) fn official_name(&self, account: AccountId) -> Name {
        let account = self.accounts.get(&account);
        account.expect("a client is kept").name.clone()
    }
}

/// Refuses what must be unique and is there already.
pub(super) fn taken(what: Taken, is_taken: bool) -> Result<(), StoreError> {
    if is_taken {
        Err(StoreError::Taken(what))
    } else {
        Ok(())
    }
}
