//! Permission sets: named bundles of permissions in versions (A5, A7).

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use super::{Catalogue, PermissionKey, Permissions};
use crate::base::{
    ids::{AccountId, PermissionSetId},
    text::ExternalId,
    version::Version,
};

/// Who a permission set belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetOwner {
    /// Ships with the catalogue and is read-only.
    Standard,
    /// Made by this account.
    Account(AccountId),
}

/// Why a permission set cannot be made or changed so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// The name is empty, too long or on several lines.
    #[error("a name must have 1 to {max} characters on one line")]
    Name {
        /// The limit.
        max: usize,
    },
    /// The description is too long, or has control characters other than line breaks.
    #[error("a description must have at most {max} characters, and no control characters")]
    Description {
        /// The limit.
        max: usize,
    },
    /// Keys that the catalogue does not have.
    #[error("there are permissions that do not exist")]
    UnknownKeys(Vec<PermissionKey>),
    /// Keys that super admins alone hold (P5).
    #[error("there are permissions that super admins alone hold")]
    SuperAdminsOnly(Vec<PermissionKey>),
    /// Sets that ship with the catalogue are not changed by hand.
    #[error("standard sets are read-only")]
    Standard,
}

/// The name of a permission set: 1 to 100 characters on one line, no white space at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SetName(String);

impl SetName {
    /// The longest name, in characters.
    pub const MAX_LENGTH: usize = 100;

    /// Trims and checks a text.
    pub fn parse(text: &str) -> Result<Self, SetError> {
        let name = text.trim();
        let length = name.chars().count();
        if length == 0 || length > Self::MAX_LENGTH || name.chars().any(char::is_control) {
            return Err(SetError::Name {
                max: Self::MAX_LENGTH,
            });
        }
        Ok(Self(name.to_owned()))
    }

    /// Takes back a name that was checked when it was stored.
    pub const fn stored(name: String) -> Self {
        Self(name)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One version of a set: what its holders hold (A7). Never changes once made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetVersion {
    number: u32,
    permissions: Vec<PermissionKey>,
}

impl SetVersion {
    /// The number of the first version.
    pub const FIRST: u32 = 1;

    /// Takes back a stored version.
    pub const fn stored(number: u32, permissions: Vec<PermissionKey>) -> Self {
        Self {
            number,
            permissions,
        }
    }

    /// The number, from 1.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The keys as they are stored: each ladder once, by its highest level, bare for the whole.
    pub fn permissions(&self) -> &[PermissionKey] {
        &self.permissions
    }

    /// What the version gives under this catalogue, with everything implied (P4). Keys that the
    /// catalogue does not have give nothing (P1).
    pub fn granted(&self, catalogue: &Catalogue) -> Permissions {
        catalogue.grant(&self.permissions)
    }
}

/// What somebody wants a set to be. On a change it replaces all of what was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetContent {
    /// The name.
    pub name: SetName,
    /// What it is for.
    pub description: Option<String>,
    /// The platform's own id of it.
    pub external_id: Option<ExternalId>,
    /// The keys; a bare key of a ladder means its highest level (P1).
    pub permissions: Vec<PermissionKey>,
}

/// A stored set, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionSetParts {
    /// Its id.
    pub id: PermissionSetId,
    /// Whose it is.
    pub owner: SetOwner,
    /// Its name.
    pub name: SetName,
    /// What it is for.
    pub description: Option<String>,
    /// The platform's own id of it, or a standard set's key in the catalogue.
    pub external_id: Option<ExternalId>,
    /// The newest version.
    pub current: SetVersion,
    /// The version of the row.
    pub version: Version,
}

/// A named bundle of permissions. Its holders hold one version each; a change of the permissions
/// makes a new one (A7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionSet(PermissionSetParts);

impl PermissionSet {
    /// The longest description, in characters.
    pub const MAX_DESCRIPTION: usize = 500;

    /// Makes a set. What it gives must be known and not for super admins alone (P5).
    pub fn new(
        id: PermissionSetId,
        owner: SetOwner,
        content: SetContent,
        catalogue: &Catalogue,
    ) -> Result<Self, SetError> {
        let permissions = checked(&content.permissions, &[], catalogue)?;
        Ok(Self(PermissionSetParts {
            id,
            owner,
            name: content.name,
            description: described(content.description)?,
            external_id: content.external_id,
            current: SetVersion {
                number: SetVersion::FIRST,
                permissions,
            },
            version: Version::FIRST,
        }))
    }

    /// Takes back a stored set.
    pub const fn stored(parts: PermissionSetParts) -> Self {
        Self(parts)
    }

    /// Changes the set of an account. Only other permissions make a new version. A key that the
    /// catalogue lost may stay in the set, but cannot come into it (P1).
    ///
    /// Whether the editor may do this is [`check_editor`]'s business.
    pub fn revise(&mut self, content: SetContent, catalogue: &Catalogue) -> Result<(), SetError> {
        if self.0.owner == SetOwner::Standard {
            return Err(SetError::Standard);
        }
        let permissions = checked(&content.permissions, self.permissions(), catalogue)?;
        let description = described(content.description)?;
        self.renew(permissions);
        self.0.name = content.name;
        self.0.description = description;
        self.0.external_id = content.external_id;
        Ok(())
    }

