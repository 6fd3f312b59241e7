//! `latchkey catalogue apply`: shows what a new catalogue changes for whom, and applies it (P1).

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use latchkey_application::catalogue::{
    self, ApplyCatalogue, ApplyMode, CatalogueEffect, Difference, SeatEffect, SeatRule, SetChange,
    SetEffect,
};
use latchkey_domain::permission::{Catalogue, PermissionKey, SetOwner, seat::SeatRequirement};

use super::operator_session::{OperatorSession, explain};
use crate::{config::Settings, output, wiring};

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueCommand {
    /// Applies a catalogue, and shows what changes for whom.
    Apply(Apply),
}

#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// The catalogue file. Default: the file in `permissions.catalogue`, or the built-in catalogue.
    file: Option<PathBuf>,
    /// Only show what would change.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Apply it also where somebody gains or loses permissions.
    #[arg(long)]
    yes: bool,
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, command: CatalogueCommand) -> anyhow::Result<()> {
    let CatalogueCommand::Apply(apply) = command;
    let mode = match (apply.dry_run, apply.yes) {
        (true, _) => ApplyMode::DryRun,
        (false, false) => ApplyMode::IfNobodyIsConcerned,
        (false, true) => ApplyMode::Confirmed,
    };
    let catalogue = match apply.file.as_ref().or(settings.catalogue.as_ref()) {
        Some(file) => wiring::read_catalogue(file)?,
        None => Catalogue::default_catalogue(),
    };
    let session = OperatorSession::open(&settings, "catalogue apply").await?;
    let foundation = session.infrastructure.foundation();
    let cmd = ApplyCatalogue { catalogue, mode };
    let effect = catalogue::apply(&foundation, &session.cx.origin, cmd)
        .await
        .map_err(explain)?;
    session.close().await;
    for line in lines(&effect) {
        output::line(line)?;
    }
    match conclusion(&effect, mode) {
        Ok(conclusion) => Ok(output::line(conclusion)?),
        Err(unconfirmed) => bail!("{unconfirmed}"),
    }
}

/// Whether the catalogue is already in force.
fn is_in_force(effect: &CatalogueEffect) -> bool {
    effect.from.as_deref() == Some(effect.to.as_str())
}

/// Describes the changes, one per line.
fn lines(effect: &CatalogueEffect) -> Vec<String> {
    let mut lines = Vec::new();
    if is_in_force(effect) {
        return lines;
    }
    if effect.from_is_unreadable {
        let unknown = "this version cannot read the catalogue in force: all permissions of the new \
                       catalogue are shown as new, and losses are unknown";
        lines.push(unknown.to_owned());
    }
    keys_line(&mut lines, "new permissions", &effect.keys.added);
    keys_line(
        &mut lines,
        "removed permissions, which no longer grant anything",
        &effect.keys.taken,
    );
    if let Some(keys) = &effect.super_admins {
        lines.push(format!("every super admin: {}", gains_and_losses(keys)));
    }
    if let Some(admins) = &effect.partner_admins {
        let (moves, holders) = (gains_and_losses(&admins.keys), memberships(admins.holders));
        lines.push(format!("every partner admin: {moves}; {holders}"));
    }
    lines.extend(effect.seats.iter().map(seat_line));
    keys_line(
        &mut lines,
        "permissions that imply others than before",
        &effect.implications,
    );
    lines.extend(effect.sets.iter().map(set_line));
    if lines.is_empty() {
        lines.push("no one gains or loses anything".to_owned());
    }
    lines
}

fn keys_line(lines: &mut Vec<String>, what: &str, keys: &[PermissionKey]) {
    if !keys.is_empty() {
        lines.push(format!("{what}: {}", list(keys)));
    }
}

fn seat_line(effect: &SeatEffect) -> String {
    let words = |rule: SeatRule| {
        let seat = rule.requirement.map_or("any", SeatRequirement::as_str);
        let reads = if rule.read_only { ", read-only" } else { "" };
        format!("{seat}{reads}")
    };
    let (before, after) = (words(effect.before), words(effect.after));
    format!("permission {}: seat {before} -> {after}", effect.key)
}

fn set_line(set: &SetEffect) -> String {
    let holders = memberships(set.holders);
    let change = match &set.change {
        SetChange::Created => "is new".to_owned(),
        SetChange::Renamed => format!("has a new name, grants the same; {holders}"),
        SetChange::Removed => "is removed; held by no one".to_owned(),
        SetChange::Kept(keys) if keys.is_empty() => {
            format!("is no longer in the catalogue, but kept; {holders}")
        }
        SetChange::Kept(keys) => {
            let moves = gains_and_losses(keys);
            format!("is no longer in the catalogue, but kept: {moves}; {holders}")
        }
        SetChange::Changed(keys) if keys.is_empty() => {
            format!("lists other keys, grants the same; {holders}")
        }
        SetChange::Changed(keys) | SetChange::Reread(keys) => {
            format!("{}; {holders}", gains_and_losses(keys))
        }
    };
    format!("{}: {change}", label(set))
}

