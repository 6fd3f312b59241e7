//! The effects of a new catalogue on those who hold permissions of the default one (P1).

use std::sync::Arc;

use latchkey_domain::{
    permission::{
        Catalogue, SetOwner, catalogue_in_force::CatalogueInForce, seat::SeatRequirement,
    },
    ports::Locks,
};
use latchkey_testing::{
    World,
    builders::{MembershipBuilder, SetBuilder, keys},
};

use super::{
    ApplyCatalogue, ApplyMode, CatalogueEffect, Difference, PartnerAdminEffect, SeatEffect,
    SeatRule, SetChange, SetEffect, apply, testing::foundation,
};

/// The default catalogue in which `reports.export` has these lines after its label.
fn with_export(lines: &str) -> Arc<Catalogue> {
    let default = Catalogue::default_catalogue();
    let label = "label = \"Export data\"\n";
    let (before, after) = default.source().split_once(label).unwrap();
    let (_lines, after) = after.split_once("\n\n").unwrap();
    read(&format!("{before}{label}{lines}\n\n{after}"))
}

fn read(text: &str) -> Arc<Catalogue> {
    Arc::new(Catalogue::parse("test.toml", text).unwrap())
}

/// The effects that a dry run returns; a real run returns the same.
async fn effect(world: &World, catalogue: Arc<Catalogue>) -> CatalogueEffect {
    let on = foundation(Arc::clone(&world.store));
    let run = async |mode| {
        let catalogue = Arc::clone(&catalogue);
        let cmd = ApplyCatalogue { catalogue, mode };
        apply(&on, &world.as_operator(), cmd).await.unwrap()
    };
    let shown = run(ApplyMode::DryRun).await;
    let applied = run(ApplyMode::Confirmed).await;
    let is_applied = applied.is_applied;
    let expected = CatalogueEffect {
        is_applied,
        ..shown.clone()
    };
    assert_eq!(applied, expected);
    shown
}

fn difference(added: &str, taken: &str) -> Difference {
    Difference {
        added: keys(added),
        taken: keys(taken),
    }
}

fn of_accounts(effect: &CatalogueEffect) -> Vec<&SetEffect> {
    let sets = effect.sets.iter();
    sets.filter(|set| set.owner != SetOwner::Standard).collect()
}

/// A set of Harbour & Pine that exports, which Sam holds there and elsewhere.
async fn exporters(world: &World) -> SetEffect {
    let set = SetBuilder::new("Exporters", "reports.export").owner(world.harbour);
    let set = world.add_set(set).await;
    for account in [world.harbour, world.fjordline] {
        let holds = MembershipBuilder::new(account, world.sam).set(&set);
        world.add_member(holds).await;
    }
    SetEffect {
        id: Some(set.id()),
        owner: set.owner(),
        key: None,
        name: "Exporters".to_owned(),
        holders: 2,
        change: SetChange::Reread(Difference::default()),
    }
}

#[tokio::test]
async fn p1_template_losses_are_told_with_their_holders() {
    let world = World::new().await;
    let narrowed =
        with_export("implies = [\"reports.view\"]\nseat = \"core\"\npartner_admin = false");
    let effect = effect(&world, narrowed).await;
    let expected = PartnerAdminEffect {
        keys: difference("", "reports.export"),
        holders: 1,
    };
    assert_eq!(effect.partner_admins, Some(expected));
    assert_eq!(effect.super_admins, None);
    assert!(effect.keys.is_empty() && effect.sets.is_empty() && effect.seats.is_empty());
}

#[tokio::test]
async fn p1_keys_that_come_and_go_are_told_for_every_set() {
    let world = World::new().await;
    let mut set = exporters(&world).await;
    let default = Catalogue::default_catalogue();
    let other = read(&default.source().replace("reports.export", "reports.pull"));
    let effect = effect(&world, other).await;
    let moved = difference("reports.pull", "reports.export");
    assert_eq!(effect.keys, moved);
    assert_eq!(effect.super_admins.as_ref(), Some(&moved));
    assert_eq!(effect.partner_admins.as_ref().unwrap().keys, moved);
    set.change = SetChange::Reread(difference("", "reports.export"));
    assert_eq!(of_accounts(&effect), [&set]);
    let manager = effect
        .sets
        .iter()
        .find(|set| set.key.as_deref() == Some("marketing_manager"));
    assert_eq!(manager.unwrap().change, SetChange::Changed(moved));
}

#[tokio::test]
async fn p1_a_key_that_implies_more_is_told_for_each_set() {
    let world = World::new().await;
    let mut set = exporters(&world).await;
    let wider = with_export(
        "implies = [\"reports.view\", \"crm.export\"]\nseat = \"core\"\npartner_admin = true",
    );
    let effect = effect(&world, wider).await;
    let gained = difference("crm.export", "");
    set.change = SetChange::Reread(gained.clone());
    assert_eq!(of_accounts(&effect), [&set]);
    let manager = effect
        .sets
        .iter()
        .find(|set| set.key.as_deref() == Some("marketing_manager"));
    assert_eq!(manager.unwrap().change, SetChange::Changed(gained));
    assert_eq!((effect.super_admins, effect.partner_admins), (None, None));
}

#[tokio::test]
async fn s3_a_permission_that_asks_for_other_seats_is_told() {
    let world = World::new().await;
    exporters(&world).await;
    let for_sales = "implies = [\"reports.view\"]\nseat = \"sales\"\nread_only = true";
    let for_sales = with_export(&format!("{for_sales}\npartner_admin = true"));
    let effect = effect(&world, for_sales).await;
    let expected = SeatEffect {
        key: world.key("reports.export"),
        before: SeatRule {
            requirement: Some(SeatRequirement::Core),
            read_only: false,
        },
        after: SeatRule {
            requirement: Some(SeatRequirement::Sales),
            read_only: true,
        },
    };
    assert_eq!(effect.seats, [expected]);
    assert!(effect.sets.is_empty(), "what is granted stays the same");
}

#[tokio::test]
async fn p1_no_set_is_passed_over_however_many_there_are() {
    let world = World::new().await;
    let mut unit = world.begin(Locks::none()).await;
    for number in 0..401 {
        let set = SetBuilder::new(&format!("Set {number}"), "reports.export");
        let set = set.owner(world.elsewhere).build(&*world.ids);
        unit.insert_permission_set(&set).await.unwrap();
    }
    world.commit(unit).await;
    let default = Catalogue::default_catalogue();
    let other = read(&default.source().replace("reports.export", "reports.pull"));
    let effect = effect(&world, other).await;
    assert_eq!(of_accounts(&effect).len(), 401);
}

#[tokio::test]
async fn p1_an_unreadable_catalogue_is_not_compared() {
    let world = World::new().await;
    exporters(&world).await;
    let unreadable = CatalogueInForce {
        source: "[[permission]]".to_owned(),
        hash: "0".repeat(64),
    };
    let mut unit = world.begin(Locks::none()).await;
    let default = Catalogue::default_catalogue();
    unit.replace_catalogue(default.hash(), &unreadable)
        .await
        .unwrap();
    world.commit(unit).await;
    let effect = effect(&world, default).await;
    assert!(effect.from_is_unreadable);
    assert_eq!((effect.super_admins, effect.partner_admins), (None, None));
    assert!(effect.sets.is_empty() && effect.seats.is_empty());
}
