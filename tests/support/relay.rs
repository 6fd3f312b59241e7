//! A relay between a server and its database, to cut that one server off.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

const OPEN: u8 = 0;
const HUNG: u8 = 1;
const DROPPED: u8 = 2;

/// What goes through, and how.
#[derive(Debug, Default)]
struct State {
    mode: AtomicU8,
    changed: (Mutex<()>, Condvar),
    connections: Mutex<Vec<TcpStream>>,
}

impl State {
    /// Waits while everything hangs; tells whether the connection goes on.
    fn goes_on(&self) -> bool {
        let (lock, changed) = &self.changed;
        let mut guard = lock.lock().unwrap();
        while self.mode.load(Ordering::SeqCst) == HUNG {
            guard = changed.wait(guard).unwrap();
        }
        self.mode.load(Ordering::SeqCst) == OPEN
    }

    fn set(&self, mode: u8) {
        let (lock, changed) = &self.changed;
        let guard = lock.lock().unwrap();
        self.mode.store(mode, Ordering::SeqCst);
        changed.notify_all();
        drop(guard);
    }
}

/// Passes everything on to a database until it is told otherwise. Ends with the test process.
#[derive(Debug)]
pub(crate) struct Relay {
    url: String,
    state: Arc<State>,
}

impl Relay {
    /// A relay to the database at this address.
    pub(crate) fn to(url: &str) -> Self {
        let (before, after) = url.split_once("@127.0.0.1:").unwrap();
        let (port, name) = after.split_once('/').unwrap();
        let port: u16 = port.parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.mode.load(Ordering::SeqCst) == DROPPED {
                    continue;
                }
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                    continue;
                };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let state = Arc::clone(&shared);
                    thread::spawn(move || pass_on(&state, from, to));
                }
                shared.connections.lock().unwrap().extend([client, server]);
            }
        });
        Self {
            url: format!("{before}@127.0.0.1:{own}/{name}"),
            state,
        }
    }

    /// Where to find the database through the relay.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Nothing passes any more, and nobody is told.
    pub(crate) fn hang(&self) {
        self.state.set(HUNG);
    }

    /// Ends every connection, and takes no new one.
    pub(crate) fn drop_all(&self) {
        self.state.set(DROPPED);
        for connection in self.state.connections.lock().unwrap().drain(..) {
            connection.shutdown(Shutdown::Both).ok();
        }
    }

    /// Lets everything pass again.
    pub(crate) fn mend(&self) {
        self.state.set(OPEN);
    }
}

fn pass_on(state: &State, mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 16 * 1024];
    loop {
        let count = match from.read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        if !state.goes_on() || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}
