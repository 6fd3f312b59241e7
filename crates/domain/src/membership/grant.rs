//! Computes granted permissions, regardless of status, seat and clock (P5). The same code serves
//! existing memberships and planned ones.

use crate::{
    membership::{Access, Adjustments, terms::Terms},
    permission::{Catalogue, PermissionKey, Permissions, SetName, SetOwner},
};

/// The version of a permission set that a membership holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldSet {
    /// Who owns the set.
    pub owner: SetOwner,
    /// The present name of the set.
    pub name: SetName,
    /// The permissions of the version held.
    pub permissions: Vec<PermissionKey>,
    /// The newest version of the set.
    pub latest: u32,
}

/// The inputs of granted permissions.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'a> {
    /// Super admin, partner admin, or a permission set.
    pub access: Access,
    /// The set version held, if the access is a set.
    pub set: Option<&'a HeldSet>,
    /// Permissions added and clipped.
    pub adjustments: &'a Adjustments,
    /// What the account has laid down about the member.
    pub terms: &'a Terms,
}

/// What is added to the base and taken from it. Two holders of the same access differ only in this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Adjusted {
    added: Permissions,
    taken: Permissions,
}

impl Adjusted {
    /// Computes *granted* (P5) from the base.
    pub fn of(&self, base: Permissions) -> Permissions {
        (base | self.added) - self.taken
    }
}

impl Grant<'_> {
    /// The base: what the access gives before any adjustment (P5).
    pub fn base(&self, catalogue: &Catalogue) -> Permissions {
        match self.access {
            Access::SuperAdmin => catalogue.all(),
            Access::PartnerAdmin => catalogue.partner_admin_template(),
            Access::PermissionSet(_) => {
                let keys = self.set.map_or(&[][..], |set| &set.permissions);
                catalogue.grant(keys)
            }
        }
    }

    /// The base and what was added to it, before anything is taken.
    pub fn given(&self, catalogue: &Catalogue) -> Permissions {
        self.base(catalogue) | self.added(catalogue)
    }

    /// What was added to the base; nothing for a super admin.
    fn added(&self, catalogue: &Catalogue) -> Permissions {
        match self.access {
            Access::SuperAdmin => Permissions::EMPTY,
            Access::PartnerAdmin | Access::PermissionSet(_) => {
                catalogue.grant(&self.adjustments.added)
            }
        }
    }

    /// What the account withholds, with everything that implies it; nothing for a super admin.
    pub fn withheld(&self, catalogue: &Catalogue) -> Permissions {
        self.unless_super_admin(catalogue.withhold(self.terms.withheld_keys()))
    }

    /// What the giver of the access could not give, with everything that implies it; nothing for a
    /// super admin.
    pub fn clipped(&self, catalogue: &Catalogue) -> Permissions {
        self.unless_super_admin(catalogue.withhold(&self.adjustments.clipped))
    }

    /// *Granted* (P5): complete under implication, regardless of status, seat and clock.
    pub fn granted(&self, catalogue: &Catalogue) -> Permissions {
        self.adjusted(catalogue).of(self.base(catalogue))
    }

    /// What is added to the base and taken from it.
    pub fn adjusted(&self, catalogue: &Catalogue) -> Adjusted {
        Adjusted {
            added: self.added(catalogue),
            taken: self.clipped(catalogue)
                | self.withheld(catalogue)
                | self.unless_super_admin(catalogue.only_for_super_admins()),
        }
    }

    /// Keeps what is to be taken, unless the member is super admin.
    const fn unless_super_admin(&self, taken: Permissions) -> Permissions {
        match self.access {
            Access::SuperAdmin => Permissions::EMPTY,
            Access::PartnerAdmin | Access::PermissionSet(_) => taken,
        }
    }
}
