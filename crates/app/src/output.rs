//! What commands say to whoever called them, on the standard output; log lines go elsewhere.

use std::{
    fmt,
    io::{self, Write as _},
};

/// Says one line. Whoever has stopped listening misses it, which is their choice and no error.
pub(crate) fn line(text: impl fmt::Display) -> io::Result<()> {
    listening(|| {
        let mut out = io::stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()
    })
}

/// Says a text that ends its own lines.
pub(crate) fn text(text: &str) -> io::Result<()> {
    listening(|| {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    })
}

/// Whether anybody still reads what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listener {
    /// Somebody does.
    There,
    /// Nobody does: there is no use in going on.
    Gone,
}

/// Says a part of a long text.
pub(crate) fn bytes(bytes: &[u8]) -> io::Result<Listener> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Listener::There),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Listener::Gone),
        Err(error) => Err(error),
    }
}

/// Says what went wrong, on the standard error.
pub(crate) fn error(text: impl fmt::Display) {
    // Nobody can be told that telling failed.
    writeln!(io::stderr().lock(), "{text}").ok();
}

fn listening(say: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    match say() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        said => said,
    }
}
