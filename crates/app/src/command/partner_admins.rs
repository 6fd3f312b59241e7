//! `latchkey partner-admins standardize`: resets all partner admins to the template, now or on a
//! later day, and shows who gains and loses what (L9).

use clap::{Args, Subcommand};
use latchkey_application::{
    frame::mode::Mode,
    standardizations::{StandardizationDetails, Standardizations, Standardize, Standardized},
};
use latchkey_domain::{
    base::time::Time,
    partnership::standardization::{
        DayError, RestoreWithheld, StandardizationEffect, StandardizationProgress, effective_from,
    },
    permission::PermissionKey,
};

use super::operator_session::{OperatorSession, explain};
use crate::{config::Settings, output};

#[derive(Debug, Subcommand)]
pub(crate) enum PartnerAdminsCommand {
    /// Removes everything that partner admins hold beyond the template, billing included.
    Standardize(StandardizeArguments),
}

#[derive(Debug, Args)]
pub(crate) struct StandardizeArguments {
    /// When: a day such as 2026-01-13 (midnight UTC), or a time. If it has passed, this command
    /// carries it out; otherwise the servers do so when it comes.
    #[arg(long, value_name = "DATE", value_parser = day)]
    effective: Time,
    /// Only show who would gain and lose what.
    #[arg(long)]
    dry_run: bool,
    /// Also give back what clients withheld.
    #[arg(long)]
    restore_withheld: bool,
}

fn day(text: &str) -> Result<Time, DayError> {
    effective_from(text)
}

/// Runs the command.
pub(crate) async fn run(settings: Settings, command: PartnerAdminsCommand) -> anyhow::Result<()> {
    let PartnerAdminsCommand::Standardize(arguments) = command;
    let session = OperatorSession::open(&settings, "partner-admins standardize").await?;
    let cmd = Standardize {
        effective: arguments.effective,
        restore_withheld: if arguments.restore_withheld {
            RestoreWithheld::Yes
        } else {
            RestoreWithheld::No
        },
        mode: if arguments.dry_run {
            Mode::DryRun
        } else {
            Mode::CarryOut
        },
    };
    let service = Standardizations::new(std::sync::Arc::clone(&session.ports));
    let ready = service
        .standardize(&session.cx, cmd)
        .await
        .map_err(explain)?;
    let standardized = session.commit(ready).await?;
    session.close().await;
    for effect in &standardized.view().affected {
        output::line(line(effect))?;
    }
    output::line(conclusion(&standardized))?;
    Ok(())
}

fn line(effect: &StandardizationEffect) -> String {
    let part = |verb: &str, keys: &[PermissionKey]| {
        let keys: Vec<&str> = keys.iter().map(PermissionKey::as_str).collect();
        (!keys.is_empty()).then(|| format!("{verb} {}", keys.join(", ")))
    };
    let parts = [part("gains", &effect.gains), part("loses", &effect.losses)];
    let moves: Vec<String> = parts.into_iter().flatten().collect();
    let moves = if moves.is_empty() {
        "gains and loses nothing".to_owned()
    } else {
        moves.join("; ")
    };
    let ((user, user_name), (account, account_name)) = (&effect.user, &effect.account);
    format!("{user_name} ({user}) in {account_name} ({account}): {moves}")
}

fn conclusion(standardized: &Standardized) -> String {
    let StandardizationDetails {
        standardization,
        affected,
    } = standardized.view();
    let admins = match affected.len() {
        0 => "no partner admin holds anything beyond the template".to_owned(),
        1 => "1 partner admin".to_owned(),
        many => format!("{many} partner admins"),
    };
    let day = standardization.effective.to_rfc3339();
    match (standardized, standardization.progress) {
        (Standardized::Shown(_), _) => format!("nothing was changed; {admins}"),
        (Standardized::Kept(_), StandardizationProgress::Done) => {
            format!("done ({}): {admins}", standardization.id)
        }
        (
            Standardized::Kept(_),
            StandardizationProgress::Scheduled | StandardizationProgress::Cancelled,
        ) => {
            format!(
                "scheduled for {day} ({}): {admins} today",
                standardization.id
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use latchkey_domain::{
        base::{
            ids::{AccountId, OperationId, UserId},
            text::Name,
        },
        partnership::standardization::Standardization,
    };
    use uuid::Uuid;

    use super::*;

    fn effect(gains: &[&str], losses: &[&str]) -> StandardizationEffect {
        let keys = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let name = |text: &str| Name::stored(text.to_owned());
        let id = Uuid::from_u128(1);
        StandardizationEffect {
            account: (AccountId::from_uuid(id), name("Harbour")),
            user: (UserId::from_uuid(id), name("Marit")),
            gains: keys(gains),
            losses: keys(losses),
        }
    }

    #[test]
    fn each_person_has_a_line() {
        let described =
            |effect: &StandardizationEffect| line(effect).split_once("): ").unwrap().1.to_owned();
        let both = effect(&["reports.view"], &["billing.view", "billing.edit"]);
        assert_eq!(
            described(&both),
            "gains reports.view; loses billing.view, billing.edit"
        );
        assert_eq!(described(&effect(&[], &[])), "gains and loses nothing");
        assert!(line(&both).starts_with("Marit (usr_"));
    }

    #[test]
    fn the_conclusion_says_what_became_of_it() {
        let id = OperationId::from_uuid(Uuid::from_u128(1));
        let at = effective_from("2026-01-13").unwrap();
        let view = |done: bool| {
            let mut standardization =
                Standardization::schedule(id, at, RestoreWithheld::No, None, at);
            if done {
                standardization.finish();
            }
            StandardizationDetails {
                standardization,
                affected: vec![effect(&[], &["billing.view"])],
            }
        };
        let text = conclusion(&Standardized::Shown(view(false)));
        assert_eq!(text, "nothing was changed; 1 partner admin");
        let text = conclusion(&Standardized::Kept(view(true)));
        assert!(text.starts_with("done (op_"), "{text}");
        let text = conclusion(&Standardized::Kept(view(false)));
        assert!(
            text.starts_with("scheduled for 2026-01-13T00:00:00+00:00"),
            "{text}"
        );
    }
}
