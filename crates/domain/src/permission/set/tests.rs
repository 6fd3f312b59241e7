//! What a permission set may be, and who changes it.

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
fn p4_a_set_is_complete_with_each_ladder_once() {
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
        Err(SetError::Keys {
            unknown: keys("no.such reports.view:all"),
            super_admins_only: Vec::new(),
        })
    );
}

#[test]
fn p5_a_set_with_super_admins_manage_is_refused() {
    let refused = of_account("reports.edit super_admins.manage");
    assert_eq!(
        refused,
        Err(SetError::Keys {
            unknown: Vec::new(),
            super_admins_only: keys("super_admins.manage"),
        })
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
    assert_eq!(set.current().permissions(), set.permissions());
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
    // What both versions have is not touched, so the editor need not hold it.
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
fn a_set_keeps_what_it_was_made_of() {
    let given = SetContent {
        description: Some(Description::parse("For all").unwrap()),
        external_id: Some(ExternalId::parse("readers").unwrap()),
        ..content("Reader", "reports.view")
    };
    let id = PermissionSetId::from_uuid(Uuid::from_u128(1));
    let owner = SetOwner::Account(AccountId::from_uuid(Uuid::from_u128(2)));
    let catalogue = Catalogue::default_catalogue();
    let mut set = PermissionSet::new(id, owner, given.clone(), &catalogue).unwrap();
    assert_eq!(
        (set.id(), set.owner(), set.name()),
        (id, owner, &given.name)
    );
    assert_eq!(set.description(), given.description.as_ref());
    assert_eq!(set.external_id(), given.external_id.as_ref());
    let version = set.version();
    set.saved();
    assert_eq!(set.version(), version.next());
}
