use std::sync::Arc;

use super::{Mailer, Refusals, Store, WebhookSender};
use crate::{
    base::{
        ids::Ids,
        time::{Clock, Uptime},
    },
    people::token::{PasswordHasher, Secrets},
};

/// The adapters for all ports. The binary uses the real ones; a test replaces those it wants to
/// control.
#[derive(Debug, Clone)]
pub struct Adapters {
    /// Stores everything.
    pub store: Arc<dyn Store>,
    /// Records refusals, outside any unit of work (T1).
    pub refusals: Arc<dyn Refusals>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Measures the time since the machine started.
    pub uptime: Arc<dyn Uptime>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// Makes secrets.
    pub secrets: Arc<dyn Secrets>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Sends mails.
    pub mailer: Arc<dyn Mailer>,
    /// Sends webhooks.
    pub webhook_sender: Arc<dyn WebhookSender>,
}
