//! Users, as the platform registers, changes and erases them.

use latchkey_application::users::{ChangeUser as RealChangeUser, RegisterUser, UserChanges, Users};
use latchkey_domain::{
    base::{
        reference::UserRef,
        text::{Locale, Name},
    },
    membership::super_admins::LastSuperAdmin,
    people::user::UserStatus as RealUserStatus,
};

use crate::{
    chooser::{Chooser, OTHER_DOMAINS, PEOPLE_OF_PARTNERS},
    command::{Command, Driving},
    driver::Driver,
    model::{
        Answer, Effect,
        state::{Model, No, User, UserStatus, Usr, refuse},
    },
};

/// Only ever in the opening of a world.
#[derive(Debug)]
pub(crate) struct NewUser {
    pub(crate) domain: &'static str,
}

impl Command for NewUser {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.new_user(self.domain);
        Ok(().into())
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let new = RegisterUser {
                email: driver.new_address(self.domain),
                name: Name::parse("Somebody").unwrap(),
                locale: Locale::En,
                external_id: None,
                password: None,
            };
            let ready = Users::new(driver.ports()).register(&cx, new).await;
            let (got, user) = driver.settle(&cx, ready).await;
            driver.users.push(user.unwrap().id);
            (got, Answer::Nothing)
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum UserChange {
    Enable(bool),
    /// Whether or not an account is left without a super admin (D5).
    DisableAnyway,
    Confirm(bool),
    /// A new address on that domain.
    Email {
        domain: &'static str,
        confirmed: Option<bool>,
    },
}

#[derive(Debug)]
pub(crate) struct ChangeUser {
    user: Usr,
    change: UserChange,
}

impl Command for ChangeUser {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn passes_over_last_super_admin(&self) -> bool {
        matches!(self.change, UserChange::DisableAnyway)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.change_user(self.user, self.change).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let mut changes = UserChanges::default();
            match self.change {
                UserChange::Enable(true) => changes.status = Some(RealUserStatus::Active),
                UserChange::Enable(false) => changes.status = Some(RealUserStatus::Disabled),
                UserChange::DisableAnyway => {
                    changes.status = Some(RealUserStatus::Disabled);
                    changes.last_super_admin = LastSuperAdmin::MayGo;
                }
                UserChange::Confirm(confirmed) => changes.confirmed = Some(confirmed),
                UserChange::Email { domain, confirmed } => {
                    changes.email = Some(driver.new_address(domain));
                    changes.confirmed = confirmed;
                }
            }
            let user = UserRef::Id(driver.users[self.user]);
            let wanted = RealChangeUser { user, changes };
            let ready = Users::new(driver.ports()).change(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct EraseUser {
    user: Usr,
}

impl Command for EraseUser {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.erase(self.user);
        Ok(().into())
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let user = UserRef::Id(driver.users[self.user]);
            let ready = Users::new(driver.ports())
                .erase(&cx, user, LastSuperAdmin::Stays)
                .await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn change_user(&mut self) -> Box<dyn Command> {
        let off: Vec<_> = (0..self.it.users.len())
            .filter(|user| self.it.users[*user].status == UserStatus::Disabled)
            .collect();
        let user = self.any_user();
        if !off.is_empty() && self.dice.chance(65) {
            let user = self.dice.pick(&off);
            let change = UserChange::Enable(true);
            return Box::new(ChangeUser { user, change });
        }
        let home = PEOPLE_OF_PARTNERS
            .get(user / 3)
            .copied()
            .unwrap_or("c.example");
        let change = match self.dice.below(100) {
            0..36 => UserChange::Enable(false),
            36..40 => UserChange::DisableAnyway,
            40..65 => UserChange::Confirm(self.dice.chance(60)),
            _ => {
                let all = [&PEOPLE_OF_PARTNERS[..], &OTHER_DOMAINS].concat();
                UserChange::Email {
                    domain: self.dice.prefer(60, &[home], &all),
                    confirmed: self.dice.chance(30).then(|| self.dice.chance(50)),
                }
            }
        };
        Box::new(ChangeUser { user, change })
    }

    pub(crate) fn erase_user(&mut self) -> Box<dyn Command> {
        let user = self.any_user();
        Box::new(EraseUser { user })
    }
}

impl Model {
    fn new_user(&mut self, domain: &'static str) {
        self.users.push(User {
            domain,
            addresses: 1,
            confirmed: true,
            stub: false,
            status: UserStatus::Active,
        });
    }

    fn change_user(&mut self, user: Usr, change: UserChange) -> Result<(), No> {
        let user = &mut self.users[user];
        if user.status == UserStatus::Erased {
            return refuse("conflict", "I3 erased");
        }
        match change {
            UserChange::Enable(true) => user.status = UserStatus::Active,
            UserChange::Enable(false) | UserChange::DisableAnyway => {
                user.status = UserStatus::Disabled;
            }
            UserChange::Confirm(confirmed) => user.confirmed = confirmed,
            UserChange::Email { domain, confirmed } => {
                user.domain = domain;
                user.addresses += 1;
                user.confirmed = confirmed.unwrap_or(true);
            }
        }
        user.stub &= !user.confirmed;
        Ok(())
    }

    pub(crate) fn erase(&mut self, user: Usr) {
        self.users[user].status = UserStatus::Erased;
        self.users[user].confirmed = false;
        self.users[user].stub = false;
    }
}