    /// Makes a standard set follow its catalogue, or a stored one take the keys of another source
    /// that was checked. Tells whether that made a new version.
    pub fn renew(&mut self, permissions: Vec<PermissionKey>) -> bool {
        let changed = self.0.current.permissions != permissions;
        if changed {
            let number = self.0.current.number.saturating_add(1);
            self.0.current = SetVersion {
                number,
                permissions,
            };
        }
        changed
    }

    /// Makes a standard set carry the name that its catalogue gives it. Tells whether that is another.
    pub fn relabel(&mut self, name: SetName) -> bool {
        let changed = self.0.name != name;
        self.0.name = name;
        changed
    }

    /// Marks the set as saved once more.
    pub const fn saved(&mut self) {
        self.0.version = self.0.version.next();
    }

    /// Its id.
    pub const fn id(&self) -> PermissionSetId {
        self.0.id
    }

    /// Whose it is.
    pub const fn owner(&self) -> SetOwner {
        self.0.owner
    }

    /// Its name.
    pub const fn name(&self) -> &SetName {
        &self.0.name
    }

    /// What it is for.
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The platform's own id of it, or a standard set's key in the catalogue.
    pub const fn external_id(&self) -> Option<&ExternalId> {
        self.0.external_id.as_ref()
    }

    /// The newest version.
    pub const fn current(&self) -> &SetVersion {
        &self.0.current
    }

    /// The keys of the newest version.
    pub fn permissions(&self) -> &[PermissionKey] {
        &self.0.current.permissions
    }

    /// The version of the row, for saving.
    pub const fn version(&self) -> Version {
        self.0.version
    }
}

/// The editor holds less than the change touches: it is refused whole (A7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change touches permissions that the editor does not hold")]
pub struct ExceedsEditor {
    /// What is touched and not held.
    pub excess: Permissions,
}

/// Tells whether an editor without super admin rights may turn `before` into `after`: they add and
/// take only what they hold themselves, level by level (A7). A new set has an empty `before`.
pub const fn check_editor(
    before: Permissions,
    after: Permissions,
    editor: Permissions,
) -> Result<(), ExceedsEditor> {
    let touched = before.difference(after).union(after.difference(before));
    let excess = touched.difference(editor);
    if excess.is_empty() {
        Ok(())
    } else {
        Err(ExceedsEditor { excess })
    }
}

/// The keys as they are stored: closed under `implies` (P4), each ladder named once, then the
/// unknown ones that were there before.
fn checked(
    wanted: &[PermissionKey],
    before: &[PermissionKey],
    catalogue: &Catalogue,
) -> Result<Vec<PermissionKey>, SetError> {
    let unknown: BTreeSet<PermissionKey> = catalogue.unknown_keys(wanted).into_iter().collect();
    let before: BTreeSet<&PermissionKey> = before.iter().collect();
    let (stale, new): (Vec<_>, Vec<_>) = unknown.into_iter().partition(|key| before.contains(key));
    if !new.is_empty() {
        return Err(SetError::UnknownKeys(new));
    }
    let granted = catalogue.grant(wanted);
    let refused = granted & catalogue.only_for_super_admins();
    if !refused.is_empty() {
        return Err(SetError::SuperAdminsOnly(catalogue.names(refused)));
    }
    Ok(catalogue.names(granted).into_iter().chain(stale).collect())
}

