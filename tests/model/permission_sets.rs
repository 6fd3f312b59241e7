//! Permission sets of accounts (A7, A8, P5, I7).

use std::collections::BTreeSet;

use latchkey_application::{
    frame::context::RequestContext,
    permission_sets::{ChangePermissionSet, CreatePermissionSet, PermissionSets, TargetSet},
};
use latchkey_domain::permission::SetName;

use crate::{
    chooser::Chooser,
    command::{Command, Driving, Gives},
    driver::{Driver, real_keys},
    model::{
        Answer, Effect,
        permissions::{Keys, catalogue, less},
        state::{Acc, Access, Model, No, Set, SetNo, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct CreateSet {
    /// `None`: the platform.
    pub(crate) by: Option<Usr>,
    pub(crate) account: Acc,
    pub(crate) permissions: Vec<&'static str>,
}

impl Command for CreateSet {
    fn actor(&self) -> Option<Usr> {
        self.by
    }

    fn account(&self) -> Option<Acc> {
        Some(self.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .create_set(self.by, self.account, &self.permissions)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_keeper(self.by);
            let wanted = CreatePermissionSet {
                account: driver.accounts[self.account].into(),
                name: SetName::parse("Some set").unwrap(),
                description: None,
                external_id: None,
                permissions: real_keys(&self.permissions),
            };
            let ready = PermissionSets::new(driver.ports())
                .create(&cx, wanted)
                .await;
            let (got, set) = driver.settle(&cx, ready).await;
            driver.sets.extend(set.map(|set| set.id()));
            (got, Answer::Nothing)
        })
    }
}

#[derive(Debug)]
pub(crate) struct ChangeSet {
    by: Option<Usr>,
    account: Acc,
    set: SetNo,
    permissions: Vec<&'static str>,
}

impl Command for ChangeSet {
    fn actor(&self) -> Option<Usr> {
        self.by
    }

    fn account(&self) -> Option<Acc> {
        Some(self.account)
    }

    /// Editing a set reaches its holders.
    fn gives(&self) -> Gives {
        Gives::Held
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .change_set(self.by, self.account, self.set, &self.permissions)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_keeper(self.by);
            let wanted = ChangePermissionSet {
                target: target_set(driver, self.account, self.set),
                name: None,
                description: None,
                external_id: None,
                permissions: Some(real_keys(&self.permissions)),
            };
            let ready = PermissionSets::new(driver.ports())
                .change(&cx, wanted)
                .await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct RemoveSet {
    by: Option<Usr>,
    account: Acc,
    set: SetNo,
}

impl Command for RemoveSet {
    fn actor(&self) -> Option<Usr> {
        self.by
    }

    fn account(&self) -> Option<Acc> {
        Some(self.account)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .remove_set(self.by, self.account, self.set)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_keeper(self.by);
            let target = target_set(driver, self.account, self.set);
            let ready = PermissionSets::new(driver.ports())
                .remove(&cx, target)
                .await;
            driver.told(&cx, ready).await
        })
    }
}

impl Driver {
    fn as_keeper(&self, by: Option<Usr>) -> RequestContext {
        match by {
            Some(user) => self.as_user(user),
            None => self.as_platform(),
        }
    }
}

fn target_set(driver: &Driver, account: Acc, set: SetNo) -> TargetSet {
    TargetSet {
        account: driver.accounts[account].into(),
        permission_set: driver.sets[set].into(),
    }
}

impl Chooser<'_> {
    /// The platform, or mostly somebody with the right.
    fn set_keeper(&mut self, account: Acc) -> Option<Usr> {
        let by_platform = self.dice.chance(15);
        (!by_platform).then(|| self.with_right(account, "permission_sets.edit"))
    }

    /// Keys that suit whoever makes the set: for the platform those of anybody.
    fn keys_for(&mut self, account: Acc, by: Option<Usr>, most: usize) -> Vec<&'static str> {
        let by = by.unwrap_or_else(|| self.with_right(account, "permission_sets.edit"));
        self.keys_of(account, by, most)
    }

    pub(crate) fn create_set(&mut self) -> Box<dyn Command> {
        let account = self.any_account();
        let by = self.set_keeper(account);
        Box::new(CreateSet {
            by,
            account,
            permissions: self.keys_for(account, by, 5),
        })
    }

    fn own_set(&mut self) -> (Acc, SetNo) {
        let owned: Vec<_> = self
            .it
            .sets
            .iter()
            .enumerate()
            .filter_map(|(set, is)| Some((is.as_ref()?.owner?, set)))
            .collect();
        let random = [(self.any_account(), self.set())];
        self.dice.prefer(92, &owned, &random)
    }

    pub(crate) fn change_set(&mut self) -> Box<dyn Command> {
        let (account, set) = self.own_set();
        let by = self.set_keeper(account);
        let mut permissions = self.keys_for(account, by, 3);
        if let Some(set) = &self.it.sets[set]
            && self.dice.chance(80)
        {
            let keep = set.versions.last().unwrap().iter().copied();
            permissions.extend(keep.filter(|_| self.dice.chance(85)));
            permissions = permissions
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
        }
        Box::new(ChangeSet {
            by,
            account,
            set,
            permissions,
        })
    }

    pub(crate) fn remove_set(&mut self) -> Box<dyn Command> {
        let (account, set) = self.own_set();
        let by = self.set_keeper(account);
        Box::new(RemoveSet { by, account, set })
    }
}

