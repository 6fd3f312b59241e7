use std::sync::Arc;

use async_trait::async_trait;

use super::{Locks, Reader, Store, StoreCall, StoreError, UnitOfWork, Watch, Watched};
use crate::{
    base::revision::Revision,
    trail::{audit::Records, permit::Permit},
};

/// A store that tells a [`Watch`] of every call and then passes it on to another store.
#[derive(Debug, Clone)]
pub struct WatchedStore<W> {
    inner: Arc<dyn Store>,
    watch: W,
}

impl<W: Watch> WatchedStore<W> {
    /// A watch over a store.
    pub fn over(inner: Arc<dyn Store>, watch: W) -> Self {
        Self { inner, watch }
    }

    /// The watch over the store itself.
    pub const fn watch(&self) -> &W {
        &self.watch
    }
}

#[async_trait]
impl<W: Watch> Store for WatchedStore<W> {
    async fn begin(&self, locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.watch.clone().before(StoreCall::Begin)?;
        Ok(Box::new(Watched {
            inner: self.inner.begin(locks).await?,
            watch: self.watch.over_unit(),
        }))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Watched {
            inner: self.inner.reader(),
            watch: self.watch.clone(),
        })
    }

    async fn revision(&self) -> Result<Revision, StoreError> {
        self.watch.clone().before(StoreCall::Named("revision"))?;
        self.inner.revision().await
    }
}

impl<P: Reader + ?Sized, W: Watch> Reader for Watched<P, W> {}

#[async_trait]
impl<W: Watch> UnitOfWork for Watched<dyn UnitOfWork, W> {
    async fn commit(mut self: Box<Self>, records: Records) -> Result<Revision, StoreError> {
        self.watch.before(StoreCall::Commit)?;
        let Self { inner, mut watch } = *self;
        let revision = inner.commit(records).await?;
        watch.after_commit()?;
        Ok(revision)
    }

    async fn commit_aside(mut self: Box<Self>, permit: &Permit) -> Result<(), StoreError> {
        self.watch.before(StoreCall::Commit)?;
        let Self { inner, mut watch } = *self;
        inner.commit_aside(permit).await?;
        watch.after_commit()
    }
}
