//! The end: the first signal lets what runs finish, the second does not.

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that end the program.
#[derive(Debug)]
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Takes the signals over from the system's own handling.
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }

    /// Waits for a signal, then stops the servers: no new connections, while requests that run may
    /// finish, for as long as the servers allow. A second signal ends that too.
    pub(crate) async fn stop(mut self, servers: Vec<ServerHandle>) {
        let signal = self.next().await;
        tracing::info!(signal, "stopping: requests that run may finish");
        let stopping = async {
            for server in &servers {
                server.stop(true).await;
            }
        };
        tokio::select! {
            () = stopping => {}
            signal = self.next() => {
                tracing::warn!(signal, "stopping at once");
                for server in &servers {
                    server.stop(false).await;
                }
            }
        }
    }
}
