//! `latchkey openapi`: prints the document that a server publishes at `/openapi.json`.

use anyhow::Context as _;

use crate::output;

/// Runs the command.
pub(crate) fn run() -> anyhow::Result<()> {
    let document =
        latchkey_adapters_http::openapi_json().context("cannot create the OpenAPI document")?;
    Ok(output::line(document.trim_end())?)
}
