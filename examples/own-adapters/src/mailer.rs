//! A mailer of one's own.

use std::sync::mpsc::{Receiver, Sender, channel};

use async_trait::async_trait;
use latchkey_domain::{
    people::mail::Mail,
    ports::{MailError, Mailer},
};

/// Sends mails to the other end of a channel.
#[derive(Debug)]
pub struct ChannelMailer(Sender<Mail>);

impl ChannelMailer {
    /// A mailer, and the end where its mails arrive.
    pub fn new() -> (Self, Receiver<Mail>) {
        let (sender, mails) = channel();
        (Self(sender), mails)
    }
}

#[async_trait]
impl Mailer for ChannelMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let sent = self.0.send(mail.clone());
        sent.map_err(|error| MailError::Unavailable(Box::new(error)))
    }
}
