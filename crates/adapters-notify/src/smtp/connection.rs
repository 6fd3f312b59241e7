//! The connection to the mail server: opened when there is something to send, and kept for the next
//! mail.

use std::time::Duration;

use lettre::{
    Address, Message,
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt, Rset},
        extension::{ClientId, Extension, MailParameter},
    },
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout, timeout_at},
};

use super::server::{Encryption, SmtpServer};
use crate::trust;

/// How long a connection is kept without a mail. Servers close theirs after minutes.
const KEPT: Duration = Duration::from_mins(1);

/// How long a goodbye may take: nothing depends on it.
const GOODBYE: Duration = Duration::from_secs(1);

/// Why a mail was not taken, by where the server stopped.
#[derive(Debug)]
pub(super) enum NotTaken {
    /// Before this mail: the server, its certificate, our login or our sender.
    BeforeMail(SmtpFault),
    /// At the mail itself: its recipient or its content.
    AtMail(SmtpFault),
    /// The server cannot write to addresses of all letters (RFC 6531).
    NoSuchLetters,
}

/// What went wrong in a conversation.
#[derive(Debug, thiserror::Error)]
pub(super) enum SmtpFault {
    /// The server said no, or the connection broke.
    #[error(transparent)]
    Smtp(#[from] SmtpError),
    /// The server said nothing.
    #[error("the mail server did not answer in time ({} s)", .0.as_secs())]
    Silence(Duration),
}

/// Opens connections to a mail server and keeps one of them. Whoever sends takes it out, so that a
/// sender who gives up in the middle of a mail never leaves half a conversation to the next one.
pub(super) struct Connections {
    server: SmtpServer,
    hello: ClientId,
    tls: Option<TlsParameters>,
    kept: Mutex<Option<KeptConnection>>,
}

struct KeptConnection {
    connection: AsyncSmtpConnection,
    since: Instant,
}

impl Connections {
    /// Connections to a server, to which we introduce ourselves by a domain.
    pub(super) fn new(server: SmtpServer, domain: String) -> Result<Self, SmtpError> {
        Ok(Self {
            tls: tls(&server)?,
            server,
            hello: ClientId::Domain(domain),
            kept: Mutex::new(None),
        })
    }

    /// Hands a mail over, by the kept connection if it still works.
    pub(super) async fn send(
        &self,
        from: Address,
        to: Address,
        message: &Message,
        patience: Duration,
    ) -> Result<(), NotTaken> {
        let until = Instant::now() + patience;
        let begun = timeout_at(until, self.begin(from, &to, patience)).await;
        let begun = begun.map_err(|_elapsed| NotTaken::BeforeMail(SmtpFault::Silence(patience)))?;
        let mut connection = begun?;
        let taken = timeout_at(until, hand_over(&mut connection, to, message)).await;
        match taken {
            Ok(Ok(())) => self.keep(connection).await,
            Ok(Err(error)) => {
                // It said no to this mail, and goes on with the next one where it can.
                let answered = error.status().is_some();
                if answered && matches!(timeout(GOODBYE, reset(&mut connection)).await, Ok(true)) {
                    self.keep(connection).await;
                } else {
                    leave(connection).await;
                }
                return Err(NotTaken::AtMail(error.into()));
            }
            // What it says from now on is for nobody.
            Err(_elapsed) => return Err(NotTaken::AtMail(SmtpFault::Silence(patience))),
        }
        Ok(())
    }

    /// A connection on which the server waits for the recipient of this mail. The kept one may have
    /// ended, or the server may want no more mails by it: then a new one shows whether it wants this
    /// one.
    async fn begin(
        &self,
        from: Address,
        to: &Address,
        patience: Duration,
    ) -> Result<AsyncSmtpConnection, NotTaken> {
        if let Some(mut connection) = self.take().await {
            let announced = announce(&mut connection, from.clone(), to);
            if matches!(timeout(patience / 3, announced).await, Ok(Ok(()))) {
                return Ok(connection);
            }
            leave(connection).await;
        }
        let opened = match self.open(patience).await {
            // One connection that breaks says little: the server may be one of several.
            Err(error) if broke(&error) => self.open(patience).await,
            opened => opened,
        };
        let mut connection = opened.map_err(|error| NotTaken::BeforeMail(error.into()))?;
        if let Err(error) = announce(&mut connection, from, to).await {
            leave(connection).await;
            return Err(error);
        }
        Ok(connection)
    }

