//! `latchkey catalogue apply`: shows what another catalogue does to whom, and puts it in force (P1).

use std::path::PathBuf;

use clap::{Args, Subcommand};
use latchkey_application::{
    catalogue::{self, ApplyCatalogue, CatalogueEffect, SetChange, SetEffect},
    mode::Mode,
};
use latchkey_domain::permission::{Catalogue, PermissionKey};

use super::desk::{Desk, explain};
use crate::{config::Settings, output, wiring};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Puts a catalogue in force, and shows what changes for whom.
    Apply(Apply),
}

#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// The catalogue; without it that of `permissions.catalogue`, or the built-in one.
    file: Option<PathBuf>,
    /// Only shows what would change.
    #[arg(long)]
    dry_run: bool,
}

/// Carries out the command.
pub(crate) async fn run(settings: Settings, command: Command) -> anyhow::Result<()> {
    let Command::Apply(apply) = command;
    let mode = if apply.dry_run {
        Mode::DryRun
    } else {
        Mode::CarryOut
    };
    let catalogue = match apply.file.as_ref().or(settings.catalogue.as_ref()) {
        Some(file) => wiring::read_catalogue(file)?,
        None => Catalogue::default_catalogue(),
    };
    let desk = Desk::open(&settings, "catalogue apply").await?;
    let foundation = desk.ground.foundation();
    let cmd = ApplyCatalogue { catalogue, mode };
    let effect = catalogue::apply(&foundation, &desk.cx.origin, cmd)
        .await
        .map_err(explain)?;
    desk.close().await;
    for line in lines(&effect) {
        output::line(line)?;
    }
    output::line(conclusion(&effect, mode))?;
    Ok(())
}

/// What changes, line by line.
fn lines(effect: &CatalogueEffect) -> Vec<String> {
    let mut lines = Vec::new();
    let mut keys = |what: &str, keys: &[PermissionKey]| {
        if !keys.is_empty() {
            lines.push(format!("{what}: {}", list(keys)));
        }
    };
    keys("permissions that come", &effect.keys_added);
    keys(
        "permissions that go, and give nothing any more",
        &effect.keys_removed,
    );
    lines.extend(effect.sets.iter().map(set_line));
    lines
}

fn set_line(set: &SetEffect) -> String {
    let holders = match set.holders {
        0 => "held by nobody".to_owned(),
        1 => "1 membership holds it".to_owned(),
        many => format!("{many} memberships hold it"),
    };
    let change = match &set.change {
        SetChange::Created => "is new".to_owned(),
        SetChange::Renamed => format!("gets this name, gives the same; {holders}"),
        SetChange::Removed => "goes; nobody holds it".to_owned(),
        SetChange::Kept => format!("is not in the catalogue any more but stays: {holders}"),
        SetChange::Changed { added, taken } => {
            let mut parts = Vec::new();
            if !added.is_empty() {
                parts.push(format!("gives {}", list(added)));
            }
            if !taken.is_empty() {
                parts.push(format!("takes {}", list(taken)));
            }
            if parts.is_empty() {
                parts.push("is written otherwise, gives the same".to_owned());
            }
            format!("{}; {holders}", parts.join(", "))
        }
    };
    format!("set {} ({}): {change}", set.key, set.name)
}

fn list(keys: &[PermissionKey]) -> String {
    keys.iter()
        .map(PermissionKey::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn conclusion(effect: &CatalogueEffect, mode: Mode) -> String {
    if effect.from.as_deref() == Some(effect.to.as_str()) {
        return format!("this catalogue is in force already ({})", effect.to);
    }
    match mode {
        Mode::DryRun => format!("nothing was changed; this is what {} would do", effect.to),
        Mode::CarryOut => {
            format!(
                "in force: {}; nodes that run go on with the old one until they start again",
                effect.to
            )
        }
    }
}
