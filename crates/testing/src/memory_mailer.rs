//! A mailer that keeps what is sent.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use latchkey_domain::{
    people::mail::Mail,
    ports::{MailError, Mailer},
};

/// Takes every mail and keeps it. Clones share what they keep.
#[derive(Debug, Clone, Default)]
pub struct MemoryMailer(Arc<Mutex<Vec<Mail>>>);

impl MemoryMailer {
    /// A mailer that has sent nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The mails that were sent, oldest first.
    pub fn sent(&self) -> Vec<Mail> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}
