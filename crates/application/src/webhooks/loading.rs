//! What the verbs load and check alike.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::{AccountId, WebhookEndpointId},
        reference::AccountRef,
        refusal::Refusal,
    },
    outbox::{
        endpoint::{MOST_ACCOUNTS, WebhookEndpoint},
        url::WebhookUrl,
    },
    ports::Reader,
};

use crate::{
    accounts::find,
    frame::{error::UseCaseError, lists, ports::Ports},
};

/// Loads an endpoint.
pub(super) async fn endpoint(
    reader: &mut dyn Reader,
    id: WebhookEndpointId,
) -> Result<WebhookEndpoint, UseCaseError> {
    let endpoint = reader.webhook_endpoint(id).await?;
    Ok(endpoint.ok_or(Refusal::NotFound)?)
}

/// Checks a URL.
pub(super) fn url(ports: &Ports, text: &str) -> Result<WebhookUrl, UseCaseError> {
    WebhookUrl::parse(text, &ports.settings.webhooks.allowed)
        .map_err(|error| UseCaseError::invalid("/url", error.to_string()))
}

/// Looks up the accounts that an endpoint is told of.
pub(super) async fn accounts(
    ports: &Ports,
    wanted: &[AccountRef],
) -> Result<BTreeSet<AccountId>, UseCaseError> {
    lists::must_have_at_most(MOST_ACCOUNTS, "/accounts", wanted.len())?;
    let mut accounts = BTreeSet::new();
    for account in wanted {
        let mut reader = ports.store.reader();
        accounts.insert(find::account(&mut *reader, account).await?.id);
    }
    Ok(accounts)
}
