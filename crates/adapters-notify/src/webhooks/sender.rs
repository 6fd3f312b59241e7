//! Sends webhooks. Receivers are strangers: they cannot hold a request longer than its time, make this
//! server read more than a little, or lead it anywhere else.

use std::{
    error::Error,
    fmt, io,
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use latchkey_domain::{
    outbox::{
        address::AllowedNetworks,
        attempt::{SendFailure, SendOutcome},
        message::WebhookRequest,
        retry_after::RetryAfter,
    },
    ports::WebhookSender,
};
use reqwest::{Client, Response, header, redirect};
use url::{Host, Url};

use super::{
    resolver::{CheckedResolver, NameUnknown, NoAddressAllowed, Reach},
    tls,
};

/// How much is read of an answer: enough for short ones to be read whole, so that their connection can
/// be used again.
const READ_AT_MOST: usize = 4_096;

/// How many unused connections to a receiver are kept.
const KEPT_CONNECTIONS: usize = 32;

/// How long a request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Until the connection stands.
    pub(super) connecting: Duration,
    /// Until the head of the answer has come, with everything before it.
    pub(super) answer: Duration,
    /// From then on until the rest has come, which is not needed.
    pub(super) rest: Duration,
}

impl Patience {
    const PROMISED: Self = Self {
        connecting: Duration::from_secs(5),
        answer: Duration::from_secs(15),
        rest: Duration::from_millis(500),
    };
}

/// Sends webhooks by HTTP: `https` to public and listed addresses, `http` to listed ones.
pub struct HttpWebhookSender {
    encrypted: Receivers,
    plain: Receivers,
    patience: Patience,
}

impl fmt::Debug for HttpWebhookSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpWebhookSender").finish_non_exhaustive()
    }
}

impl HttpWebhookSender {
    /// A sender to the public internet and to these networks. What it needs is set up when the first
    /// webhook is sent.
    pub fn new(allowed: AllowedNetworks) -> Self {
        Self::with_patience(allowed, Patience::PROMISED)
    }

    pub(super) fn with_patience(allowed: AllowedNetworks, patience: Patience) -> Self {
        let allowed = Arc::new(allowed);
        let encrypted = Reach::Allowed(Arc::clone(&allowed));
        let plain = Reach::Listed(allowed);
        Self {
            encrypted: Receivers::within(encrypted),
            plain: Receivers::within(plain),
            patience,
        }
    }

    async fn try_send(&self, request: &WebhookRequest) -> Result<SendOutcome, SendFailure> {
        let url = Url::parse(request.url.as_str());
        let url = url.map_err(|_no_url| SendFailure::AddressNotAllowed)?;
        let Receivers { reach, client } = match url.scheme() {
            "https" => &self.encrypted,
            _ => &self.plain,
        };
        // An address in the URL is not resolved, so it is checked here.
        let is_allowed = match url.host() {
            Some(Host::Ipv4(address)) => reach.allows(address.into()),
            Some(Host::Ipv6(address)) => reach.allows(address.into()),
            Some(Host::Domain(_)) => true,
            None => false,
        };
        if !is_allowed {
            return Err(SendFailure::AddressNotAllowed);
        }
        let client = client.get_or_init(|| client_within(reach, self.patience));
        let client = client.as_ref().ok_or(SendFailure::Encryption)?;
        let sending = client
            .post(url)
            .header(header::CONTENT_TYPE, request.content_type)
            .header("webhook-id", request.id.to_string())
            .header("webhook-timestamp", request.timestamp)
            .header("webhook-signature", &request.signature)
            .body(request.body.clone())
            .send();
        let answer = tokio::time::timeout(self.patience.answer, sending).await;
        let answer = answer.map_err(|_elapsed| SendFailure::Timeout)?;
        let answer = answer.map_err(|error| why(&error))?;
        let outcome = SendOutcome::Answered {
            status: answer.status().as_u16(),
            retry_after: retry_after(&answer),
        };
        // What follows the head changes nothing, whether it comes, breaks off or never ends.
        drop(tokio::time::timeout(self.patience.rest, read_a_little(answer)).await);
        Ok(outcome)
    }
}

#[async_trait]
impl WebhookSender for HttpWebhookSender {
    async fn send(&self, request: &WebhookRequest) -> SendOutcome {
        match self.try_send(request).await {
            Ok(outcome) => outcome,
            Err(failure) => SendOutcome::Failed(failure),
        }
    }
}

/// Receivers within reach, and the client that reaches them once it is set up; `None`: it cannot be.
struct Receivers {
    reach: Reach,
    client: OnceLock<Option<Client>>,
}

impl Receivers {
    const fn within(reach: Reach) -> Self {
        Self {
            reach,
            client: OnceLock::new(),
        }
    }
}

fn client_within(reach: &Reach, patience: Patience) -> Option<Client> {
    let tls = tls::config();
    let tls = tls.inspect_err(|error| tracing::error!(%error, "webhooks cannot be encrypted"));
    let client = Client::builder()
        .tls_backend_preconfigured(tls.ok()?)
        .https_only(matches!(reach, Reach::Allowed(_)))
        .dns_resolver(Arc::new(CheckedResolver(reach.clone())))
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .connect_timeout(patience.connecting)
        .pool_max_idle_per_host(KEPT_CONNECTIONS)
        .pool_idle_timeout(Duration::from_secs(30))
        .user_agent("Latchkey")
        .build();
    let client = client.inspect_err(|error| tracing::error!(%error, "webhooks cannot be sent"));
    client.ok()
}

fn retry_after(answer: &Response) -> Option<RetryAfter> {
    let value = answer.headers().get(header::RETRY_AFTER)?;
    RetryAfter::parse(value.to_str().ok()?)
}

async fn read_a_little(mut answer: Response) {
    let mut left = READ_AT_MOST;
    while let Ok(Some(chunk)) = answer.chunk().await {
        match left.checked_sub(chunk.len()) {
            Some(less) => left = less,
            None => return,
        }
    }
}

/// Why there was no answer, by the innermost cause that says so.
fn why(error: &reqwest::Error) -> SendFailure {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(this) = cause {
        if this.is::<NoAddressAllowed>() {
            return SendFailure::AddressNotAllowed;
        }
        if this.is::<NameUnknown>() {
            return SendFailure::NameNotResolved;
        }
        if let Some(error) = about_encryption(this) {
            return tls::failure(error);
        }
        cause = this.source();
    }
    if error.is_timeout() {
        SendFailure::Timeout
    } else {
        SendFailure::Connection
    }
}

/// An error of the encryption, also within errors of input and output, however deep.
fn about_encryption<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = cause;
    loop {
        if let Some(found) = cause.downcast_ref() {
            return Some(found);
        }
        cause = cause.downcast_ref::<io::Error>()?.get_ref()?;
    }
}
