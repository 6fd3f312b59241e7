//! The operator applies a new catalogue (P1). A dry run shows the effect on super admins, partner
//! admins and the holders of every set. Holders of standard sets move to the new versions at once
//! (A7).

use std::sync::Arc;

use latchkey_domain::{
    gate,
    people::token::Scope,
    permission::Catalogue,
    ports::Locks,
    trail::{audit::Records, origin::Origin},
};

use super::{
    CatalogueEffect, Difference, Foundation,
    effect::CatalogueChange,
    own_sets,
    standard_sets::StandardSetsPlan,
    start::{applied, in_force},
};
use crate::frame::{error::UseCaseError, mode::Mode};

/// Applies a catalogue.
#[derive(Debug, Clone)]
pub struct ApplyCatalogue {
    /// The new catalogue.
    pub catalogue: Arc<Catalogue>,
    /// Whether this is a dry run.
    pub mode: Mode,
}

/// Applies a catalogue and returns its effects. Applying the one in force changes nothing. Running
/// nodes use the old catalogue until they are restarted.
pub async fn apply(
    on: &Foundation,
    origin: &Origin,
    cmd: ApplyCatalogue,
) -> Result<CatalogueEffect, UseCaseError> {
    let permit = gate::platform(origin, Scope::Admin)?;
    let new = &*cmd.catalogue;
    let mut unit = on.store.begin(Locks::none()).await?;
    let before = unit.catalogue_in_force().await?;
    let from = before.as_ref().map(|before| before.hash.clone());
    let mut effect = CatalogueEffect {
        from,
        to: new.hash().to_owned(),
        from_is_unreadable: false,
        keys: Difference::default(),
        super_admins: None,
        partner_admins: None,
        seats: Vec::new(),
        sets: Vec::new(),
    };
    if effect.from.as_deref() == Some(new.hash()) {
        return Ok(effect);
    }
    // A catalogue that another version applied may not be readable.
    let old = before.and_then(|before| Catalogue::parse("in force", &before.source).ok());
    let old = old.as_ref();
    let change = CatalogueChange { old, new };
    let plan = StandardSetsPlan::make(&mut *unit, change, &*on.ids).await?;
    effect.from_is_unreadable = effect.from.is_some() && old.is_none();
    effect.keys = change.keys();
    effect.super_admins = change.super_admins();
    effect.partner_admins = change.partner_admins(&mut *unit).await?;
    effect.seats = change.seats();
    effect.sets = plan.effects();
    effect
        .sets
        .extend(own_sets::effects(&mut *unit, change).await?);
    if cmd.mode == Mode::DryRun {
        return Ok(effect);
    }
    match &effect.from {
        Some(from) => unit.replace_catalogue(from, &in_force(new)).await?,
        None => unit.insert_catalogue(&in_force(new)).await?,
    }
    let mut events = vec![applied(effect.from.as_deref(), new)];
    events.extend(plan.carry_out(&mut *unit).await?);
    if let Some(records) = Records::of(&permit, events, &*on.ids, on.clock.now()) {
        unit.commit(records).await?;
    }
    Ok(effect)
}

#[cfg(test)]
mod tests {
    use latchkey_domain::{
        membership::{Access, HeldVersion},
        trail::event::EventKind,
    };
    use latchkey_testing::builders::{MembershipBuilder, keys};

    use super::*;
    use crate::{
        catalogue::{SetChange, testing::catalogue, testing::foundation},
        testing::{UseCaseBed, refused},
    };

    /// The scene under a small catalogue with three standard sets; Jonas holds the first two.
    async fn scene() -> (UseCaseBed, Foundation) {
        let bed = UseCaseBed::new().await;
        let on = foundation(Arc::clone(&bed.world.store));
        let first = catalogue(
            &["notes.read", "notes.write", "notes.old"],
            &[
                ("writers", "Writers", &["notes.write", "notes.old"]),
                ("leavers", "Leavers", &["notes.old"]),
                ("unheld", "Unheld", &["notes.read"]),
            ],
        );
        carry_out(&bed, &on, first).await;
        for (account, key) in [
            (bed.world.fjordline, "writers"),
            (bed.world.harbour, "leavers"),
        ] {
            let sets = on.store.reader().standard_sets().await.unwrap();
            let is = |set: &latchkey_domain::permission::PermissionSet| {
                set.external_id().is_some_and(|id| id.as_str() == key)
            };
            let set = sets.into_iter().find(is).unwrap();
            let holds = MembershipBuilder::new(account, bed.world.jonas).set(&set);
            bed.world.add_member(holds).await;
        }
        (bed, on)
    }

