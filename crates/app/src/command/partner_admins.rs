//! `latchkey partner-admins standardize`: brings all partner admins back to the template, now or on a day
//! to come, and says who gains and loses what (L9).

use clap::{Args, Subcommand};
use latchkey_application::{
    frame::mode::Mode,
    standardizations::{StandardizationDetails, Standardizations, Standardize, Standardized},
};
use latchkey_domain::{
    base::time::Time,
    partnership::standardization::{
        ClientsWord, DayError, StandardizationEffect, StandardizationProgress, effective_from,
    },
    permission::PermissionKey,
};

use super::desk::{Desk, explain};
use crate::{config::Settings, output};

#[derive(Debug, Subcommand)]
pub(crate) enum PartnerAdminsCommand {
    /// Clears what was added to partner admins beyond the template, billing included.
    Standardize(StandardizeArguments),
}

#[derive(Debug, Args)]
pub(crate) struct StandardizeArguments {
    /// From when on: a day such as 2026-01-13 (midnight UTC) or a time. One that has come is carried out
    /// at once, one to come by the servers.
    #[arg(long, value_name = "DATE", value_parser = day)]
    effective: Time,
    /// Only shows who would gain and lose what.
    #[arg(long)]
    dry_run: bool,
    /// Gives back what clients withheld, too.
    #[arg(long)]
    restore_withheld: bool,
}

fn day(text: &str) -> Result<Time, DayError> {
    effective_from(text)
}

/// Carries out the command.
pub(crate) async fn run(settings: Settings, command: PartnerAdminsCommand) -> anyhow::Result<()> {
    let PartnerAdminsCommand::Standardize(arguments) = command;
    let desk = Desk::open(&settings, "partner-admins standardize").await?;
    let cmd = Standardize {
        effective: arguments.effective,
        clients_word: if arguments.restore_withheld {
            ClientsWord::IsLifted
        } else {
            ClientsWord::Stays
        },
        mode: if arguments.dry_run {
            Mode::DryRun
        } else {
            Mode::CarryOut
        },
    };
    let service = Standardizations::new(std::sync::Arc::clone(&desk.ports));
    let ready = service.standardize(&desk.cx, cmd).await.map_err(explain)?;
    let standardized = desk.commit(ready).await?;
    desk.close().await;
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
                "set down for {day} ({}): {admins} as things stand",
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
        let told =
            |effect: &StandardizationEffect| line(effect).split_once("): ").unwrap().1.to_owned();
        let both = effect(&["reports.view"], &["billing.view", "billing.edit"]);
        assert_eq!(
            told(&both),
            "gains reports.view; loses billing.view, billing.edit"
        );
        assert_eq!(told(&effect(&[], &[])), "gains and loses nothing");
        assert!(line(&both).starts_with("Marit (usr_"));
    }

    #[test]
    fn the_conclusion_says_what_became_of_it() {
        let id = OperationId::from_uuid(Uuid::from_u128(1));
        let at = effective_from("2026-01-13").unwrap();
        let view = |done: bool| {
            let mut standardization =
                Standardization::schedule(id, at, ClientsWord::Stays, None, at);
            if done {
                standardization.finish();
            }
            StandardizationDetails {
                standardization,
                affected: vec![effect(&[], &["billing.view"])],
            }
        };
        let said = conclusion(&Standardized::Shown(view(false)));
        assert_eq!(said, "nothing was changed; 1 partner admin");
        let said = conclusion(&Standardized::Kept(view(true)));
        assert!(said.starts_with("done (op_"), "{said}");
        let said = conclusion(&Standardized::Kept(view(false)));
        assert!(
            said.starts_with("set down for 2026-01-13T00:00:00+00:00"),
            "{said}"
        );
    }
}
