//! The operator puts another catalogue in force (P1): a dry run shows what that does to the holders of
//! standard sets, who move to the new versions at once (A7).

use std::sync::Arc;

use latchkey_domain::{
    audit::{Origin, Records},
    authority,
    permission::Catalogue,
    ports::Locks,
    token::Scope,
};

use super::{
    CatalogueEffect, Foundation,
    effect::{all_keys, difference},
    standard_sets::Plan,
    start::{applied, in_force},
};
use crate::{error::UseCaseError, mode::Mode};

/// Puts a catalogue in force.
#[derive(Debug, Clone)]
pub struct ApplyCatalogue {
    /// The new catalogue.
    pub catalogue: Arc<Catalogue>,
    /// For real, or only to see.
    pub mode: Mode,
}

/// Puts a catalogue in force, and tells what that does. The one in force already changes nothing.
/// Nodes that run go on with the old one until they are started again.
pub async fn apply(
    on: &Foundation,
    origin: &Origin,
    cmd: ApplyCatalogue,
) -> Result<CatalogueEffect, UseCaseError> {
    let permit = authority::platform(origin, Scope::Admin)?;
    let new = &*cmd.catalogue;
    let mut unit = on.store.begin(Locks::none()).await?;
    let before = unit.catalogue_in_force().await?;
    let from = before.as_ref().map(|before| before.hash.clone());
    let mut effect = CatalogueEffect {
        from,
        to: new.hash().to_owned(),
        keys_added: Vec::new(),
        keys_removed: Vec::new(),
        sets: Vec::new(),
    };
    if effect.from.as_deref() == Some(new.hash()) {
        return Ok(effect);
    }
    // A catalogue that an older binary put in force may not parse any more; its keys then count as
    // unknown, and all of the new one as added.
    let old = before.and_then(|before| Catalogue::parse("in force", &before.source).ok());
    let old_keys = old.as_ref().map(all_keys).unwrap_or_default();
    (effect.keys_added, effect.keys_removed) = difference(&old_keys, &all_keys(new));
    let plan = Plan::make(&mut *unit, old.as_ref(), new, &*on.ids).await?;
    effect.sets = plan.effects();
    if cmd.mode == Mode::DryRun {
        return Ok(effect);
    }
    unit.put_catalogue_in_force(&in_force(new)).await?;
    let mut events = vec![applied(effect.from.as_deref(), new)];
    events.extend(plan.carry_out(&mut *unit).await?);
    if let Some(records) = Records::of(&permit, events, &*on.ids, on.clock.now()) {
        unit.commit(records).await?;
    }
    Ok(effect)
}
