//! The connection to the mail server: opened when there is something to send, and kept for the next
//! mail.

use std::time::Duration;

use lettre::{
    Address, Message,
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt},
        extension::{ClientId, Extension, MailParameter},
    },
};
use tokio::{sync::Mutex, time::Instant};

use super::server::{Encryption, SmtpServer};

/// How long a connection is kept without a mail. Servers close theirs after minutes.
const KEPT: Duration = Duration::from_mins(1);

/// Why a mail was not taken, by where the server stopped.
#[derive(Debug)]
pub(super) enum NotTaken {
    /// Before this mail: the server, its certificate, our login or our sender.
    BeforeMail(SmtpError),
    /// At the mail itself: its recipient or its content.
    AtMail(SmtpError),
    /// The server cannot write to addresses of all letters (RFC 6531).
    NoSuchLetters,
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
        let mut connection = match self.take().await {
            Some(connection) => connection,
            None => self.open(patience).await.map_err(NotTaken::BeforeMail)?,
        };
        let taken = hand_over(&mut connection, from, to, message).await;
        if taken.is_err() {
            // What the server still waits for is its affair: the next mail has a new connection.
            connection.abort().await;
        } else {
            let since = Instant::now();
            *self.kept.lock().await = Some(KeptConnection { connection, since });
        }
        taken
    }

    async fn take(&self) -> Option<AsyncSmtpConnection> {
        let kept = self.kept.lock().await.take()?;
        let mut connection = kept.connection;
        let is_young = kept.since.elapsed() < KEPT;
        (is_young && connection.test_connected().await).then_some(connection)
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

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    from: Address,
    to: Address,
    message: &Message,
) -> Result<(), NotTaken> {
    let mut options = Vec::new();
    if !AsRef::<str>::as_ref(&to).is_ascii() || !AsRef::<str>::as_ref(&from).is_ascii() {
        let info = connection.server_info();
        if !info.supports_feature(Extension::SmtpUtfEight) {
            return Err(NotTaken::NoSuchLetters);
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    let sender = MailFrom::new(Some(from), options);
    let sent = connection.command(sender).await;
    sent.map_err(NotTaken::BeforeMail)?;
    let recipient = Rcpt::new(to, Vec::new());
    let sent = connection.command(recipient).await;
    sent.map_err(NotTaken::AtMail)?;
    let sent = connection.command(Data).await;
    sent.map_err(NotTaken::AtMail)?;
    let sent = connection.message(&message.formatted()).await;
    sent.map(drop).map_err(NotTaken::AtMail)
}

fn tls(server: &SmtpServer) -> Result<Option<TlsParameters>, SmtpError> {
    let tls = TlsParameters::builder(server.host.clone());
    Ok(match server.encryption {
        Encryption::FromTheStart | Encryption::Required => Some(tls.build()?),
        Encryption::WhereOffered => Some(tls.dangerous_accept_invalid_certs(true).build()?),
        Encryption::Off => None,
    })
}
