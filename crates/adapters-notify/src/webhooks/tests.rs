//! Webhooks, against a small receiver that answers as it is told.

use std::time::{Duration, Instant};

use latchkey_domain::{
    base::ids::EventId,
    outbox::{
        address::{AllowedNetworks, network},
        attempt::{SendFailure, SendOutcome},
        message::WebhookRequest,
        retry_after::RetryAfter,
        url::WebhookUrl,
    },
    ports::WebhookSender as _,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc::{self, UnboundedReceiver},
};

use super::{HttpWebhookSender, sender::Patience};

/// What the receiver answers, piece by piece.
#[derive(Clone, Copy)]
enum Answer {
    Text(&'static str),
    /// The head, then the same bytes until the sender hangs up.
    Endless(&'static str),
    /// Nothing, until the sender hangs up.
    Silence,
}

/// A receiver on the loopback interface: a request is heard with its head and its body.
struct Receiver {
    port: u16,
    heard: UnboundedReceiver<(String, String)>,
}

impl Receiver {
    async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _peer)) = listener.accept().await {
                let heard = heard.clone();
                tokio::spawn(async move {
                    // A sender that hangs up ends the conversation.
                    drop(converse(stream, answer, heard).await);
                });
            }
        });
        Self {
            port,
            heard: requests,
        }
    }

    fn at(&self, host: &str) -> WebhookRequest {
        request(&format!("http://{host}:{}/in?a=b", self.port))
    }

    fn was_called(&mut self) -> bool {
        self.heard.try_recv().is_ok()
    }
}

async fn converse(
    stream: TcpStream,
    answer: Answer,
    told: mpsc::UnboundedSender<(String, String)>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        drop(told.send((head, String::from_utf8(body).unwrap())));
        match answer {
            Answer::Text(text) => stream.write_all(text.as_bytes()).await?,
            Answer::Endless(head) => {
                stream.write_all(head.as_bytes()).await?;
                loop {
                    stream.write_all(&[b'x'; 4_096]).await?;
                }
            }
            Answer::Silence => {
                stream.read_u8().await?;
            }
        }
    }
}

const NO_CONTENT: Answer = Answer::Text("HTTP/1.1 204 No Content\r\n\r\n");

fn sender(networks: &[&str]) -> HttpWebhookSender {
    let networks = networks.iter().map(|text| network(text).unwrap());
    let patience = Patience {
        connecting: Duration::from_secs(2),
        answer: Duration::from_secs(2),
        rest: Duration::from_millis(200),
    };
    HttpWebhookSender::with_patience(AllowedNetworks::new(networks.collect()), patience)
}

fn request(url: &str) -> WebhookRequest {
    let id = "evt_01h455vb4pex5vsknk084sn02q".parse::<EventId>();
    WebhookRequest {
        url: WebhookUrl::stored(url.to_owned()),
        id: id.unwrap(),
        timestamp: 1_770_886_800,
        signature: "v1,c2lnbmF0dXJl".to_owned(),
        content_type: "application/json",
        body: r#"{"type":"membership.created"}"#.to_owned(),
    }
}

fn answered(status: u16) -> SendOutcome {
    SendOutcome::Answered {
        status,
        retry_after: None,
    }
}

const LOOPBACK: [&str; 2] = ["127.0.0.0/8", "::1"];

#[tokio::test]
async fn a_request_has_its_headers_and_its_body() {
    let mut receiver = Receiver::start(NO_CONTENT).await;
    let sender = sender(&LOOPBACK);
    for host in ["127.0.0.1", "localhost"] {
        let request = receiver.at(host);
        assert_eq!(sender.send(&request).await, answered(204), "{host}");
        let (head, body) = receiver.heard.recv().await.unwrap();
        assert_eq!(body, request.body);
        assert!(head.starts_with("POST /in?a=b HTTP/1.1\r\n"), "{head}");
        let head = head.to_lowercase();
        for header in [
            "content-type: application/json\r\n",
            "webhook-id: evt_01h455vb4pex5vsknk084sn02q\r\n",
            "webhook-timestamp: 1770886800\r\n",
            "user-agent: latchkey\r\n",
        ] {
            assert!(head.contains(header), "{header}: {head}");
        }
        assert!(head.contains("webhook-signature: v1,"), "{head}");
    }
}

