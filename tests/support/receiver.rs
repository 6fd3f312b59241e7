//! A receiver of webhooks on this machine, which answers as a test says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The path, and what is asked after it.
    pub(crate) path: String,
    /// By their names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Received {
    /// The id of the event.
    pub(crate) fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The account that the event happened in.
    pub(crate) fn account(&self) -> String {
        let body = self.json();
        body["data"]["account"]["id"].as_str().unwrap().to_owned()
    }
}

/// What the receiver answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A status without a body.
    Status(u16),
    /// A status with further lines of the head, each with its line break.
    Head(u16, String),
    /// Nothing, for as long as the sender waits.
    Silence,
    /// A good status, and then a body of so many bytes; `None`: one that never ends.
    Body(Option<usize>),
}

type Answers = Box<dyn FnMut(&Received) -> Reply + Send>;

struct State {
    received: Vec<Received>,
    ids: BTreeSet<String>,
    answers: Answers,
}

/// Receives until it is dropped.
pub(crate) struct Receiver {
    port: u16,
    state: Arc<Mutex<State>>,
    listening: JoinHandle<()>,
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Receiver {
    /// A receiver that takes everything.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            received: Vec::new(),
            ids: BTreeSet::new(),
            answers: Box::new(|_request| Reply::Status(204)),
        }));
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _peer)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                // A sender that hangs up, or is killed, ends the conversation.
                tokio::spawn(async move { drop(converse(stream, &shared).await) });
            }
        });
        Self {
            port,
            state,
            listening,
        }
    }

    /// Where it listens.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Answers from now on as this function says.
    pub(crate) fn answer(&self, answers: impl FnMut(&Received) -> Reply + Send + 'static) {
        self.state.lock().unwrap().answers = Box::new(answers);
    }

    /// What came so far, oldest first.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// How many events came so far, each counted once.
    pub(crate) fn events(&self) -> usize {
        self.state.lock().unwrap().ids.len()
    }

    /// How many requests came so far.
    pub(crate) fn count(&self) -> usize {
        self.state.lock().unwrap().received.len()
    }
}

async fn converse(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await? {
        let reply = {
            let mut state = state.lock().unwrap();
            let reply = (state.answers)(&request);
            state.ids.insert(request.id().to_owned());
            state.received.push(request);
            reply
        };
        match reply {
            Reply::Status(status) => {
                write(&mut stream, status, "content-length: 0\r\n").await?;
            }
            Reply::Head(status, lines) => {
                write(
                    &mut stream,
                    status,
                    &format!("content-length: 0\r\n{lines}"),
                )
                .await?;
            }
            Reply::Silence => {
                stream.read_u8().await?;
            }
            Reply::Body(length) => {
                let left = length.unwrap_or(1 << 60);
                write(&mut stream, 200, &format!("content-length: {left}\r\n")).await?;
                for _ in 0..left.div_ceil(1_024) {
                    stream.write_all(&[b'x'; 1_024]).await?;
                }
            }
        }
    }
    Ok(())
}

async fn write(stream: &mut BufReader<TcpStream>, status: u16, lines: &str) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status} As told\r\n{lines}\r\n");
    stream.write_all(head.as_bytes()).await
}

async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Received>> {
    let mut first = String::new();
    if stream.read_line(&mut first).await? == 0 {
        return Ok(None);
    }
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(Received {
        path,
        headers,
        body: String::from_utf8(body).unwrap(),
    }))
}
