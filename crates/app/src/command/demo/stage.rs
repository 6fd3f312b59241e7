//! Runs use cases for the demo as the platform and as people, each with a token.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;
use latchkey_application::{
    access_links::AccessLinks,
    accounts::Accounts,
    client_access::ClientAccess,
    frame::{context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready},
    memberships::Memberships,
    permission_sets::PermissionSets,
    relationships::Relationships,
    sessions::{IssueSignInLink, Sessions},
    tokens::{IssueServiceToken, IssueUserToken, Tokens},
    users::{RegisterUser, Users},
};
use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        reference::UserRef,
        text::{ExternalId, Locale, Name},
    },
    people::{
        account::{NewAccount, Program},
        email::EmailAddress,
        sign_in_link::{LandingPath, SignInLinkLifetime},
        token::{Scope, SecretText, UserScope},
    },
    permission::seat::SeatPricing,
    trail::origin::{Origin, Principal},
};

use crate::command::operator_session::{explain, operator};

/// Everything created so far, by platform id.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) ports: Arc<Ports>,
    pub(super) platform: RequestContext,
    pub(super) accounts: BTreeMap<&'static str, AccountId>,
    pub(super) users: BTreeMap<&'static str, UserId>,
    pub(super) sets: BTreeMap<String, PermissionSetId>,
    people: BTreeMap<&'static str, (RequestContext, SecretText)>,
}

impl Stage {
    /// Creates an empty stage; the standard sets exist already.
    pub(super) async fn set(ports: Arc<Ports>) -> anyhow::Result<Self> {
        let platform = RequestContext::new(operator("demo", &ports));
        let standard = ports.store.reader().standard_sets().await?;
        let by_key = |set: &latchkey_domain::permission::PermissionSet| {
            Some((set.external_id()?.to_string(), set.id()))
        };
        Ok(Self {
            platform,
            accounts: BTreeMap::new(),
            users: BTreeMap::new(),
            sets: standard.iter().filter_map(by_key).collect(),
            people: BTreeMap::new(),
            ports,
        })
    }

    /// A link that signs somebody in, once, within a day.
    pub(super) async fn sign_in_link(&self, person: &'static str) -> anyhow::Result<SecretText> {
        let lifetime = SignInLinkLifetime::of_seconds(SignInLinkLifetime::LONGEST_SECONDS);
        let cmd = IssueSignInLink {
            user: self.user(person)?.into(),
            to: LandingPath::default(),
            lifetime: lifetime.unwrap_or_default(),
        };
        let sessions = Sessions::new(Arc::clone(&self.ports));
        let ready = sessions.issue_link(&self.platform, cmd).await;
        Ok(self.commit(&self.platform, ready).await?.secret)
    }

    /// Commits the result of a use case.
    pub(super) async fn commit<T>(
        &self,
        cx: &RequestContext,
        ready: Result<Ready<T>, UseCaseError>,
    ) -> anyhow::Result<T> {
        let done = ready.map_err(explain)?.commit(&self.ports, cx, None).await;
        done.map(|done| done.value).map_err(explain)
    }

    /// The account with a platform id.
    pub(super) fn account(&self, id: &str) -> anyhow::Result<AccountId> {
        self.accounts
            .get(id)
            .copied()
            .with_context(|| format!("account {id}"))
    }

    /// The user with a platform id.
    pub(super) fn user(&self, id: &str) -> anyhow::Result<UserId> {
        self.users
            .get(id)
            .copied()
            .with_context(|| format!("user {id}"))
    }

    /// The set with a key, standard or the agency's own.
    pub(super) fn permission_set(&self, key: &str) -> anyhow::Result<PermissionSetId> {
        self.sets
            .get(key)
            .copied()
            .with_context(|| format!("permission set {key}"))
    }

    /// The request context of a person. Their token is created when they first act.
    pub(super) async fn acting(&mut self, id: &'static str) -> anyhow::Result<RequestContext> {
        if let Some((cx, _)) = self.people.get(id) {
            return Ok(cx.clone());
        }
        let user = self.user(id)?;
        let cmd = IssueUserToken {
            user: UserRef::Id(user),
            label: Name::stored("demo".to_owned()),
            expires_in_seconds: None,
        };
        let ready = self.tokens().issue_for_user(&self.platform, cmd).await;
        let issued = self.commit(&self.platform, ready).await?;
        let cx = RequestContext::new(Origin {
            principal: Principal::User {
                user,
                token: issued.token.id,
                scope: UserScope::Manage,
                expires_at: issued.token.expires_at,
            },
            ..self.platform.origin.clone()
        });
        self.people.insert(id, (cx.clone(), issued.secret));
        Ok(cx)
    }

    /// The token of a person.
    pub(super) async fn token_of(&mut self, id: &'static str) -> anyhow::Result<SecretText> {
        self.acting(id).await?;
        let person = self.people.get(id);
        person
            .map(|(_, secret)| secret.clone())
            .with_context(|| format!("the token of {id}"))
    }

    /// Creates a service token.
    pub(super) async fn service_token(&self) -> anyhow::Result<SecretText> {
        let cmd = IssueServiceToken {
            label: Name::stored("demo".to_owned()),
            scopes: Scope::ALL.into(),
            expires_in_seconds: None,
        };
        let ready = self.tokens().issue_service(&self.platform, cmd).await;
        Ok(self.commit(&self.platform, ready).await?.secret)
    }

    /// Creates an account.
    pub(super) async fn open(
        &mut self,
        id: &'static str,
        name: &str,
        program: Option<Program>,
    ) -> anyhow::Result<AccountId> {
        let new = NewAccount {
            external_id: Some(ExternalId::parse(id)?),
            name: Name::parse(name)?,
            program,
            seat_pricing: SeatPricing::SeatBased,
        };
        let ready = Accounts::new(self.shared())
            .create(&self.platform, new)
            .await;
        let account = self.commit(&self.platform, ready).await?;
        self.accounts.insert(id, account.id);
        Ok(account.id)
    }

    /// Registers a person.
    pub(super) async fn register(
        &mut self,
        id: &'static str,
        name: &str,
        email: &str,
    ) -> anyhow::Result<UserId> {
        let new = RegisterUser {
            email: EmailAddress::parse(email)?,
            name: Name::parse(name)?,
            locale: Locale::default(),
            external_id: Some(ExternalId::parse(id)?),
            password: None,
        };
        let ready = Users::new(self.shared())
            .register(&self.platform, new)
            .await;
        let user = self.commit(&self.platform, ready).await?;
        self.users.insert(id, user.id);
        Ok(user.id)
    }

    fn shared(&self) -> Arc<Ports> {
        Arc::clone(&self.ports)
    }

    fn tokens(&self) -> Tokens {
        Tokens::new(self.shared())
    }

    pub(super) fn accounts_service(&self) -> Accounts {
        Accounts::new(self.shared())
    }

    pub(super) fn memberships(&self) -> Memberships {
        Memberships::new(self.shared())
    }

    pub(super) fn client_access(&self) -> ClientAccess {
        ClientAccess::new(self.shared())
    }

    pub(super) fn access_links(&self) -> AccessLinks {
        AccessLinks::new(self.shared())
    }

    pub(super) fn relationships(&self) -> Relationships {
        Relationships::new(self.shared())
    }

    pub(super) fn permission_sets(&self) -> PermissionSets {
        PermissionSets::new(self.shared())
    }
}