fn described(text: Option<String>) -> Result<Option<String>, SetError> {
    let max = PermissionSet::MAX_DESCRIPTION;
    match text {
        Some(text) if text.chars().count() > max => Err(SetError::Description { max }),
        Some(text) if text.chars().any(|c| c.is_control() && c != '\n') => {
            Err(SetError::Description { max })
        }
        text => Ok(text
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn keys(text: &str) -> Vec<PermissionKey> {
        text.split_whitespace()
            .map(|key| key.parse().unwrap())
            .collect()
    }

    fn content(name: &str, permissions: &str) -> SetContent {
        SetContent {
            name: SetName::parse(name).unwrap(),
            description: None,
            external_id: None,
            permissions: keys(permissions),
        }
    }

    fn make(owner: SetOwner, permissions: &str) -> Result<PermissionSet, SetError> {
        let id = PermissionSetId::from_uuid(Uuid::from_u128(1));
        PermissionSet::new(
            id,
            owner,
            content("Editor", permissions),
            &Catalogue::default_catalogue(),
        )
    }

    fn of_account(permissions: &str) -> Result<PermissionSet, SetError> {
        make(
            SetOwner::Account(AccountId::from_uuid(Uuid::from_u128(2))),
            permissions,
        )
    }

    #[test]
    fn a_set_has_a_name_of_1_to_100_characters() {
        assert_eq!(
            SetName::parse("  Sales rep ").unwrap().as_str(),
            "Sales rep"
        );
        assert!(SetName::parse(&"å".repeat(100)).is_ok());
        for bad in ["", "  ", "a\nb", &"a".repeat(101)] {
            assert_eq!(SetName::parse(bad), Err(SetError::Name { max: 100 }));
        }
    }

    #[test]
    fn p4_a_set_is_closed_with_each_ladder_once() {
        let set = of_account("reports.edit contacts.edit:team contacts.view:own").unwrap();
        assert_eq!(
            set.permissions(),
            keys("contacts.view:team contacts.edit:team reports.view reports.edit")
        );
        assert_eq!((set.current().number(), set.version()), (1, Version::FIRST));
    }

    #[test]
    fn p1_a_set_with_an_unknown_key_is_refused() {
        let refused = of_account("reports.edit no.such reports.view:all");
        assert_eq!(
            refused,
            Err(SetError::UnknownKeys(keys("no.such reports.view:all")))
        );
    }

    #[test]
    fn p5_a_set_with_super_admins_manage_is_refused() {
        let refused = of_account("reports.edit super_admins.manage");
        assert_eq!(
            refused,
            Err(SetError::SuperAdminsOnly(keys("super_admins.manage")))
        );
    }

    #[test]
    fn a7_a_change_of_the_permissions_makes_a_new_version() {
        let catalogue = Catalogue::default_catalogue();
        let mut set = of_account("reports.view").unwrap();
        set.revise(content("Reader", "reports.view"), &catalogue)
            .unwrap();
        assert_eq!((set.current().number(), set.name().as_str()), (1, "Reader"));
        set.revise(content("Reader", "reports.edit"), &catalogue)
            .unwrap();
        assert_eq!(set.current().number(), 2);
        assert_eq!(set.permissions(), keys("reports.view reports.edit"));
        let before = set.clone();
        assert!(set.revise(content("Other", "no.such"), &catalogue).is_err());
        assert_eq!(set, before);
    }

    #[test]
    fn p1_a_lost_key_may_stay_but_not_come_in() {
        let catalogue = Catalogue::default_catalogue();
        let set = of_account("reports.view").unwrap();
        let mut parts = set.0;
        parts.current = SetVersion::stored(4, keys("reports.view old.key"));
        let mut set = PermissionSet::stored(parts);
        set.revise(content("Reader", "old.key reports.view"), &catalogue)
            .unwrap();
        assert_eq!(
            set.current(),
            &SetVersion::stored(4, keys("reports.view old.key"))
        );
        assert_eq!(
            set.current().granted(&catalogue),
            catalogue.grant(&keys("reports.view"))
        );
        set.revise(content("Reader", "reports.view"), &catalogue)
            .unwrap();
        assert_eq!(set.current(), &SetVersion::stored(5, keys("reports.view")));
        assert!(
            set.revise(content("Reader", "old.key"), &catalogue)
                .is_err()
        );
    }

    #[test]
    fn a7_standard_sets_are_not_changed_by_hand() {
        let catalogue = Catalogue::default_catalogue();
        let mut set = make(SetOwner::Standard, "reports.view").unwrap();
        assert_eq!(
            set.revise(content("Mine", ""), &catalogue),
            Err(SetError::Standard)
        );
        assert!(set.renew(keys("reports.view reports.edit")));
        assert!(!set.renew(keys("reports.view reports.edit")));
        assert!(set.relabel(SetName::parse("Writer").unwrap()));
        assert!(!set.relabel(SetName::parse("Writer").unwrap()));
        assert_eq!((set.current().number(), set.name().as_str()), (2, "Writer"));
    }

    #[test]
    fn a7_an_editor_adds_and_takes_only_what_they_hold() {
        let catalogue = Catalogue::default_catalogue();
        let granted = |text: &str| catalogue.grant(&keys(text));
        let editor = granted("contacts.edit:team reports.view");
        let before = granted("contacts.view crm.import");
        // What is in both versions is not touched, so it need not be held.
        assert_eq!(
            check_editor(before, before | granted("reports.view"), editor),
            Ok(())
        );
        let wider = before | granted("contacts.edit");
        let excess = check_editor(before, wider, editor).unwrap_err().excess;
        assert_eq!(catalogue.names(excess), keys("contacts.edit:all"));
        let narrower = granted("contacts.view");
        let excess = check_editor(before, narrower, editor).unwrap_err().excess;
        assert_eq!(catalogue.names(excess), keys("crm.import"));
    }

    #[test]
    fn a_description_is_trimmed_to_500_characters_at_most() {
        let catalogue = Catalogue::default_catalogue();
        let mut set = of_account("").unwrap();
        let described = |text: &str| SetContent {
            description: Some(text.to_owned()),
            ..content("Reader", "")
        };
        set.revise(described(" For readers "), &catalogue).unwrap();
        assert_eq!(set.description(), Some("For readers"));
        set.revise(described("  "), &catalogue).unwrap();
        assert_eq!(set.description(), None);
        let refused = set.revise(described(&"a".repeat(501)), &catalogue);
        assert_eq!(refused, Err(SetError::Description { max: 500 }));
    }
}
