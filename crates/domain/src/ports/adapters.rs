use std::sync::Arc;

use super::{Mailer, Refusals, Store};
use crate::{
    base::{
        ids::Ids,
        time::{Clock, Uptime},
    },
    people::token::{PasswordHasher, Secrets},
};

/// One adapter for each port that use cases need. The binary fills it with the real ones; a test
/// swaps what it wants to control.
#[derive(Debug, Clone)]
pub struct Adapters {
    /// Keeps everything.
    pub store: Arc<dyn Store>,
    /// Keeps the refusals, beside any unit of work (T1).
    pub refusals: Arc<dyn Refusals>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Tells how long the machine has been running.
    pub uptime: Arc<dyn Uptime>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// Makes secrets.
    pub secrets: Arc<dyn Secrets>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Sends mails.
    pub mailer: Arc<dyn Mailer>,
}
