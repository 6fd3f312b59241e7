//! The mailer that hands mails over to a mail server.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use latchkey_domain::{
    people::mail::{Mail, Mailbox},
    ports::{MailError, Mailer},
};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox as Header, SinglePart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error as SmtpError,
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
        response::Category,
    },
};

use super::server::{Encryption, SmtpServer};

/// How long it may take to hand a mail over. The library bounds the connecting alone.
const PATIENCE: Duration = Duration::from_secs(30);

/// Hands mails over to a mail server, each by a connection of its own.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
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
        let tls = tls(&server).map_err(refused)?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(domain));
        if let Some(login) = server.login {
            let password = login.password.expose().to_owned();
            builder = builder.credentials(Credentials::new(login.user, password));
        }
        let transport = builder.build();
        Ok(Self {
            transport,
            from,
            patience: PATIENCE,
        })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message(&self.from, mail)?;
        let sent = tokio::time::timeout(self.patience, self.transport.send(message)).await;
        let sent = sent.map_err(|elapsed| MailError::Unavailable(Box::new(elapsed)))?;
        sent.map(drop).map_err(|error| classify(error, &mail.to))
    }
}

fn tls(server: &SmtpServer) -> Result<Tls, SmtpError> {
    let checked = || TlsParameters::new(server.host.clone());
    Ok(match server.encryption {
        Encryption::FromTheStart => Tls::Wrapper(checked()?),
        Encryption::Required => Tls::Required(checked()?),
        Encryption::WhereOffered => Tls::Opportunistic(
            TlsParameters::builder(server.host.clone())
                .dangerous_accept_invalid_certs(true)
                .build()?,
        ),
        Encryption::Off => Tls::None,
    })
}

/// The mail in the form in which it travels.
fn message(from: &Mailbox, mail: &Mail) -> Result<Message, MailError> {
    let mut message = Message::builder()
        .from(header(from)?)
        .to(header(&mail.to)?)
        .subject(mail.subject.as_str())
        .message_id(Some(message_id(from)?))
        .singlepart(SinglePart::plain(mail.text.clone()))
        .map_err(refused)?;
    // So that no robot answers (RFC 3834).
    message.headers_mut().insert_raw(HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    ));
    Ok(message)
}

/// Differs from mail to mail, so that readers can tell a mail from one that is sent again.
fn message_id(from: &Mailbox) -> Result<String, MailError> {
    let random = || getrandom::u64().map_err(|error| MailError::Unavailable(Box::new(error)));
    let (first, second) = (random()?, random()?);
    let domain = from.address.domain();
    Ok(format!("<{first:016x}{second:016x}@{domain}>"))
}

fn header(mailbox: &Mailbox) -> Result<Header, MailError> {
    let address: Address = mailbox.address.as_str().parse().map_err(refused)?;
    let name = mailbox.name.as_ref().map(|name| name.as_str().to_owned());
    Ok(Header::new(name, address))
}

/// Whether it is the mail that the server does not take, or the server that does not work. Replies 53x
/// are about our login, and no reason to give a mail up.
fn classify(error: SmtpError, to: &Mailbox) -> MailError {
    let about_login = |category| category == Category::Unspecified3;
    let for_good = match error.status() {
        Some(code) => error.is_permanent() && !about_login(code.category),
        // The server cannot write to addresses of all letters (RFC 6531).
        None => error.is_client() && !to.address.as_str().is_ascii(),
    };
    if for_good {
        refused(error)
    } else {
        MailError::Unavailable(Box::new(error))
    }
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> MailError {
    MailError::Refused(Box::new(error))
}
