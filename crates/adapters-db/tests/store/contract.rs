//! The contract of the ports, kept by each kind of database.

use std::sync::Arc;

use latchkey_testing::contract::{AtOnce, Backend};

use crate::support::{self, Fresh};

fn backend(fresh: Fresh) -> Backend {
    Backend::new(Arc::new(fresh.store)).keeping(fresh.kept)
}

async fn on_sqlite_memory() -> Backend {
    backend(support::sqlite_memory().await).limited_to(AtOnce::OneConnection)
}

async fn on_sqlite_file() -> Backend {
    backend(support::sqlite_file().await)
}

async fn on_postgres() -> Backend {
    backend(support::postgres().await)
}

latchkey_testing::store_contract!(sqlite_memory, on_sqlite_memory());
latchkey_testing::store_contract!(sqlite_file, on_sqlite_file());
latchkey_testing::store_contract!(postgres, on_postgres());
