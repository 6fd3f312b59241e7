//! Choosing a permission set to give (A5).

use crate::{
    base::{ids::AccountId, refusal::Refusal},
    membership::{HeldVersion, grant::HeldSet},
    permission::{PermissionSet, SetOwner},
};

/// A permission set that was chosen for somebody.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The version that is given.
    pub held: HeldVersion,
    /// The content of that version.
    pub set: HeldSet,
}

impl Chosen {
    /// Chooses the newest version of a set for somebody in `client` who acts for `partner`, or for
    /// nobody. On offer are the standard sets, the client's and the partner's own; any other
    /// account's set is unknown (A5).
    pub fn offered(
        set: &PermissionSet,
        client: AccountId,
        partner: Option<AccountId>,
    ) -> Result<Self, Refusal> {
        match set.owner() {
            SetOwner::Standard => {}
            SetOwner::Account(owner) if owner == client || Some(owner) == partner => {}
            SetOwner::Account(_) => return Err(Refusal::NotFound),
        }
        let latest = set.current().number();
        Ok(Self {
            held: HeldVersion {
                set: set.id(),
                version: latest,
            },
            set: HeldSet {
                owner: set.owner(),
                name: set.name().clone(),
                permissions: set.permissions().to_vec(),
                latest,
            },
        })
    }
}
