//! An endpoint: where webhooks go, which events it wants, and how they are signed (N2).

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::{
    secret::{SigningSecret, SigningSecrets},
    url::WebhookUrl,
};
use crate::{
    base::{
        aggregate::aggregate,
        ids::{AccountId, WebhookEndpointId},
        text::Description,
        time::Time,
        version::Version,
        words::words,
    },
    trail::event::{Event, EventKind},
};

/// The most endpoints of an installation. Each has connections of its own, so that one that hangs
/// holds up no other.
pub const MOST_ENDPOINTS: u64 = 100;

/// The most accounts that an endpoint names.
pub const MOST_ACCOUNTS: usize = 100;

words! {
    /// The form of the body.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum BodyFormat {
        /// As Standard Webhooks has it.
        #[default]
        Standard = "standard",
        /// A structured event of CloudEvents 1.0.
        CloudEvents = "cloudevents",
    }

    /// Whether events are sent to an endpoint.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum EndpointStatus {
        /// They are.
        Enabled = "enabled",
        /// They wait until it is enabled again.
        Disabled = "disabled",
    }

    /// Why nothing is sent to an endpoint.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum DisabledReason {
        /// The platform switched it off.
        ByPlatform = "by_platform",
        /// It answered 410: nobody wants anything there any more.
        Gone = "gone",
    }
}

/// Why and since when nothing is sent to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disabled {
    /// Why.
    pub reason: DisabledReason,
    /// Since when.
    pub at: Time,
}

/// What an endpoint is to be told, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointContent {
    /// Where requests are sent.
    pub url: WebhookUrl,
    /// The kinds of events that are sent; none: all kinds.
    pub types: BTreeSet<EventKind>,
    /// The accounts whose events are sent; none: all accounts.
    pub accounts: BTreeSet<AccountId>,
    /// What it is for.
    pub description: Option<Description>,
    /// The form of the body.
    pub format: BodyFormat,
}

/// The stored state of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEndpointState {
    /// The id by which it is listed and changed.
    pub id: WebhookEndpointId,
    /// What it is told, and how.
    pub content: EndpointContent,
    /// The secrets with which requests are signed.
    pub secrets: SigningSecrets,
    /// Why nothing is sent; `None`: events are sent.
    pub disabled: Option<Disabled>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
    /// Goes up by one with each change.
    pub version: Version,
}

aggregate! {
    /// Where webhooks go. While it is disabled its events wait, and are sent when it is enabled again.
    WebhookEndpoint of WebhookEndpointState
}

impl WebhookEndpoint {
    /// Makes an endpoint.
    pub const fn new(
        id: WebhookEndpointId,
        content: EndpointContent,
        secret: SigningSecret,
        now: Time,
    ) -> Self {
        Self(WebhookEndpointState {
            id,
            content,
            secrets: SigningSecrets {
                current: secret,
                previous: None,
            },
            disabled: None,
            created_at: now,
            updated_at: now,
            version: Version::FIRST,
        })
    }

    /// Whether events are sent, as a word.
    pub const fn status(&self) -> EndpointStatus {
        if self.is_enabled() {
            EndpointStatus::Enabled
        } else {
            EndpointStatus::Disabled
        }
    }

    /// Whether events are sent.
    pub const fn is_enabled(&self) -> bool {
        self.0.disabled.is_none()
    }

    /// Changes what it is told. Returns whether anything is different.
    pub fn change(&mut self, content: EndpointContent, now: Time) -> bool {
        if self.0.content == content {
            return false;
        }
        self.0.content = content;
        self.0.updated_at = now;
        true
    }

    /// Sends events again. Returns whether it was disabled.
    pub fn enable(&mut self, now: Time) -> bool {
        let was_disabled = self.0.disabled.take().is_some();
        if was_disabled {
            self.0.updated_at = now;
        }
        was_disabled
    }

    /// Sends nothing more. Returns whether it was enabled.
    pub const fn disable(&mut self, reason: DisabledReason, now: Time) -> bool {
        if self.0.disabled.is_some() {
            return false;
        }
        self.0.disabled = Some(Disabled { reason, at: now });
        self.0.updated_at = now;
        true
    }

    /// Signs with a new secret, and for a day with the present one too.
    pub fn rotate(&mut self, new: SigningSecret, now: Time) {
        self.0.secrets = self.0.secrets.clone().rotated(new, now);
        self.0.updated_at = now;
    }

    /// The event of something done to it. The address has no place in the trail: it may hold a key.
    pub fn event(&self, kind: EventKind) -> Event {
        Event::new(kind).on(self.0.id)
    }
}
