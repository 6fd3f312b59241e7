//! `latchkey migrate`: brings the schema up to date, whatever `database.migrate` says.

use crate::{
    config::Settings,
    output, telemetry,
    wiring::{Infrastructure, Schema},
};

/// Carries out the command.
pub(crate) async fn run(settings: Settings) -> anyhow::Result<()> {
    telemetry::log_for_commands(&settings.log)?;
    let ground = Infrastructure::lay(&settings.database, Schema::Migrate).await?;
    ground.store.close().await;
    output::line("the schema is up to date")?;
    Ok(())
}
