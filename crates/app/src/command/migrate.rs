//! `latchkey migrate`: migrates the schema, whatever the setting `database.migrate` is.

use crate::{
    config::Settings,
    output, telemetry,
    wiring::{Infrastructure, Schema},
};

/// Runs the command.
pub(crate) async fn run(settings: Settings) -> anyhow::Result<()> {
    telemetry::log_for_commands(&settings.log)?;
    let infrastructure = Infrastructure::connect(&settings.database, Schema::Migrate).await?;
    infrastructure.store.close().await;
    output::line("the schema is up to date")?;
    Ok(())
}
