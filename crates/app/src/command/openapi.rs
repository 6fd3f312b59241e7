//! `latchkey openapi`: the document that a running server publishes at `/openapi.json`.

use anyhow::Context as _;

use crate::output;

/// Carries out the command.
pub(crate) fn run() -> anyhow::Result<()> {
    let document = latchkey_adapters_http::openapi_json().context("the OpenAPI document")?;
    Ok(output::line(document.trim_end())?)
}
