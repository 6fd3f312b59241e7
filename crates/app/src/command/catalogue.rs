//! `latchkey catalogue apply`: shows what a new catalogue changes for whom, and applies it (P1).

use std::path::PathBuf;

use clap::{Args, Subcommand};
use latchkey_application::{
    catalogue::{
        self, ApplyCatalogue, CatalogueEffect, Difference, SeatEffect, SeatRule, SetChange,
        SetEffect,
    },
    frame::mode::Mode,
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
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, command: CatalogueCommand) -> anyhow::Result<()> {
    let CatalogueCommand::Apply(apply) = command;
    let mode = if apply.dry_run {
        Mode::DryRun
    } else {
        Mode::CarryOut
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
    output::line(conclusion(&effect, mode))?;
    Ok(())
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
    let mut keys = |what: &str, keys: &[PermissionKey]| {
        if !keys.is_empty() {
            lines.push(format!("{what}: {}", list(keys)));
        }
    };
    keys("new permissions", &effect.keys.added);
    keys(
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
    lines.extend(effect.sets.iter().map(set_line));
    if lines.is_empty() {
        lines.push("no one gains or loses anything".to_owned());
    }
    lines
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

fn conclusion(effect: &CatalogueEffect, mode: Mode) -> String {
    if is_in_force(effect) {
        return format!("this catalogue is already in force ({})", effect.to);
    }
    match mode {
        Mode::DryRun => format!("nothing was changed; applying {} would do this", effect.to),
        Mode::CarryOut => {
            format!(
                "in force: {}; running nodes use the old catalogue until they are restarted",
                effect.to
            )
        }
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
            sets: Vec::new(),
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
    fn an_effect_on_no_one_is_shown_too() {
        assert_eq!(lines(&effect()), ["no one gains or loses anything"]);
        let same = CatalogueEffect {
            from: Some("new".to_owned()),
            ..effect()
        };
        assert!(lines(&same).is_empty());
    }
}
