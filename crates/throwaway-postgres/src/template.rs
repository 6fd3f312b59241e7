//! A database that is filled once and copied for each test.

use crate::{Cluster, Database, Error};

/// A database in the cluster of this process, of which there can be copies. A copy takes as long as
/// an empty database, so a schema need not be made again for each test.
#[derive(Debug)]
pub struct Template {
    database: Database,
    cluster: &'static Cluster,
}

impl Template {
    /// Makes an empty one.
    pub fn new() -> Result<Self, Error> {
        let cluster = crate::shared()?;
        let database = cluster.database()?.dropped_from(cluster);
        Ok(Self { database, cluster })
    }

    /// The address for clients that fill it: `postgres://…`. They must be gone before the first
    /// copy.
    pub fn url(&self) -> &str {
        self.database.url()
    }

    /// Makes a database with everything that is in this one.
    pub fn copy(&self) -> Result<Database, Error> {
        let copy = self.cluster.copy_of(self.database.name())?;
        Ok(copy.dropped_from(self.cluster))
    }
}