impl Model {
    /// Who edits sets: super admins, who has `permission_sets.edit` and acts for nobody (A7, A11), and
    /// the platform (I7).
    fn edits_sets(&self, by: Option<Usr>, account: Acc) -> Result<(), No> {
        let Some(by) = by else {
            return Ok(());
        };
        if self.has_right(account, by, "permission_sets.edit") {
            Ok(())
        } else {
            self.stranger_or(account, by, "A7")
        }
    }

    /// What a set may hold (P1, P5).
    fn may_be_held(permissions: &[&'static str]) -> Result<(), No> {
        let mut no = No::default();
        let unknown = permissions.iter().any(|key| !catalogue().knows(key));
        no.when(unknown, "invalid", "P1");
        let reserved = permissions.contains(&"super_admins.manage");
        no.when(reserved, "invalid", "P5 set");
        no.settle()
    }

    /// An editor who is not super admin adds or takes only what they hold (A7).
    fn within_own(
        &self,
        by: Option<Usr>,
        account: Acc,
        before: &Keys,
        after: &Keys,
    ) -> Result<(), No> {
        let Some(by) = by else {
            return Ok(());
        };
        let moved = &less(before, after) | &less(after, before);
        let held = self.granted(account, by);
        if self.is_super_admin(account, by) || moved.is_subset(&held) {
            Ok(())
        } else {
            refuse("exceeds-own-permissions", "A7")
        }
    }

    /// The account's own set: of another account it is unknown, a standard one is read only.
    fn own_set(&self, account: Acc, set: SetNo) -> Result<Set, No> {
        let Some(found) = self.sets[set].clone() else {
            return refuse("not-found", "A7");
        };
        match found.owner {
            Some(owner) if owner == account => Ok(found),
            Some(_) => refuse("not-found", "A7"),
            None => refuse("conflict", "A7 standard"),
        }
    }

    fn create_set(
        &mut self,
        by: Option<Usr>,
        account: Acc,
        permissions: &[&'static str],
    ) -> Result<(), No> {
        self.edits_sets(by, account)?;
        Self::may_be_held(permissions)?;
        self.within_own(by, account, &Keys::new(), &catalogue().grant(permissions))?;
        self.sets.push(Some(Set {
            owner: Some(account),
            versions: vec![permissions.to_vec()],
        }));
        Ok(())
    }

    fn change_set(
        &mut self,
        by: Option<Usr>,
        account: Acc,
        set: SetNo,
        permissions: &[&'static str],
    ) -> Result<(), No> {
        self.edits_sets(by, account)?;
        let old = self.own_set(account, set)?;
        Self::may_be_held(permissions)?;
        let before = catalogue().grant(old.versions.last().unwrap());
        let after = catalogue().grant(permissions);
        self.within_own(by, account, &before, &after)?;
        if before == after {
            return Ok(());
        }
        let versions = &mut self.sets[set].as_mut().unwrap().versions;
        versions.push(permissions.to_vec());
        let newest = versions.len();
        // Holders in the owning account follow at once, adjustments untouched.
        for ((where_, _), member) in &mut self.members {
            if *where_ == account
                && let Access::Set(held, version) = &mut member.access
                && *held == set
            {
                *version = newest;
            }
        }
        Ok(())
    }

    fn remove_set(&mut self, by: Option<Usr>, account: Acc, set: SetNo) -> Result<(), No> {
        self.edits_sets(by, account)?;
        let old = self.own_set(account, set)?;
        let before = catalogue().grant(old.versions.last().unwrap());
        self.within_own(by, account, &before, &Keys::new())?;
        let holds = |access: Access| matches!(access, Access::Set(held, _) if held == set);
        if self.members.values().any(|member| holds(member.access)) {
            return refuse("set-in-use", "A7");
        }
        self.sets[set] = None;
        Ok(())
    }
}
