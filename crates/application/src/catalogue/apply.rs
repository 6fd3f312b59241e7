//! The operator applies a new catalogue (P1). A dry run shows the effect on super admins, partner
//! admins and the holders of every set. Holders of standard sets move to the new versions at once
//! (A7).

use std::sync::Arc;

use latchkey_domain::{
    base::ids::AccountId,
    gate,
    people::token::Scope,
    permission::{Catalogue, PermissionKey},
    ports::Locks,
    trail::{
        audit::Records,
        event::{Event, EventKind},
        origin::Origin,
    },
};

use super::{
    CatalogueEffect, Difference, Foundation,
    effect::CatalogueChange,
    own_sets,
    standard_sets::StandardSetsPlan,
    start::{applied, in_force},
};
use crate::frame::error::UseCaseError;

/// Applies a catalogue.
#[derive(Debug, Clone)]
pub struct ApplyCatalogue {
    /// The new catalogue.
    pub catalogue: Arc<Catalogue>,
    /// Whether to put it in force.
    pub mode: ApplyMode,
}

/// Whether a catalogue is put in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplyMode {
    /// Only show the effect.
    DryRun,
    /// Unless somebody may gain or lose permissions by it.
    IfNobodyIsConcerned,
    /// Whoever gains or loses.
    Confirmed,
}

/// Applies a catalogue and returns its effects. Applying the one in force changes nothing. Each account
/// in which somebody may gain or lose a permission has its event. Running nodes follow over the change
/// feed.
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
        implications: Vec::new(),
        sets: Vec::new(),
        accounts: 0,
        is_applied: false,
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
    effect.implications = change.implications();
    effect.sets = plan.effects();
    effect
        .sets
        .extend(own_sets::effects(&mut *unit, change).await?);
    let concerned = unit.accounts_holding(&effect.held_by()).await?;
    effect.accounts = concerned.len();
    effect.is_applied = match cmd.mode {
        ApplyMode::DryRun => false,
        ApplyMode::IfNobodyIsConcerned => concerned.is_empty(),
        ApplyMode::Confirmed => true,
    };
    if !effect.is_applied {
        return Ok(effect);
    }
    match &effect.from {
        Some(from) => unit.replace_catalogue(from, &in_force(new)).await?,
        None => unit.insert_catalogue(&in_force(new)).await?,
    }
    let mut events = vec![applied(effect.from.as_deref(), new)];
    events.extend(
        concerned
            .into_iter()
            .map(|account| in_account(&effect, account)),
    );
    events.extend(plan.carry_out(&mut *unit).await?);
    if let Some(records) = Records::of(&permit, events, &*on.ids, on.clock.now()) {
        unit.commit(records).await?;
    }
    Ok(effect)
}

/// What an account is told of a new catalogue: which permissions came and went, and what its partner
/// admins gain and lose.
fn in_account(effect: &CatalogueEffect, account: AccountId) -> Event {
    let mut event = Event::new(EventKind::CatalogueApplied)
        .in_account(account)
        .with("from", effect.from.as_deref())
        .with("to", effect.to.as_str());
    event.details.added.clone_from(&effect.keys.added);
    event.details.taken.clone_from(&effect.keys.taken);
    let texts =
        |keys: &[PermissionKey]| -> Vec<String> { keys.iter().map(ToString::to_string).collect() };
    if let Some(admins) = &effect.partner_admins {
        event = event
            .with("partner_admins_gain", texts(&admins.keys.added))
            .with("partner_admins_lose", texts(&admins.keys.taken));
    }
    event
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
            mode: ApplyMode::Confirmed,
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
            mode: ApplyMode::DryRun,
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
        let applied = CatalogueEffect {
            is_applied: true,
            ..effect
        };
        assert_eq!(carry_out(&bed, &on, second()).await, applied);
    }

    /// P1: what takes from or gives to any holder needs to be confirmed; each account concerned has its
    /// event, and no other account.
    #[tokio::test]
    async fn p1_holders_are_changed_only_when_confirmed() {
        let (bed, on) = scene().await;
        let world = &bed.world;
        let before = on.store.revision().await.unwrap();
        let origin = world.as_platform();
        let run = async |mode| {
            let catalogue = second();
            let cmd = ApplyCatalogue { catalogue, mode };
            apply(&on, &origin, cmd).await.unwrap()
        };
        let effect = run(ApplyMode::IfNobodyIsConcerned).await;
        assert!(!effect.is_applied && effect.accounts > 0, "{effect:?}");
        assert_eq!(on.store.revision().await.unwrap(), before);
        assert!(run(ApplyMode::Confirmed).await.is_applied);
        let trail = world.trail().await;
        let newest = trail.iter().filter(|line| {
            let is_new = line.event.details.more.get("to") == Some(&second().hash().into());
            is_new && line.event.kind == EventKind::CatalogueApplied
        });
        let told: BTreeSet<_> = newest.filter_map(|line| line.event.account).collect();
        let all = [
            world.northwind,
            world.harbour,
            world.fjordline,
            world.elsewhere,
        ];
        assert_eq!(told, all.into());
        let newest = trail.iter().find(|line| line.event.account.is_some());
        assert_eq!(newest.unwrap().event.details.taken, keys("notes.old"));
    }

    /// A change that nobody can feel needs no confirmation, and no account is told of it.
    #[tokio::test]
    async fn p1_a_change_that_concerns_nobody_is_applied() {
        let (bed, on) = scene().await;
        let same = catalogue(
            &["notes.read", "notes.write", "notes.old"],
            &[
                ("writers", "Renamed", &["notes.write", "notes.old"]),
                ("leavers", "Leavers", &["notes.old"]),
            ],
        );
        let cmd = ApplyCatalogue {
            catalogue: same,
            mode: ApplyMode::IfNobodyIsConcerned,
        };
        let effect = apply(&on, &bed.world.as_platform(), cmd).await.unwrap();
        assert_eq!((effect.is_applied, effect.accounts), (true, 0));
        let trail = bed.world.trail().await;
        let of_catalogue = EventKind::CatalogueApplied;
        let told = trail.iter().filter(|line| line.event.kind == of_catalogue);
        let told: Vec<_> = told.map(|line| line.event.account).collect();
        assert_eq!(told, [None]);
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
            mode: ApplyMode::Confirmed,
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
        let accounts = 4;
        assert_eq!(bed.world.trail().await.len(), before + 4 + accounts);
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
            mode: ApplyMode::DryRun,
        };
        assert_eq!(
            refused(apply(&on, &origin, cmd).await),
            "missing-permission"
        );
    }
}
