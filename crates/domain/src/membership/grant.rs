//! What a membership grants, whatever its status, seat or clock (P5): in one place, for a member as
//! for a membership that is only thought of.

use crate::{
    membership::{Access, Adjustments, terms::Terms},
    permission::{Catalogue, PermissionKey, Permissions, SetName, SetOwner},
};

/// The version of a permission set that a membership holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldSet {
    /// Who owns the set.
    pub owner: SetOwner,
    /// The set's name today.
    pub name: SetName,
    /// The permissions of the version held.
    pub permissions: Vec<PermissionKey>,
    /// The set's newest version.
    pub latest: u32,
}

/// What granted permissions are made of.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'a> {
    /// The kind of access.
    pub access: Access,
    /// The set version held, where that is the kind.
    pub set: Option<&'a HeldSet>,
    /// What was added and clipped.
    pub adjustments: &'a Adjustments,
    /// What the account has laid down about the person.
    pub terms: &'a Terms,
}

/// What is added to the base of a membership and taken from it: all that tells two holders of the same
/// access apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Adjusted {
    added: Permissions,
    taken: Permissions,
}

impl Adjusted {
    /// *Granted* (P5), where the kind of access brings this.
    pub fn of(&self, base: Permissions) -> Permissions {
        (base | self.added) - self.taken
    }
}

impl Grant<'_> {
    /// What the kind of access brings before any adjustment.
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

    /// What is given before anything is taken: the base and what was added to it.
    pub fn given(&self, catalogue: &Catalogue) -> Permissions {
        self.base(catalogue) | self.added(catalogue)
    }

    /// What was added to the base: nothing for a super admin.
    fn added(&self, catalogue: &Catalogue) -> Permissions {
        match self.access {
            Access::SuperAdmin => Permissions::EMPTY,
            Access::PartnerAdmin | Access::PermissionSet(_) => {
                catalogue.grant(&self.adjustments.added)
            }
        }
    }

    /// What the account withholds, with everything that implies it; nothing from a super admin.
    pub fn withheld(&self, catalogue: &Catalogue) -> Permissions {
        self.unless_super_admin(catalogue.withhold(self.terms.withheld_keys()))
    }

    /// What whoever gave the access could not give, with everything that implies it.
    pub fn clipped(&self, catalogue: &Catalogue) -> Permissions {
        self.unless_super_admin(catalogue.withhold(&self.adjustments.clipped))
    }

    /// *Granted* (P5): closed, whatever status, seat or clock.
    pub fn granted(&self, catalogue: &Catalogue) -> Permissions {
        self.adjusted(catalogue).of(self.base(catalogue))
    }

    /// What becomes of whatever the kind of access brings.
    pub fn adjusted(&self, catalogue: &Catalogue) -> Adjusted {
        Adjusted {
            added: self.added(catalogue),
            taken: self.clipped(catalogue)
                | self.withheld(catalogue)
                | self.unless_super_admin(catalogue.only_for_super_admins()),
        }
    }

    /// Nothing is taken from a super admin.
    const fn unless_super_admin(&self, taken: Permissions) -> Permissions {
        match self.access {
            Access::SuperAdmin => Permissions::EMPTY,
            Access::PartnerAdmin | Access::PermissionSet(_) => taken,
        }
    }
}
