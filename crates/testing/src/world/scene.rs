//! What is put into the store.

use std::collections::BTreeMap;

use latchkey_domain::{
    membership::Membership,
    people::{account::Account, user::User},
    permission::{Catalogue, PermissionKey, PermissionSet},
};

use crate::{
    CountingIds,
    builders::{AccountBuilder, ChangeFreely as _, MembershipBuilder, SetBuilder, UserBuilder},
};

pub(super) const HARBOUR: &str = "Harbour & Pine";

/// What is put into the store.
pub(super) struct Scene {
    pub(super) ids: CountingIds,
    pub(super) accounts: [Account; 4],
    pub(super) users: [User; 10],
    pub(super) standard_sets: BTreeMap<String, PermissionSet>,
    pub(super) sets: [PermissionSet; 4],
    pub(super) memberships: Vec<Membership>,
}

impl Scene {
    pub(super) fn new() -> Self {
        let ids = CountingIds::new();
        let accounts = [
            AccountBuilder::new("Northwind Studio")
                .external_id("northwind")
                .partner()
                .domain("northwind.example"),
            AccountBuilder::new(HARBOUR).external_id("harbour"),
            AccountBuilder::new("Fjordline Outdoor").external_id("fjordline"),
            AccountBuilder::new("Elsewhere").external_id("elsewhere"),
        ]
        .map(|account| account.build(&ids));
        let users = [
            ("Marit Aas", "marit@northwind.example", "u-marit"),
            ("Tomas Berg", "tomas@northwind.example", "u-tomas"),
            ("Priya Nair", "priya@northwind.example", "u-priya"),
            ("Jonas Weber", "jonas@northwind.example", "u-jonas"),
            ("Kaya Demir", "kaya@freelance.example", "u-kaya"),
            ("Helen Marsh", "helen@harbourpine.example", "u-helen"),
            ("Hugo Lind", "hugo@harbourpine.example", "u-hugo"),
            ("Ines Costa", "ines@harbourpine.example", "u-ines"),
            ("Freya Dahl", "freya@fjordline.example", "u-freya"),
            ("Sam Stranger", "sam@elsewhere.example", "u-sam"),
        ]
        .map(|(name, email, id)| UserBuilder::new(name, email).external_id(id).build(&ids));
        let [northwind, harbour, fjordline, elsewhere] = accounts.each_ref().map(|it| it.id);
        let sets = [
            SetBuilder::new(
                "Client managers",
                "contacts.view reports.view partner.employees.edit",
            )
            .owner(northwind),
            SetBuilder::new("Client readers", "contacts.view partner.employees.view")
                .owner(northwind),
            SetBuilder::new("Staff", "contacts.view tasks.edit").owner(northwind),
            SetBuilder::new("People", "users.edit contacts.edit reports.view").owner(harbour),
        ]
        .map(|set| set.build(&ids));
        let [
            marit,
            tomas,
            priya,
            jonas,
            kaya,
            helen,
            hugo,
            ines,
            freya,
            sam,
        ] = users.each_ref().map(|user| user.id);
        let [managers, readers, staff, people] = &sets;
        let member = MembershipBuilder::new;
        let memberships = [
            member(northwind, marit).super_admin(),
            member(northwind, tomas).set(managers),
            member(northwind, priya).set(readers),
            member(northwind, jonas).set(staff),
            member(northwind, kaya).set(staff).contractor(),
            member(harbour, helen).super_admin(),
            member(harbour, hugo).super_admin(),
            member(harbour, ines).set(people),
            member(harbour, marit).partner_admin(northwind),
            member(fjordline, freya).super_admin(),
            member(elsewhere, sam).super_admin(),
        ]
        .map(|membership| membership.build(&ids));
        let memberships = memberships.each_ref().map(|membership| {
            let mut membership = membership.clone();
            let employment = memberships
                .iter()
                .find(|it| Some(it.account) == membership.partner && it.user == membership.user);
            let given_under = employment.map(|it| it.employment().key);
            membership.change_freely(membership.updated_at, |it| it.given_under = given_under);
            membership
        });
        let catalogue = Catalogue::default_catalogue();
        let standard = catalogue.standard_sets().iter().map(|set| {
            let permissions: Vec<&str> = set.keys().iter().map(PermissionKey::as_str).collect();
            let key = set.key().as_str();
            let built = SetBuilder::new(set.label(), &permissions.join(" ")).external_id(key);
            (key.to_owned(), built.build(&ids))
        });
        Self {
            standard_sets: standard.collect(),
            accounts,
            users,
            sets,
            memberships: memberships.into(),
            ids,
        }
    }
}
