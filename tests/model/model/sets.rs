//! Permission sets (A7, A8, P5).

use super::{
    permissions::{Keys, catalogue, less},
    state::{Acc, Access, Model, No, Set, SetNo, Usr, refuse},
};

impl Model {
    /// SA, or `permission_sets.edit` on one's own behalf (A7, A11).
    fn edits_sets(&self, by: Usr, account: Acc) -> Result<(), No> {
        if self.has_right(account, by, "permission_sets.edit") {
            Ok(())
        } else {
            self.stranger_or(account, by, "A7")
        }
    }

    /// P1, P5: what a set may hold.
    fn may_be_held(permissions: &[&'static str]) -> Result<(), No> {
        let mut no = No::default();
        let unknown = permissions.iter().any(|key| !catalogue().knows(key));
        no.when(unknown, "invalid", "P1");
        let reserved = permissions.contains(&"super_admins.manage");
        no.when(reserved, "invalid", "P5 set");
        no.settle()
    }

    /// A7: without SA an editor adds or takes only what they hold.
    fn within_own(&self, by: Usr, account: Acc, before: &Keys, after: &Keys) -> Result<(), No> {
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

    pub(super) fn create_set(
        &mut self,
        by: Usr,
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

    pub(super) fn change_set(
        &mut self,
        by: Usr,
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

    pub(super) fn remove_set(&mut self, by: Usr, account: Acc, set: SetNo) -> Result<(), No> {
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
