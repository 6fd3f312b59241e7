//! Stubs: people whom an account invited and nobody has made known. Whoever becomes known with their
//! address takes their place (I6).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
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

use crate::frame::{error::UseCaseError, ports::Ports, retry::overtaken};

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
        let invitations = memberships_of(reader, user.id).await?;
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
        let places = memberships_of(unit, user.id).await?.into_iter();
        let member_of: BTreeSet<AccountId> = places.map(|member| member.account.id).collect();
        let mut events = self.hand_over_terms(unit, user.id, &member_of).await?;
        let invitations = self.hand_over_invitations(unit, user.id, &member_of, ports);
        events.extend(invitations.await?);
        self.user.erase(now);
        unit.save_user(&mut self.user).await?;
        unit.forget_person(&self.user).await?;
        let erased = Event::new(EventKind::UserErased).about(self.user.id);
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

/// All memberships of a person.
async fn memberships_of(
    reader: &mut dyn Reader,
    user: UserId,
) -> Result<Vec<Member>, UseCaseError> {
    let mut all = Vec::new();
    let mut page = PageRequest::first();
    loop {
        let found = reader.memberships_of(user, &page).await?;
        all.extend(found.items);
        match found.next {
            Some(next) => page = page.from(next),
            None => return Ok(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            reference::UserRef,
            text::{ExternalId, Locale},
        },
        membership::{Status, terms::Rank},
        people::user::UserStatus,
    };
    use latchkey_testing::builders::{AccountBuilder, MembershipBuilder, UserBuilder, name};

    use super::*;
    use crate::{
        accounts::Created,
        testing::{UseCaseBed, refused},
        users::{ChangeUser, PutUser, RegisterUser, UserChanges, Users},
    };

    const ADDRESS: &str = "uma@elsewhere.example";

    fn address() -> EmailAddress {
        EmailAddress::parse(ADDRESS).unwrap()
    }

    /// A scene in which Harbour has invited somebody unknown.
    async fn with_stub() -> (UseCaseBed, Users, UserId) {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let stub = world.add_user(UserBuilder::new("x", ADDRESS).stub()).await;
        let invitation = MembershipBuilder::new(world.harbour, stub).super_admin();
        world.add_member(invitation.invited()).await;
        let users = Users::new(Arc::clone(&bed.ports));
        (bed, users, stub)
    }

    fn uma() -> RegisterUser {
        RegisterUser {
            email: address(),
            name: name("Uma Lund"),
            locale: Locale::Nb,
            external_id: Some(ExternalId::parse("u-uma").unwrap()),
            password: None,
        }
    }

    fn readdress() -> UserChanges {
        UserChanges {
            email: Some(address()),
            ..UserChanges::default()
        }
    }

    async fn readdressed(bed: &UseCaseBed, users: &Users, user: UserId) -> User {
        let cx = bed.as_platform();
        let cmd = ChangeUser {
            user: UserRef::Id(user),
            changes: readdress(),
        };
        let ready = users.change(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await
    }

    /// I6: the platform's new user is the stub; the invitation stays one.
    #[tokio::test]
    async fn the_platforms_new_user_is_the_stub() {
        let (bed, users, stub) = with_stub().await;
        let cx = bed.as_platform();
        let ready = users.register(&cx, uma()).await.unwrap();
        let made = bed.done(&cx, ready).await;
        assert_eq!((made.id, made.confirmed, made.stub), (stub, true, false));
        assert_eq!(made.name, name("Uma Lund"));
        let member = bed.world.member(bed.world.harbour, stub).await;
        assert_eq!(member.membership.status(), Status::Invited);
        assert_eq!(bed.trail(1).await, [(EventKind::UserChanged, None)]);
        // Nobody is made known twice.
        assert_eq!(refused(users.register(&cx, uma()).await), "conflict");
    }

    /// I6: so is the one whom a PUT makes known, with the status that it says.
    #[tokio::test]
    async fn a_put_of_somebody_new_is_the_stub() {
        let (bed, users, stub) = with_stub().await;
        let cx = bed.as_platform();
        let put = PutUser {
            external_id: ExternalId::parse("u-uma").unwrap(),
            changes: UserChanges {
                name: Some(name("Uma Lund")),
                status: Some(UserStatus::Disabled),
                ..readdress()
            },
        };
        let ready = users.put_by_external_id(&cx, put).await.unwrap();
        let Created::New(made) = bed.done(&cx, ready).await else {
            panic!("nobody had that platform id")
        };
        assert_eq!((made.id, made.status), (stub, UserStatus::Disabled));
    }

    /// I6: who is known and gets the address takes over the invitation and the stricter terms.
    #[tokio::test]
    async fn a_known_user_takes_over_an_invitation() {
        let (bed, users, stub) = with_stub().await;
        let world = &bed.world;
        world.withhold(world.harbour, stub, "crm.export").await;
        let sam = readdressed(&bed, &users, world.sam).await;
        assert_eq!(sam.email, Some(address()));
        let member = world.member(world.harbour, world.sam).await;
        assert_eq!(member.membership.status(), Status::Invited);
        assert_eq!(member.terms.withheld_keys().count(), 1);
        let gone = world.user(stub).await;
        assert_eq!((gone.status, &gone.email), (UserStatus::Erased, &None));
        let mut reader = world.store.reader();
        assert_eq!(reader.member(world.harbour, stub).await.unwrap(), None);
        let left = reader.terms_among(world.harbour, &[stub]).await.unwrap();
        assert_eq!(left, []);
        let kinds: BTreeSet<_> = bed
            .trail(4)
            .await
            .into_iter()
            .map(|line| line.0.as_str())
            .collect();
        let all = [
            "membership.created",
            "membership.removed",
            "user.changed",
            "user.erased",
        ];
        assert_eq!(kinds, BTreeSet::from(all));
    }

    /// I6: nothing is taken over where they are a member already.
    #[tokio::test]
    async fn a_member_keeps_what_they_have() {
        let (bed, users, stub) = with_stub().await;
        let world = &bed.world;
        world
            .change_member(world.harbour, stub, |member, _now| {
                member.terms.refuse(Rank::SuperAdmin);
            })
            .await;
        let before = world.member(world.harbour, world.ines).await;
        readdressed(&bed, &users, world.ines).await;
        let after = world.member(world.harbour, world.ines).await;
        assert_eq!(
            (after.membership, after.terms),
            (before.membership, before.terms)
        );
        assert_eq!(
            world
                .store
                .reader()
                .member(world.harbour, stub)
                .await
                .unwrap(),
            None
        );
    }

    /// I6: any other holder of the address is in the way.
    #[tokio::test]
    async fn a_holder_who_is_no_stub_is_in_the_way() {
        for case in ["disabled", "accepted", "unconfirmed"] {
            let (bed, users, stub) = with_stub().await;
            let world = &bed.world;
            match case {
                "disabled" => {
                    world
                        .change_user(stub, |user, now| {
                            user.set_status(UserStatus::Disabled, now);
                        })
                        .await;
                }
                "accepted" => {
                    let account = world.add_account(AccountBuilder::new("Other")).await;
                    world
                        .add_member(MembershipBuilder::new(account, stub))
                        .await;
                }
                _unconfirmed => {
                    world
                        .change_user(stub, |user, now| {
                            user.identify(Some(ExternalId::parse("u-x").unwrap()), now);
                        })
                        .await;
                }
            }
            let cx = bed.as_platform();
            assert_eq!(
                refused(users.register(&cx, uma()).await),
                "conflict",
                "{case}"
            );
            let cmd = ChangeUser {
                user: UserRef::Id(world.sam),
                changes: readdress(),
            };
            assert_eq!(refused(users.change(&cx, cmd).await), "conflict", "{case}");
        }
    }
}
