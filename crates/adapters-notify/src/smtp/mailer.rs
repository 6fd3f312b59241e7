//! The mailer that hands mails over to a mail server.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use latchkey_domain::{
    base::text::Name,
    people::mail::{Mail, Mailbox},
    ports::{MailError, Mailer},
};
use lettre::{
    Address, Message,
    message::{
        Mailbox as Header, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::response::Category,
};

use super::{
    connection::{Connections, NotTaken, SmtpFault},
    server::SmtpServer,
};

/// How long it may take to hand a mail over, with everything before it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Hands mails over to a mail server. It keeps the connection for the next mail.
pub struct SmtpMailer {
    connections: Connections,
    pub(super) from: Mailbox,
    pub(super) patience: Duration,
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer")
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// A mailer through a server, in the name of a sender. Connects only when there is something to
    /// send.
    pub fn new(server: SmtpServer, from: Mailbox) -> Result<Self, MailError> {
        let domain = from.address.domain().as_str().to_owned();
        Ok(Self {
            connections: Connections::new(server, domain).map_err(refused)?,
            from,
            patience: PATIENCE,
        })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message(&self.from, mail)?;
        let (from, to) = (address(&self.from)?, address(&mail.to)?);
        let sent = self.connections.send(from, to, &message, self.patience);
        sent.await.map_err(classify)
    }
}

/// The mail in the form in which it travels.
fn message(from: &Mailbox, mail: &Mail) -> Result<Message, MailError> {
    let builder = Message::builder()
        .from(header(from)?)
        .to(header(&mail.to)?)
        .subject(mail.subject.as_str())
        .date(mail.written_at.into())
        .message_id(Some(message_id(from, mail)));
    let plain = mail.text.clone();
    let built = if mail.html.is_empty() {
        builder.singlepart(SinglePart::plain(plain))
    } else {
        builder.multipart(MultiPart::alternative_plain_html(plain, mail.html.clone()))
    };
    let mut message = built.map_err(refused)?;
    // So that no robot answers (RFC 3834).
    add(&mut message, "Auto-Submitted", "auto-generated".to_owned());
    if let Some(stop) = &mail.stop {
        // Where the reader switches such mails off (RFC 2369).
        add(&mut message, "List-Unsubscribe", format!("<{}>", stop.page));
    }
    Ok(message)
}

fn add(message: &mut Message, name: &'static str, value: String) {
    let name = HeaderName::new_from_ascii_str(name);
    let value = HeaderValue::new(name, value);
    message.headers_mut().insert_raw(value);
}

/// The same when the mail is sent again, so that readers can tell.
fn message_id(from: &Mailbox, mail: &Mail) -> String {
    format!("<{}@{}>", mail.id, from.address.domain())
}

fn header(mailbox: &Mailbox) -> Result<Header, MailError> {
    // The library panics at a line break in a name. Names have none (I5); one that a store brings back
    // all the same is cleaned, so that its mail arrives.
    let name = mailbox.name.as_ref();
    let name = name.and_then(|name| Name::cleaned(name.as_str()));
    let name = name.map(|name| name.as_str().to_owned());
    Ok(Header::new(name, address(mailbox)?))
}

fn address(mailbox: &Mailbox) -> Result<Address, MailError> {
    mailbox.address.as_str().parse().map_err(refused)
}

#[derive(Debug, thiserror::Error)]
#[error("the mail server cannot write to addresses of all letters (SMTPUTF8)")]
struct NoSuchLetters;

/// Whether it is the mail that the server does not take, or the server that does not work. A server
/// that does not take us or our sender takes no mail: that is no reason to give one up. Replies 53x are
/// about our login, wherever they come. Whether a server that breaks off or is silent in the middle of a
/// mail takes others shows with the next one.
fn classify(error: NotTaken) -> MailError {
    match error {
        NotTaken::NoSuchLetters => refused(NoSuchLetters),
        NotTaken::BeforeMail(fault) => MailError::Unavailable(Box::new(fault)),
        NotTaken::AtMail(SmtpFault::Smtp(error)) if error.is_permanent() => {
            let category = error.status().map(|code| code.category);
            if category == Some(Category::Unspecified3) {
                MailError::Unavailable(Box::new(error))
            } else {
                refused(error)
            }
        }
        NotTaken::AtMail(fault) => MailError::Deferred(Box::new(fault)),
    }
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> MailError {
    MailError::Refused(Box::new(error))
}