    async fn carry_out(bed: &UseCaseBed, on: &Foundation, to: Arc<Catalogue>) -> CatalogueEffect {
        let cmd = ApplyCatalogue {
            catalogue: to,
            mode: Mode::CarryOut,
        };
        apply(on, &bed.world.as_operator(), cmd).await.unwrap()
    }

    fn second() -> Arc<Catalogue> {
        catalogue(
            &["notes.read", "notes.write", "notes.new"],
            &[
                ("writers", "Authors", &["notes.write", "notes.new"]),
                ("fresh", "Fresh", &[]),
            ],
        )
    }

    fn changes(effect: &CatalogueEffect) -> Vec<(&str, u64, &SetChange)> {
        let sets = effect.sets.iter();
        sets.map(|set| (set.key.as_deref().unwrap(), set.holders, &set.change))
            .collect()
    }

    #[tokio::test]
    async fn p1_a_dry_run_only_shows_the_effect_on_holders() {
        let (bed, on) = scene().await;
        let before = on.store.revision().await.unwrap();
        let cmd = ApplyCatalogue {
            catalogue: second(),
            mode: Mode::DryRun,
        };
        let effect = apply(&on, &bed.world.as_operator(), cmd).await.unwrap();
        let moved = Difference {
            added: keys("notes.new"),
            taken: keys("notes.old"),
        };
        assert_eq!(effect.keys, moved);
        let changed = SetChange::Changed(moved);
        let kept = SetChange::Kept(Difference {
            added: Vec::new(),
            taken: keys("notes.old"),
        });
        let expected = [
            ("writers", 1, &changed),
            ("fresh", 0, &SetChange::Created),
            ("leavers", 1, &kept),
            ("unheld", 0, &SetChange::Removed),
        ];
        assert_eq!(changes(&effect), expected);
        assert_eq!(on.store.revision().await.unwrap(), before);
        assert_eq!(carry_out(&bed, &on, second()).await, effect);
    }

    #[tokio::test]
    async fn a7_holders_of_a_standard_set_follow_at_once() {
        let (bed, on) = scene().await;
        carry_out(&bed, &on, second()).await;
        let world = &bed.world;
        let jonas = world.member(world.fjordline, world.jonas).await;
        let Access::PermissionSet(HeldVersion { version, .. }) = jonas.membership.access else {
            panic!("Jonas holds a set there")
        };
        assert_eq!(version, 2);
        let set = jonas.set.unwrap();
        assert_eq!(
            (set.name.as_str(), set.permissions),
            ("Authors", keys("notes.write notes.new"))
        );
    }

    #[tokio::test]
    async fn p1_a_set_that_left_the_file_stays_while_held() {
        let (bed, on) = scene().await;
        carry_out(&bed, &on, second()).await;
        let sets = on.store.reader().standard_sets().await.unwrap();
        let mut left: Vec<_> = sets.iter().map(|set| set.name().as_str()).collect();
        left.sort_unstable();
        assert_eq!(left, ["Authors", "Fresh", "Leavers"]);
        let member = bed.world.member(bed.world.harbour, bed.world.jonas).await;
        assert!(member.granted(&second()).is_empty(), "its key is gone");
    }

    #[tokio::test]
    async fn t1_the_act_and_each_changed_set_are_recorded() {
        let (bed, on) = scene().await;
        let before = bed.world.trail().await.len();
        let origin = bed.world.as_platform();
        let cmd = ApplyCatalogue {
            catalogue: second(),
            mode: Mode::CarryOut,
        };
        apply(&on, &origin, cmd).await.unwrap();
        let trail = bed.trail(4).await;
        let kinds: Vec<_> = trail.iter().map(|(kind, _)| *kind).collect();
        let expected = [
            EventKind::PermissionSetRemoved,
            EventKind::PermissionSetCreated,
            EventKind::PermissionSetChanged,
            EventKind::CatalogueApplied,
        ];
        assert_eq!(kinds, expected);
        assert_eq!(bed.world.trail().await.len(), before + 4);
    }

    #[tokio::test]
    async fn t4_the_catalogue_in_force_already_changes_nothing() {
        let (bed, on) = scene().await;
        carry_out(&bed, &on, second()).await;
        let before = on.store.revision().await.unwrap();
        let effect = carry_out(&bed, &on, second()).await;
        assert!(effect.sets.is_empty() && effect.keys.is_empty());
        assert_eq!(on.store.revision().await.unwrap(), before);
    }

    #[tokio::test]
    async fn a_user_applies_no_catalogue() {
        let (bed, on) = scene().await;
        let origin = bed.world.as_user(bed.world.marit);
        let cmd = ApplyCatalogue {
            catalogue: second(),
            mode: Mode::DryRun,
        };
        assert_eq!(
            refused(apply(&on, &origin, cmd).await),
            "missing-permission"
        );
    }
}