/// Names a set: a standard set by its key, any other by its id and its owner's id.
fn label(set: &SetEffect) -> String {
    let key = set.key.as_deref().unwrap_or_default();
    match (set.owner, set.id) {
        (SetOwner::Account(owner), Some(id)) => format!("set {id} of {owner} ({})", set.name),
        (SetOwner::Standard | SetOwner::Account(_), _) => format!("set {key} ({})", set.name),
    }
}

fn gains_and_losses(keys: &Difference) -> String {
    let part = |verb: &str, keys: &[PermissionKey]| {
        (!keys.is_empty()).then(|| format!("{verb} {}", list(keys)))
    };
    let parts = [part("gains", &keys.added), part("loses", &keys.taken)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn memberships(holders: u64) -> String {
    match holders {
        0 => "held by no one".to_owned(),
        1 => "held by 1 membership".to_owned(),
        many => format!("held by {many} memberships"),
    }
}

fn list(keys: &[PermissionKey]) -> String {
    keys.iter()
        .map(PermissionKey::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// What was done. The error says that it was not, for want of a confirmation.
fn conclusion(effect: &CatalogueEffect, mode: ApplyMode) -> Result<String, String> {
    let (hash, accounts) = (&effect.to, effect.accounts);
    if is_in_force(effect) {
        return Ok(format!("this catalogue is already in force ({hash})"));
    }
    let concerned = match accounts {
        0 => "nobody gains or loses permissions by it".to_owned(),
        1 => "somebody in 1 account may gain or lose permissions by it".to_owned(),
        many => format!("somebody in each of {many} accounts may gain or lose permissions by it"),
    };
    if effect.is_applied {
        return Ok(format!(
            "in force: {hash}; {concerned}; running nodes follow within decisions.max_staleness"
        ));
    }
    match mode {
        ApplyMode::DryRun => Ok(format!(
            "nothing was changed; applying {hash} would do this: {concerned}"
        )),
        ApplyMode::IfNobodyIsConcerned | ApplyMode::Confirmed => Err(format!(
            "nothing was changed: {concerned}; to apply {hash} nevertheless, add --yes"
        )),
    }
}

#[cfg(test)]
mod tests {
    use latchkey_application::catalogue::PartnerAdminEffect;
    use latchkey_domain::base::ids::{AccountId, PermissionSetId};
    use uuid::Uuid;

    use super::*;

    fn difference(added: &[&str], taken: &[&str]) -> Difference {
        let keys = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Difference {
            added: keys(added),
            taken: keys(taken),
        }
    }

    fn effect() -> CatalogueEffect {
        CatalogueEffect {
            from: Some("old".to_owned()),
            to: "new".to_owned(),
            from_is_unreadable: false,
            keys: Difference::default(),
            super_admins: None,
            partner_admins: None,
            seats: Vec::new(),
            implications: Vec::new(),
            sets: Vec::new(),
            accounts: 0,
            is_applied: false,
        }
    }

    #[test]
    fn every_kind_of_effect_has_its_line() {
        let rule = |requirement, read_only| SeatRule {
            requirement,
            read_only,
        };
        let owner = AccountId::from_uuid(Uuid::from_u128(1));
        let id = PermissionSetId::from_uuid(Uuid::from_u128(2));
        let moved = difference(&["boats.sail"], &["boats.row"]);
        let effect = CatalogueEffect {
            keys: moved.clone(),
            super_admins: Some(moved.clone()),
            partner_admins: Some(PartnerAdminEffect {
                keys: difference(&[], &["boats.row"]),
                holders: 13,
            }),
            seats: vec![SeatEffect {
                key: "boats.view".parse().unwrap(),
                before: rule(None, true),
                after: rule(Some(SeatRequirement::Core), false),
            }],
            sets: vec![SetEffect {
                id: Some(id),
                owner: SetOwner::Account(owner),
                key: None,
                name: "Crew".to_owned(),
                holders: 1,
                change: SetChange::Reread(moved),
            }],
            ..effect()
        };
        let set = format!(
            "set {id} of {owner} (Crew): gains boats.sail; loses boats.row; held by 1 membership"
        );
        let expected = [
            "new permissions: boats.sail",
            "removed permissions, which no longer grant anything: boats.row",
            "every super admin: gains boats.sail; loses boats.row",
            "every partner admin: loses boats.row; held by 13 memberships",
            "permission boats.view: seat any, read-only -> core",
            &set,
        ];
        assert_eq!(lines(&effect), expected);
    }

    #[test]
    fn a_missing_confirmation_is_an_error() {
        let concerned = CatalogueEffect {
            accounts: 2,
            ..effect()
        };
        let unconfirmed = conclusion(&concerned, ApplyMode::IfNobodyIsConcerned).unwrap_err();
        assert!(unconfirmed.contains("2 accounts") && unconfirmed.contains("--yes"));
        assert!(conclusion(&concerned, ApplyMode::DryRun).is_ok());
        let applied = CatalogueEffect {
            is_applied: true,
            ..concerned
        };
        let text = conclusion(&applied, ApplyMode::Confirmed).unwrap();
        assert!(text.starts_with("in force: new;"), "{text}");
    }

    #[test]
    fn an_effect_on_no_one_is_shown_too() {
        assert_eq!(lines(&effect()), ["no one gains or loses anything"]);
        let same = CatalogueEffect {
            from: Some("new".to_owned()),
            ..effect()
        };
        assert!(lines(&same).is_empty());
    }
}
