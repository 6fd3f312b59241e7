//! The load: connections that are kept, one request under way on each, all on one thread.
//!
//! Requests lie rendered in memory; of an answer only the status, the length and the decisions are
//! looked at. Every answer is compared with what is expected, so that a wrong one is seen.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use memchr::memmem::Finder;
use mio::{Events, Interest, Poll, Token, net::TcpStream};

use super::{cores, histogram::Histogram};

/// What stands in an answer for each decision that grants.
pub(crate) const GRANTED: &str = "\"decision\":true";

/// A request, and how often the mark of the load stands in its answer; `None`: that is not looked at.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) bytes: Vec<u8>,
    pub(crate) marks: Option<usize>,
}

impl Request {
    /// Renders a POST of JSON with a token.
    pub(crate) fn post(path: &str, token: &str, body: &str, marks: Option<usize>) -> Self {
        Self::send("POST", path, token, body, marks)
    }

    /// Renders a request with JSON and a token.
    pub(crate) fn send(
        method: &str,
        path: &str,
        token: &str,
        body: &str,
        marks: Option<usize>,
    ) -> Self {
        let length = body.len();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Authorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        Self {
            bytes: text.into_bytes(),
            marks,
        }
    }
}

/// How long a load lasts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// Every request has been answered once.
    AllAsked,
    /// The time is over; what is answered before the first half second is over does not count.
    Over(Duration),
}

const WARM_UP: Duration = Duration::from_millis(500);

/// What is sent where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) requests: &'a [Request],
    pub(crate) connections: usize,
    pub(crate) until: Until,
    /// Which request comes first; they are taken in turn.
    pub(crate) first: usize,
    /// What is counted in the answers.
    pub(crate) mark: &'a str,
}

/// What came of a load.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) times: Histogram,
    pub(crate) seconds: f64,
    /// Answers of another status than 200, or with other decisions than expected.
    pub(crate) wrong: u64,
    /// One of them.
    pub(crate) example: Option<String>,
    /// The part of the time that the load was on its core.
    pub(crate) busy: f64,
    /// How many requests went out.
    pub(crate) sent: usize,
}

impl Outcome {
    #[expect(
        clippy::cast_precision_loss,
        clippy::as_conversions,
        reason = "figures are rounded"
    )]
    pub(crate) fn per_second(&self) -> f64 {
        self.times.count() as f64 / self.seconds
    }

    /// Refuses a run with wrong answers: its figures would mean nothing.
    pub(crate) fn right(self) -> anyhow::Result<Self> {
        anyhow::ensure!(
            self.wrong == 0,
            "{} of {} answers were wrong, such as {}",
            self.wrong,
            self.times.count(),
            self.example.as_deref().unwrap_or_default()
        );
        Ok(self)
    }
}

impl Load<'_> {
    /// Runs on a thread of its own, on the core of the load.
    pub(crate) fn run(self) -> anyhow::Result<Outcome> {
        thread::scope(|scope| {
            let running = scope.spawn(|| {
                cores::pin_this_thread()?;
                Driver::new(self)?.run()
            });
            running
                .join()
                .unwrap_or_else(|_| Err(anyhow::anyhow!("the load panicked")))
        })
    }
}

struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
    filled: usize,
    sent: Instant,
    asked: usize,
}

struct Driver<'a> {
    load: Load<'a>,
    poll: Poll,
    connections: Vec<Connection>,
    next: usize,
    head_end: Finder<'static>,
    lengths: [Finder<'static>; 2],
    mark: Finder<'a>,
    outcome: Outcome,
    counting: bool,
}

/// What of an answer is there.
enum Progress {
    More,
    Whole { body: usize, end: usize },
}

impl<'a> Driver<'a> {
    fn new(load: Load<'a>) -> anyhow::Result<Self> {
        anyhow::ensure!(!load.requests.is_empty(), "there is nothing to ask");
        let poll = Poll::new()?;
        let mut connections = Vec::new();
        for number in 0..load.connections {
            let stream = std::net::TcpStream::connect(load.address)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry()
                .register(&mut stream, Token(number), Interest::READABLE)?;
            connections.push(Connection {
                stream,
                answer: vec![0; 1 << 16],
                filled: 0,
                sent: Instant::now(),
                asked: 0,
            });
        }
        Ok(Self {
            next: load.first % load.requests.len(),
            load,
            poll,
            connections,
            head_end: Finder::new("\r\n\r\n"),
            lengths: ["ontent-length: ", "ontent-Length: "].map(Finder::new),
            mark: Finder::new(load.mark),
            outcome: Outcome {
                times: Histogram::new(),
                seconds: 0.0,
                wrong: 0,
                example: None,
                busy: 0.0,
                sent: 0,
            },
            counting: false,
        })
    }

