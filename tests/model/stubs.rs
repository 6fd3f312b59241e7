//! Stubs: accounts invite people whom nobody knows, and the platform makes them known (I6).

use latchkey_application::{
    memberships::{CreateMember, Memberships},
    users::{ChangeUser, RegisterUser, UserChanges, Users},
};
use latchkey_domain::{
    base::{
        reference::UserRef,
        text::{Locale, Name},
    },
    people::email::EmailAddress,
};

use crate::{
    chooser::Chooser,
    command::{Command, Driving, Got},
    driver::Driver,
    memberships::{OnMember, Put, requested},
    model::{
        Answer, Effect,
        state::{Acc, Model, No, Refuser, Terms, User, UserStatus, Usr, earlier, refuse},
    },
};

/// Somebody invites an address that nobody knows. The new person is the last of all.
#[derive(Debug)]
pub(crate) struct InviteStranger {
    on: OnMember,
    put: Put,
}

impl Command for InviteStranger {
    fn actor(&self) -> Option<Usr> {
        Some(self.on.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.on.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.add_stub();
        model.create_member(self.on, &self.put).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.on.by);
            let wanted = CreateMember {
                account: driver.accounts[self.on.account].into(),
                email: driver.new_address("c.example"),
                name: Some(Name::parse("Whoever").unwrap()),
                change: requested(driver, &self.put),
            };
            let ready = Memberships::new(driver.ports()).create(&cx, wanted).await;
            let (got, made) = driver.settle(&cx, ready).await;
            driver.users.extend(made.map(|view| view.member.user.id));
            (got, Answer::Nothing)
        })
    }
}

/// The platform registers a new user with an address that somebody has.
#[derive(Debug)]
pub(crate) struct RegisterAddress {
    of: Usr,
}

impl Command for RegisterAddress {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.register_address(self.of)?;
        Ok(Effect::Recorded)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let new = RegisterUser {
                email: address_of(driver, self.of).await,
                name: Name::parse("Somebody").unwrap(),
                locale: Locale::En,
                external_id: None,
                password: None,
            };
            let ready = Users::new(driver.ports()).register(&cx, new).await;
            let (got, user) = driver.settle(&cx, ready).await;
            let same = user.is_none_or(|user| user.id == driver.users[self.of]);
            let got = if same {
                got
            } else {
                Got::Refused("another user")
            };
            (got, Answer::Nothing)
        })
    }
}

/// The platform gives a user the address that somebody else has.
#[derive(Debug)]
pub(crate) struct TakeAddress {
    user: Usr,
    of: Usr,
}

impl Command for TakeAddress {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.take_address(self.user, self.of).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let changes = UserChanges {
                email: Some(address_of(driver, self.of).await),
                ..UserChanges::default()
            };
            let user = UserRef::Id(driver.users[self.user]);
            let wanted = ChangeUser { user, changes };
            let ready = Users::new(driver.ports()).change(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

async fn address_of(driver: &Driver, user: Usr) -> EmailAddress {
    let mut reader = driver.ports.store.reader();
    let user = reader.user(driver.users[user]).await.unwrap().unwrap();
    user.email.clone().unwrap()
}

/// How many stubs there are at once: more would leave little to do with everybody else.
const MOST_STUBS: usize = 3;

impl Chooser<'_> {
    pub(crate) fn invite_stranger(&mut self) -> Box<dyn Command> {
        if self.stubs().len() >= MOST_STUBS {
            return self.register_address();
        }
        let mut on = self.on_member();
        let put = self.first_said(on);
        on.user = self.it.users.len();
        Box::new(InviteStranger { on, put })
    }

    pub(crate) fn register_address(&mut self) -> Box<dyn Command> {
        let of = self.with_address();
        Box::new(RegisterAddress { of })
    }

    pub(crate) fn take_address(&mut self) -> Box<dyn Command> {
        let of = self.with_address();
        let mut others = self.users();
        others.retain(|user| *user != of);
        let user = self.dice.pick(&others);
        Box::new(TakeAddress { user, of })
    }

    fn stubs(&self) -> Vec<Usr> {
        let mut stubs = self.users();
        stubs.retain(|user| self.it.users[*user].stub);
        stubs
    }

    /// Somebody who has an address, a stub mostly.
    fn with_address(&mut self) -> Usr {
        let mut known = self.users();
        known.retain(|user| self.it.users[*user].status != UserStatus::Erased);
        let stubs = self.stubs();
        self.dice.prefer(85, &stubs, &known)
    }
}

impl Model {
    fn add_stub(&mut self) {
        self.users.push(User {
            domain: "c.example",
            addresses: 1,
            confirmed: false,
            stub: true,
            status: UserStatus::Active,
        });
    }

    /// Whether they give way to whom the platform registers with their address: only invited, not
    /// known, and not stopped by the platform (I6).
    fn gives_way(&self, user: Usr) -> bool {
        let it = &self.users[user];
        let mut places = self.members.iter().filter(|((_, who), _)| *who == user);
        let only_invited = places.all(|(_, member)| member.invited_until.is_some());
        it.stub && it.status == UserStatus::Active && only_invited
    }

    fn register_address(&mut self, of: Usr) -> Result<(), No> {
        if !self.gives_way(of) {
            return refuse("conflict", "I6 address taken");
        }
        let user = &mut self.users[of];
        user.confirmed = true;
        user.stub = false;
        Ok(())
    }

    fn take_address(&mut self, user: Usr, of: Usr) -> Result<(), No> {
        if self.users[user].status == UserStatus::Erased {
            return refuse("conflict", "I3 erased");
        }
        if !self.gives_way(of) {
            return refuse("conflict", "I6 address taken");
        }
        for account in 0..self.accounts.len() {
            let invitation = self.members.remove(&(account, of));
            let laid_down = self.terms.remove(&(account, of));
            if self.members.contains_key(&(account, user)) {
                continue;
            }
            if let Some(invitation) = invitation {
                self.members.insert((account, user), invitation);
            }
            if let Some(theirs) = laid_down {
                let own = self.terms.entry((account, user)).or_default();
                *own = stricter(own, &theirs);
            }
        }
        let domain = self.users[of].domain;
        self.erase(of);
        let user = &mut self.users[user];
        user.domain = domain;
        user.addresses += 1;
        user.confirmed = true;
        user.stub = false;
        Ok(())
    }
}

/// Of what was laid down about two people, the stricter.
fn stricter(own: &Terms, theirs: &Terms) -> Terms {
    let mut withheld = own.withheld.clone();
    for (key, by) in &theirs.withheld {
        let by = own.withheld.get(key).map_or(*by, |own| own.and(*by));
        withheld.insert(key, by);
    }
    let limit = match (own.limit, theirs.limit) {
        (Some((end, by)), Some((other, another))) => {
            earlier(Some(end), Some(other)).map(|end| (end, by.and(another)))
        }
        (own, theirs) => own.or(theirs),
    };
    let refused = [own.refused, theirs.refused]
        .into_iter()
        .flatten()
        .max_by_key(|refused| *refused == Refuser::OwnSide);
    Terms {
        withheld,
        limit,
        refused,
        left: own.left || theirs.left,
    }
}
