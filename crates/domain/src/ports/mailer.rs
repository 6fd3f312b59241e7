use std::{error::Error, fmt::Debug};

use async_trait::async_trait;

use crate::people::mail::Mail;

/// Sends mails.
#[async_trait]
pub trait Mailer: Debug + Send + Sync {
    /// Sends a mail: hands it over to whoever brings it to its reader. Where that fails, the mail was
    /// not handed over, or nobody knows; sent again, it may arrive twice.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}

/// Why a mail was not sent, by what can be done. The source is for the log.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// This mail will not be taken, however often it is tried: leave it.
    #[error("the mail cannot be sent")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    /// This mail is not taken at the moment, but others may be: try it again later.
    #[error("the mail cannot be sent now")]
    Deferred(#[source] Box<dyn Error + Send + Sync>),
    /// No mail can be sent at the moment: try again later.
    #[error("mails cannot be sent now")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}
