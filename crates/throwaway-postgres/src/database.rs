//! A fresh database for one test.

use crate::Cluster;

/// An empty database. Keep it as long as the test runs: one of the shared cluster is dropped with
/// this value, together with the connections that are still open to it.
#[derive(Debug)]
#[must_use = "the database is dropped with this value"]
pub struct Database {
    name: String,
    url: String,
    shared: Option<&'static Cluster>,
}

impl Database {
    pub(crate) fn new(name: String, port: u16) -> Self {
        let url = format!("postgres://postgres@127.0.0.1:{port}/{name}");
        Self {
            name,
            url,
            shared: None,
        }
    }

    /// Marks a database of the shared cluster, which lives as long as the process: tests must not
    /// pile up there.
    pub(crate) fn dropped_from(mut self, cluster: &'static Cluster) -> Self {
        self.shared = Some(cluster);
        self
    }

    /// The address for clients: `postgres://…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name inside the cluster, unique there.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(cluster) = self.shared {
            let statement = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            // What is left here goes with the cluster.
            drop(cluster.execute("postgres", &statement));
        }
    }
}
