use latchkey_domain::{
    base::{
        ids::{AccountId, Ids},
        text::{Description, ExternalId},
    },
    permission::{Catalogue, PermissionSet, SetContent, SetName, SetOwner},
};

use super::keys;

/// Makes a permission set under the default catalogue: standard, unless told otherwise.
#[derive(Debug, Clone)]
pub struct SetBuilder {
    owner: SetOwner,
    content: SetContent,
}

impl SetBuilder {
    /// A set of that name with these permissions, blanks between them.
    pub fn new(name: &str, permissions: &str) -> Self {
        Self {
            owner: SetOwner::Standard,
            content: SetContent {
                name: SetName::parse(name).unwrap(),
                description: None,
                external_id: None,
                permissions: keys(permissions),
            },
        }
    }

    /// Owned by an account.
    #[must_use]
    pub const fn owner(mut self, account: AccountId) -> Self {
        self.owner = SetOwner::Account(account);
        self
    }

    /// With the platform's id, or the key of a standard set.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.content.external_id = Some(ExternalId::parse(id).unwrap());
        self
    }

    /// With a description.
    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        self.content.description = Some(Description::parse(text).unwrap());
        self
    }

    /// What the set is made of, to revise one with.
    pub fn content(self) -> SetContent {
        self.content
    }

    /// Makes the set.
    pub fn build(self, ids: &dyn Ids) -> PermissionSet {
        let catalogue = Catalogue::default_catalogue();
        PermissionSet::new(ids.next(), self.owner, self.content, &catalogue).unwrap()
    }
}
