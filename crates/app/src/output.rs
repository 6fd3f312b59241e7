//! The output of commands on standard output. Log lines go to standard error.

use std::{
    fmt,
    io::{self, Write as _},
};

/// Prints one line. A reader that has closed the pipe is not an error.
pub(crate) fn line(text: impl fmt::Display) -> io::Result<()> {
    ignoring_closed_pipes(|| {
        let mut out = io::stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()
    })
}

/// Prints a text that contains its own line breaks.
pub(crate) fn text(text: &str) -> io::Result<()> {
    ignoring_closed_pipes(|| {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    })
}

/// Whether the output still has a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listener {
    /// It has one.
    There,
    /// The pipe is closed: the command can stop.
    Gone,
}

/// Prints a part of a long text.
pub(crate) fn bytes(bytes: &[u8]) -> io::Result<Listener> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Listener::There),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Listener::Gone),
        Err(error) => Err(error),
    }
}

/// Prints an error on standard error.
pub(crate) fn error(text: impl fmt::Display) {
    // If standard error fails, there is nowhere to report it.
    writeln!(io::stderr().lock(), "{text}").ok();
}

fn ignoring_closed_pipes(print: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    match print() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
