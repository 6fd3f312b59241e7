//! Stubs: people whom an account invited and nobody has made known. Whoever becomes known with their
//! address takes their place (I6).

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::{member::Member, terms::Terms},
    people::{
        email::EmailAddress,
        user::{User, UserStatus},
    },
    ports::{Locks, Reader, StoreError, Taken, UnitOfWork},
    trail::event::{Event, EventKind},
};

use crate::{
    frame::{error::UseCaseError, ports::Ports, retry::overtaken},
    steps::all_memberships::all_memberships,
};

/// A stub with everything that accounts keep about them.
#[derive(Debug)]
pub(crate) struct Stub {
    pub(super) user: User,
    invitations: Vec<Member>,
    terms: Vec<Terms>,
}

impl Stub {
    /// The stub who has the address, if its holder is one: a disabled person is none, and neither is
    /// one who accepted a membership.
    pub(super) async fn with_address(
        reader: &mut dyn Reader,
        email: &EmailAddress,
    ) -> Result<Option<Self>, UseCaseError> {
        let holder = reader.user_by_email(email).await?;
        let stub = holder.filter(|user| user.stub && user.status == UserStatus::Active);
        let Some(user) = stub else {
            return Ok(None);
        };
        let invitations = all_memberships(reader, user.id).await?;
        let is_open = |member: &Member| member.membership.invited_until.is_some();
        if !invitations.iter().all(is_open) {
            return Ok(None);
        }
        let terms = reader.all_terms_of(&[user.id]).await?;
        Ok(Some(Self {
            user,
            invitations,
            terms,
        }))
    }

    /// What it means that a user could not be stored. If the address is a stub's by now, another call
    /// has just invited it: the next attempt finds the stub.
    pub(super) async fn in_the_way(
        reader: &mut dyn Reader,
        email: Option<&EmailAddress>,
        error: StoreError,
    ) -> UseCaseError {
        match (email, &error) {
            (Some(email), StoreError::Taken(Taken::Email)) => {
                match Self::with_address(reader, email).await {
                    Ok(Some(_stub)) => overtaken(),
                    Ok(None) => error.into(),
                    Err(trouble) => trouble,
                }
            }
            _ => error.into(),
        }
    }

    /// The accounts in which something changes when somebody else takes over the address.
    pub(super) fn accounts(&self) -> BTreeSet<AccountId> {
        let invitations = self.invitations.iter().map(|member| member.account.id);
        let terms = self.terms.iter().map(|terms| terms.account);
        invitations.chain(terms).collect()
    }

    /// Locks the stub and these accounts.
    pub(super) fn locks(&self, locks: Locks) -> Locks {
        let accounts = self.accounts().into_iter();
        accounts.fold(locks.changing_user(self.user.id), Locks::changing)
    }

    /// The stub who has the address, unless that is this person.
    pub(super) async fn other_than(
        reader: &mut dyn Reader,
        user: UserId,
        email: &EmailAddress,
    ) -> Result<Option<Self>, UseCaseError> {
        let stub = Self::with_address(reader, email).await?;
        Ok(stub.filter(|stub| stub.user.id != user))
    }

    /// Checks that a stub who was read under locks is the one that these locks were made for.
    pub(super) fn must_be_locked(
        stub: Option<&Self>,
        before: Option<&Self>,
    ) -> Result<(), UseCaseError> {
        match (stub, before) {
            (None, None) => Ok(()),
            (Some(stub), Some(before))
                if stub.user.id == before.user.id
                    && stub.accounts().is_subset(&before.accounts()) =>
            {
                Ok(())
            }
            _ => Err(overtaken()),
        }
    }

    /// Hands the stub's invitations, and what accounts laid down about them, to the person who takes over
    /// the address, except where that person is a member already. The stub is erased.
    pub(super) async fn hand_over_to(
        mut self,
        unit: &mut dyn UnitOfWork,
        user: &User,
        (ports, now): (&Ports, Time),
    ) -> Result<Vec<Event>, UseCaseError> {
        let places = all_memberships(unit, user.id).await?.into_iter();
        let member_of: BTreeSet<AccountId> = places.map(|member| member.account.id).collect();
        let mut events = self.hand_over_terms(unit, user.id, &member_of).await?;
        let invitations = self.hand_over_invitations(unit, user.id, &member_of, ports);
        events.extend(invitations.await?);
        self.user.erase(now);
        unit.save_user(&mut self.user).await?;
        unit.end_sessions_of(self.user.id, None).await?;
        unit.forget_person(&self.user).await?;
        let erased = Event::new(EventKind::UserErased)
            .about(self.user.id)
            .with("confirmed", self.user.confirmed)
            .with("status", self.user.status.as_str());
        events.push(erased.with("taken_over_by", user.id.to_string()));
        Ok(events)
    }

    /// What accounts laid down goes to the person. Returns the events of the accounts without an
    /// invitation: the others tell of it with that.
    async fn hand_over_terms(
        &self,
        unit: &mut dyn UnitOfWork,
        user: UserId,
        member_of: &BTreeSet<AccountId>,
    ) -> Result<Vec<Event>, UseCaseError> {
        let stub = self.user.id;
        let own = unit.all_terms_of(&[user]).await?;
        let (mut joined, mut events) = (Vec::new(), Vec::new());
        for theirs in &self.terms {
            let account = theirs.account;
            let changed = || Event::new(EventKind::MembershipChanged).in_account(account);
            let taken = changed().about(stub);
            let mut told = vec![taken.with("taken_over_by", user.to_string())];
            joined.push(Terms::none(account, stub));
            if !member_of.contains(&account) {
                let own = own.iter().find(|own| own.account == account).cloned();
                let mut own = own.unwrap_or_else(|| Terms::none(account, user));
                own.join_stricter(theirs);
                joined.push(own);
                let given = changed().about(user);
                told.push(given.with("taken_over_from", stub.to_string()));
            }
            if !self.invitations.iter().any(|it| it.account.id == account) {
                events.extend(told);
            }
        }
        unit.save_all_terms(&joined).await?;
        Ok(events)
    }

    /// The invitations become the person's, where they are not a member.
    async fn hand_over_invitations(
        &self,
        unit: &mut dyn UnitOfWork,
        user: UserId,
        member_of: &BTreeSet<AccountId>,
        ports: &Ports,
    ) -> Result<Vec<Event>, UseCaseError> {
        let (stub, catalogue) = (self.user.id, &ports.catalogue);
        let (mut handed, mut places, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for before in &self.invitations {
            unit.remove_membership(&before.membership).await?;
            let kind = EventKind::MembershipRemoved;
            let removed = Event::of_membership(kind, catalogue, Some(before), None);
            events.push(removed.with("taken_over_by", user.to_string()));
            if !member_of.contains(&before.account.id) {
                let id = ports.ids.next();
                handed.push(before.membership.handed_to(user, id, ports.now()));
                places.push((before.account.id, user));
            }
        }
        unit.insert_memberships(&handed).await?;
        for member in unit.members_at(&places).await? {
            let kind = EventKind::MembershipCreated;
            let created = Event::of_membership(kind, catalogue, None, Some(&member));
            events.push(created.with("taken_over_from", stub.to_string()));
        }
        Ok(events)
    }
}
