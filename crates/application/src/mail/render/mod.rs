//! Makes the mail of a message: its words in the reader's language, as plain text and as HTML.

mod compose;
mod draft;
mod html;
mod letter;
mod plain;
mod site;
#[cfg(test)]
mod tests;
mod words;

use latchkey_domain::{
    base::{text::MailSubject, time::Time},
    people::mail::{Mail, MailId, MailStop},
};

use self::letter::LetterLink;
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
    let draft = compose::draft(message, to, stamp.site);
    let link = stop.as_ref().map(|stop| LetterLink {
        label: draft.words.say("button-stop"),
        url: stop.page.clone(),
    });
    let letter = draft.finish(link, stamp.written_at);
    let kind = message.kind();
    // Marks around names would show in lists of mails, and a subject has no room for all of a long name.
    let subject = MailSubject::cleaned(&letter.heading);
    Mail {
        id: stamp.id,
        kind,
        to: to.mailbox.clone(),
        written_at: stamp.written_at,
        subject: subject.unwrap_or_else(|| MailSubject::stored(kind.as_str().to_owned())),
        text: plain::plain(&letter),
        html: html::html(&letter, to.locale),
        stop,
    }
}
