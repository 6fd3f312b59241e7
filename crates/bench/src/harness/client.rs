//! A client that waits for each answer, on one kept connection.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
};

use anyhow::Context as _;

use super::load::Request;

#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            answer: Vec::new(),
        })
    }

    /// Sends a request and gives the body of its answer; any status but 200 and 201 is an error.
    pub(crate) fn ask(&mut self, request: &Request) -> anyhow::Result<String> {
        self.stream.write_all(&request.bytes)?;
        self.answer.clear();
        let mut part = vec![0; 1 << 16];
        loop {
            let read = self.stream.read(&mut part)?;
            anyhow::ensure!(read > 0, "the server closed the connection");
            self.answer
                .extend_from_slice(part.get(..read).unwrap_or_default());
            let text = String::from_utf8_lossy(&self.answer);
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let head = head.to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok())
                .context("an answer without its length")?;
            if body.len() < length {
                continue;
            }
            let ok = head.starts_with("http/1.1 200") || head.starts_with("http/1.1 201");
            anyhow::ensure!(ok, "{text}\nto {}", String::from_utf8_lossy(&request.bytes));
            return Ok(body.to_owned());
        }
    }
}
