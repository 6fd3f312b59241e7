//! What sends mails where the operator has set no mail server: nothing does.

use async_trait::async_trait;
use latchkey_domain::{
    people::mail::Mail,
    ports::{MailError, Mailer},
};

/// Sends nothing, and says how to set a mail server.
#[derive(Debug, Clone, Copy)]
pub struct NoMailer;

#[derive(Debug, thiserror::Error)]
#[error(
    "no mail server is set: set mail.smtp_url, such as smtp://USER:PASSWORD@mail.example.com, and \
     mail.from (in the environment LATCHKEY__MAIL__SMTP_URL and LATCHKEY__MAIL__FROM)"
)]
struct NoMailServer;

#[async_trait]
impl Mailer for NoMailer {
    async fn send(&self, _mail: &Mail) -> Result<(), MailError> {
        Err(MailError::Unavailable(Box::new(NoMailServer)))
    }
}