#[tokio::test]
async fn addresses_that_are_not_allowed_are_not_called() {
    let mut receiver = Receiver::start(NO_CONTENT).await;
    let refused = SendOutcome::Failed(SendFailure::AddressNotAllowed);
    for networks in [&[][..], &["10.0.0.0/8"]] {
        let sender = sender(networks);
        for scheme in ["http", "https"] {
            for host in [
                "127.0.0.1",
                "localhost",
                "[::ffff:127.0.0.1]",
                "[::1]",
                "0.0.0.0",
            ] {
                let url = format!("{scheme}://{host}:{}/", receiver.port);
                assert_eq!(sender.send(&request(&url)).await, refused, "{url}");
            }
        }
    }
    assert!(!receiver.was_called());
}

/// A name is resolved once: the address that was checked is the one that is called.
#[tokio::test]
async fn of_several_addresses_only_allowed_ones_are_called() {
    use std::sync::Arc;

    use reqwest::dns::Resolve as _;

    use super::resolver::{CheckedResolver, Reach};

    let networks = AllowedNetworks::new(vec![network("127.0.0.1").unwrap()]);
    let resolver = CheckedResolver(Reach::Listed(Arc::new(networks)));
    let addresses = resolver.resolve("localhost".parse().unwrap()).await;
    let addresses: Vec<_> = addresses.unwrap().map(|address| address.ip()).collect();
    assert!(!addresses.is_empty());
    assert!(
        addresses
            .iter()
            .all(|address| address.to_string() == "127.0.0.1")
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect =
        Answer::Text("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    let mut receiver = Receiver::start(redirect).await;
    let outcome = sender(&LOOPBACK).send(&receiver.at("127.0.0.1")).await;
    assert_eq!(outcome, answered(302));
    assert!(receiver.was_called() && !receiver.was_called());
}

#[tokio::test]
async fn retry_after_is_read() {
    let busy = Answer::Text("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
    let receiver = Receiver::start(busy).await;
    let outcome = sender(&LOOPBACK).send(&receiver.at("127.0.0.1")).await;
    let expected = SendOutcome::Answered {
        status: 429,
        retry_after: Some(RetryAfter::Seconds(7)),
    };
    assert_eq!(outcome, expected);
}

#[tokio::test]
async fn an_answer_without_end_holds_nothing_up() {
    for head in [
        "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    ] {
        let receiver = Receiver::start(Answer::Endless(head)).await;
        let begun = Instant::now();
        let outcome = sender(&LOOPBACK).send(&receiver.at("127.0.0.1")).await;
        assert_eq!(outcome, answered(200));
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
    let slow = Answer::Text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    let receiver = Receiver::start(slow).await;
    let outcome = sender(&LOOPBACK).send(&receiver.at("127.0.0.1")).await;
    assert_eq!(outcome, answered(200));
}

#[tokio::test]
async fn a_receiver_that_says_nothing_runs_out_of_time() {
    for answer in [
        Answer::Silence,
        Answer::Text("HTTP/1.1 200 OK\r\n"),
        Answer::Endless("HTTP/1.1 200 OK\r\nX-Long: "),
    ] {
        let receiver = Receiver::start(answer).await;
        let outcome = sender(&LOOPBACK).send(&receiver.at("127.0.0.1")).await;
        let failures = [SendFailure::Timeout, SendFailure::Connection];
        let failed = failures.map(SendOutcome::Failed);
        assert!(failed.contains(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn why_there_is_no_answer_is_told() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let plain = Receiver::start(NO_CONTENT).await;
    let nonsense = Receiver::start(Answer::Text("SSH-2.0-x\r\n\r\n")).await;
    for (url, failure) in [
        (format!("http://127.0.0.1:{port}/"), SendFailure::Connection),
        (
            format!("http://127.0.0.1:{}/", nonsense.port),
            SendFailure::Connection,
        ),
        (
            "https://no-such-host.invalid/".to_owned(),
            SendFailure::NameNotResolved,
        ),
        (
            format!("https://127.0.0.1:{}/", plain.port),
            SendFailure::Connection,
        ),
    ] {
        let outcome = sender(&LOOPBACK).send(&request(&url)).await;
        assert_eq!(outcome, SendOutcome::Failed(failure), "{url}");
    }
}
