//! Where the webhooks and mails of a measurement arrive: everything is taken at once, and counted.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// A receiver that runs until the program ends.
#[derive(Debug)]
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    taken: Arc<AtomicU64>,
    connections: Arc<AtomicU64>,
}

type Converse = fn(TcpStream, &AtomicU64) -> io::Result<()>;

impl Sink {
    /// A receiver of webhooks.
    pub(crate) fn of_webhooks() -> io::Result<Self> {
        Self::start(webhooks)
    }

    /// A mail server.
    pub(crate) fn of_mails() -> io::Result<Self> {
        Self::start(mails)
    }

    fn start(converse: Converse) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let sink = Self {
            address: listener.local_addr()?,
            taken: Arc::default(),
            connections: Arc::default(),
        };
        let (taken, connections) = (Arc::clone(&sink.taken), Arc::clone(&sink.connections));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::Relaxed);
                let taken = Arc::clone(&taken);
                // Whoever hangs up ends the conversation.
                thread::spawn(move || converse(stream, &taken));
            }
        });
        Ok(sink)
    }

    /// How many were taken so far.
    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Over how many connections.
    pub(crate) fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Waits until so many were taken.
    pub(crate) fn wait_for(&self, count: u64) -> anyhow::Result<()> {
        let (mut last, mut since) = (0, Instant::now());
        while self.taken() < count {
            thread::sleep(Duration::from_micros(500));
            if self.taken() > last {
                (last, since) = (self.taken(), Instant::now());
            }
            anyhow::ensure!(
                since.elapsed() < Duration::from_secs(20),
                "{last} of {count} have come, and no more"
            );
        }
        Ok(())
    }
}

fn webhooks(stream: TcpStream, taken: &AtomicU64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or_default();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        taken.fetch_add(1, Ordering::Relaxed);
        stream
            .get_mut()
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}

fn mails(stream: TcpStream, taken: &AtomicU64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(b"220 sink ready\r\n")?;
    let (mut line, mut is_content) = (String::new(), false);
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let answer = match (is_content, line.get(..4).unwrap_or_default()) {
            (true, ".\r\n") => {
                taken.fetch_add(1, Ordering::Relaxed);
                is_content = false;
                "250 taken\r\n"
            }
            (true, _) => continue,
            (false, "DATA") => {
                is_content = true;
                "354 go on\r\n"
            }
            (false, "QUIT") => "221 bye\r\n",
            (false, _) => "250 ok\r\n",
        };
        stream.get_mut().write_all(answer.as_bytes())?;
    }
}