    async fn take(&self) -> Option<AsyncSmtpConnection> {
        let kept = self.kept.lock().await.take()?;
        (kept.since.elapsed() < KEPT).then_some(kept.connection)
    }

    async fn keep(&self, connection: AsyncSmtpConnection) {
        let since = Instant::now();
        *self.kept.lock().await = Some(KeptConnection { connection, since });
    }

    async fn open(&self, patience: Duration) -> Result<AsyncSmtpConnection, SmtpError> {
        let from_the_start = match self.server.encryption {
            Encryption::FromTheStart => self.tls.clone(),
            Encryption::Required | Encryption::WhereOffered | Encryption::Off => None,
        };
        let address = (self.server.host.as_str(), self.server.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            address,
            Some(patience),
            &self.hello,
            from_the_start,
            None,
        )
        .await?;
        let upgrades = match self.server.encryption {
            Encryption::Required => true,
            Encryption::WhereOffered => connection.can_starttls(),
            Encryption::FromTheStart | Encryption::Off => false,
        };
        if let (true, Some(tls)) = (upgrades, &self.tls) {
            connection.starttls(tls.clone(), &self.hello).await?;
        }
        if let Some(login) = &self.server.login {
            let password = login.password.expose().to_owned();
            let credentials = Credentials::new(login.user.clone(), password);
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }
}

/// Tells the server from whom the next mail is.
async fn announce(
    connection: &mut AsyncSmtpConnection,
    from: Address,
    to: &Address,
) -> Result<(), NotTaken> {
    let mut options = Vec::new();
    if !AsRef::<str>::as_ref(to).is_ascii() || !AsRef::<str>::as_ref(&from).is_ascii() {
        let info = connection.server_info();
        if !info.supports_feature(Extension::SmtpUtfEight) {
            return Err(NotTaken::NoSuchLetters);
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    let sender = MailFrom::new(Some(from), options);
    let sent = connection.command(sender).await;
    sent.map(drop)
        .map_err(|error| NotTaken::BeforeMail(error.into()))
}

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    to: Address,
    message: &Message,
) -> Result<(), SmtpError> {
    let recipient = Rcpt::new(to, Vec::new());
    connection.command(recipient).await?;
    connection.command(Data).await?;
    let message = message.formatted();
    let sent = match in_one_piece(&message) {
        Some(text) => connection.command(text).await,
        None => connection.message(&message).await,
    };
    sent.map(drop)
}

/// The content of a mail with its end. The library writes the end by itself, which then waits until the
/// server has acknowledged the rest: 40 ms for each mail, since servers put that off while they have
/// nothing to answer (RFC 896 and RFC 1122). `None`: it is no text.
fn in_one_piece(message: &[u8]) -> Option<String> {
    let text = str::from_utf8(message).ok()?;
    let mut piece = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        // A dot at the beginning of a line is doubled (RFC 5321, 4.5.2).
        if line.starts_with('.') {
            piece.push('.');
        }
        piece.push_str(line);
    }
    if !piece.ends_with("\r\n") {
        piece.push_str("\r\n");
    }
    piece.push_str(".\r\n");
    Some(piece)
}

/// Whether the connection broke, rather than that the server or this side said no.
fn broke(error: &SmtpError) -> bool {
    error.status().is_none() && !error.is_client()
}

/// Takes back a mail that was begun; tells whether the server agrees.
async fn reset(connection: &mut AsyncSmtpConnection) -> bool {
    connection.command(Rset).await.is_ok()
}

async fn leave(mut connection: AsyncSmtpConnection) {
    // Whether it hears the goodbye is its affair.
    drop(timeout(GOODBYE, connection.abort()).await);
}

fn tls(server: &SmtpServer) -> Result<Option<TlsParameters>, SmtpError> {
    let tls = TlsParameters::builder(server.host.clone());
    Ok(match server.encryption {
        Encryption::FromTheStart | Encryption::Required => {
            let mut tls = tls;
            for authority in trust::of_machine() {
                tls = tls.add_root_certificate(Certificate::from_der(authority.to_vec())?);
            }
            Some(tls.build()?)
        }
        Encryption::WhereOffered => Some(tls.dangerous_accept_invalid_certs(true).build()?),
        Encryption::Off => None,
    })
}