    fn run(mut self) -> anyhow::Result<Outcome> {
        let mut events = Events::with_capacity(1024);
        let began = Instant::now();
        let (mut counted_from, mut busy_before) = (began, cores::spent_by_this_thread());
        self.counting = matches!(self.load.until, Until::AllAsked);
        for number in 0..self.connections.len() {
            self.send(number)?;
        }
        loop {
            self.poll.poll(&mut events, Some(Duration::from_secs(30)))?;
            anyhow::ensure!(!events.is_empty(), "no answer for half a minute");
            for event in &events {
                self.receive(event.token().0)?;
            }
            match self.load.until {
                Until::AllAsked => {
                    let answered = usize::try_from(self.outcome.times.count())?;
                    if answered >= self.load.requests.len() {
                        break;
                    }
                }
                Until::Over(time) => {
                    let now = Instant::now();
                    if self.counting && now - counted_from >= time {
                        break;
                    }
                    if !self.counting && now - began >= WARM_UP {
                        self.counting = true;
                        (counted_from, busy_before) = (now, cores::spent_by_this_thread());
                    }
                }
            }
        }
        self.outcome.seconds = counted_from.elapsed().as_secs_f64();
        let busy = cores::spent_by_this_thread().saturating_sub(busy_before);
        self.outcome.busy = busy.as_secs_f64() / self.outcome.seconds;
        Ok(self.outcome)
    }

    fn send(&mut self, number: usize) -> anyhow::Result<()> {
        if matches!(self.load.until, Until::AllAsked)
            && self.outcome.sent >= self.load.requests.len()
        {
            return Ok(());
        }
        let (Some(connection), Some(request)) = (
            self.connections.get_mut(number),
            self.load.requests.get(self.next),
        ) else {
            anyhow::bail!("no such connection or request");
        };
        connection.asked = self.next;
        connection.filled = 0;
        connection.sent = Instant::now();
        // Far smaller than the buffer of a socket on which nothing else is under way.
        let written = connection.stream.write(&request.bytes)?;
        anyhow::ensure!(
            written == request.bytes.len(),
            "the request did not go out at once"
        );
        self.outcome.sent += 1;
        self.next += 1;
        if self.next == self.load.requests.len() {
            self.next = 0;
        }
        Ok(())
    }

    fn receive(&mut self, number: usize) -> anyhow::Result<()> {
        loop {
            let Some(connection) = self.connections.get_mut(number) else {
                anyhow::bail!("no such connection");
            };
            if connection.filled == connection.answer.len() {
                connection.answer.resize(connection.filled * 2, 0);
            }
            let space = connection.answer.get_mut(connection.filled..);
            match connection.stream.read(space.unwrap_or_default()) {
                Ok(0) => anyhow::bail!("the server closed a connection"),
                Ok(read) => connection.filled += read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            }
            let time = connection.sent.elapsed();
            let connection = self.connections.get(number);
            let there = connection.and_then(|c| c.answer.get(..c.filled));
            if let Progress::Whole { body, end } = self.progress(there.unwrap_or_default())? {
                let wrong = self.verdict(number, body, end);
                self.count(time, wrong);
                return self.send(number);
            }
        }
    }

    fn count(&mut self, time: Duration, wrong: Option<String>) {
        if self.counting {
            self.outcome.times.add(time);
        }
        if let Some(example) = wrong {
            self.outcome.wrong += 1;
            self.outcome.example.get_or_insert(example);
        }
    }

    fn progress(&self, answer: &[u8]) -> anyhow::Result<Progress> {
        let Some(head) = self.head_end.find(answer) else {
            return Ok(Progress::More);
        };
        let lines = answer.get(..head).unwrap_or_default();
        let found = self.lengths.iter().find_map(|length| length.find(lines));
        let length = found
            .and_then(|at| answer.get(at + "ontent-length: ".len()..))
            .context("an answer without its length")?;
        let digits = length.iter().take_while(|byte| byte.is_ascii_digit());
        let length = digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
        let end = head + 4 + length;
        Ok(if answer.len() < end {
            Progress::More
        } else {
            Progress::Whole {
                body: head + 4,
                end,
            }
        })
    }

    /// What is wrong with an answer.
    fn verdict(&self, number: usize, body: usize, end: usize) -> Option<String> {
        let connection = self.connections.get(number)?;
        let answer = connection.answer.get(..end)?;
        let request = self.load.requests.get(connection.asked)?;
        let ok = answer.starts_with(b"HTTP/1.1 200");
        let marks = || {
            let body = answer.get(body..).unwrap_or_default();
            self.mark.find_iter(body).count()
        };
        if ok && request.marks.is_none_or(|expected| expected == marks()) {
            return None;
        }
        let asked = String::from_utf8_lossy(&request.bytes);
        let answered = String::from_utf8_lossy(answer);
        Some(format!(
            "{answered}\nto {asked}\nwhere {:?} times `{}` was expected",
            request.marks, self.load.mark
        ))
    }
}
