use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        reference::UserRef,
        text::ExternalId,
        time::Time,
    },
    membership::{Access, Membership, Status, member::Person},
    people::{
        email::EmailAddress,
        erased_address::{AddressHash, AddressKey},
        token::TokenKind,
        user::{User, UserStatus},
    },
    ports::{StoreError, Taken, UserQueries, UserRepository},
    trail::idempotency::KeptBody,
};

use super::{
    list::{Order, by_id, page_of},
    state::{State, taken},
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> UserQueries for Memory<S> {
    async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        self.look(|view| view.state.users.get(&id).cloned())
    }

    async fn users_named(
        &mut self,
        names: &[UserRef],
    ) -> Result<BTreeMap<UserRef, UserId>, StoreError> {
        let wanted: BTreeSet<_> = names.iter().collect();
        self.look(|view| {
            let known = view.state.users.values();
            let names = known.flat_map(|user| {
                let external = user.external_id.clone().map(UserRef::External);
                let names = [Some(UserRef::Id(user.id)), external];
                names.into_iter().flatten().map(|name| (name, user.id))
            });
            names.filter(|(name, _)| wanted.contains(name)).collect()
        })
    }

    async fn address_key(&mut self) -> Result<AddressKey, StoreError> {
        self.look(|_view| AddressKey::new(*b"the key of addresses, in memory!"))
    }

    async fn erased_as(
        &mut self,
        address: &AddressHash,
        since: Time,
    ) -> Result<Vec<UserId>, StoreError> {
        self.look(|view| {
            let all = view.state.erased_addresses.iter();
            let is_erased = |id: &UserId| {
                let user = view.state.users.get(id);
                user.is_some_and(|user| user.status == UserStatus::Erased)
            };
            let fit =
                all.filter(|(hash, user, at)| hash == address && *at >= since && is_erased(user));
            let mut users: Vec<UserId> = fit.map(|(_, user, _)| *user).collect();
            users.sort();
            users
        })
    }

    async fn people_among(&mut self, ids: &[UserId]) -> Result<Vec<Person>, StoreError> {
        let ids: BTreeSet<_> = ids.iter().copied().collect();
        self.look(|view| {
            let known = |id: &&UserId| view.state.users.contains_key(id);
            let known = ids.iter().filter(known);
            known.map(|id| view.state.person(*id)).collect()
        })
    }

    async fn user_by_email(&mut self, email: &EmailAddress) -> Result<Option<User>, StoreError> {
        self.look(|view| {
            let mut users = view.state.users.values();
            users
                .find(|user| user.email.as_ref() == Some(email))
                .cloned()
        })
    }

    async fn user_by_external_id(&mut self, id: &ExternalId) -> Result<Option<User>, StoreError> {
        self.look(|view| view.state.user_called(id).cloned())
    }

    async fn users(&mut self, page: &PageRequest) -> Result<Page<User>, StoreError> {
        self.look(|view| {
            let all = view.state.users.values().cloned().collect();
            page_of(all, Order::Up, page, |user: &User| by_id(user.id.uuid()))
        })
    }

    async fn accounts_counting_on(&mut self, user: UserId) -> Result<Vec<AccountId>, StoreError> {
        let counts = |membership: &&Membership| {
            membership.user == user
                && membership.access == Access::SuperAdmin
                && membership.status() == Status::Active
                && membership.expires_at.is_none()
        };
        self.look(|view| {
            let memberships = view.state.memberships.values().filter(counts);
            memberships.map(|membership| membership.account).collect()
        })
    }
}

impl State {
    pub(super) fn user_called(&self, id: &ExternalId) -> Option<&User> {
        self.users
            .values()
            .find(|user| user.external_id.as_ref() == Some(id))
    }

    /// What must be unique is asked of all other people.
    fn check_user(&self, user: &User) -> Result<(), StoreError> {
        let others = || self.users.values().filter(|other| other.id != user.id);
        let same_email = |other: &User| user.email.is_some() && other.email == user.email;
        taken(Taken::Email, others().any(same_email))?;
        let same_id =
            |other: &User| user.external_id.is_some() && other.external_id == user.external_id;
        taken(Taken::ExternalId, others().any(same_id))
    }
}

#[async_trait]
impl UserRepository for Memory<Draft> {
    async fn insert_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.write(|state| {
            taken(Taken::Id, state.users.contains_key(&user.id))?;
            state.check_user(user)?;
            state.users.insert(user.id, user.clone());
            Ok(())
        })
    }

    async fn save_user(&mut self, user: &mut User) -> Result<(), StoreError> {
        self.write(|state| {
            let stored = state.users.get(&user.id);
            if stored.is_none_or(|stored| stored.version != user.version) {
                return Err(StoreError::Stale);
            }
            state.check_user(user)?;
            user.saved();
            state.users.insert(user.id, user.clone());
            Ok(())
        })
    }

    async fn note_address(
        &mut self,
        address: &AddressHash,
        user: UserId,
        at: Time,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let mut noted = state.erased_addresses.iter();
            if !noted.any(|(hash, who, _)| (hash, *who) == (address, user)) {
                state.erased_addresses.push((address.clone(), user, at));
            }
            Ok(())
        })
    }

    async fn remember_addresses_from(
        &mut self,
        erased: UserId,
        at: Time,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            for (_, user, noted_at) in &mut state.erased_addresses {
                if *user == erased {
                    *noted_at = at;
                }
            }
            Ok(())
        })
    }

    async fn forget_person(&mut self, erased: &User) -> Result<(), StoreError> {
        self.write(|state| {
            for consent in &mut state.consents {
                if consent.employee == erased.id {
                    consent.shown.employee_name = erased.name.clone();
                }
            }
            state.kept_mails.clear();
            for mail in state.mails.values_mut() {
                if mail.noted.reader == erased.id {
                    mail.error = None;
                }
            }
            for token in state.tokens.values_mut() {
                if matches!(token.kind, TokenKind::User(user, _) if user == erased.id) {
                    token.label = erased.name.clone();
                }
            }
            for membership in state.memberships.values_mut() {
                if membership.user == erased.id {
                    *membership = membership.without_given_name();
                }
            }
            for row in state.kept_answers.values_mut() {
                if row.answer.body.people().contains(&erased.id) {
                    row.answer.body = KeptBody::Emptied;
                }
            }
            Ok(())
        })
    }
}
