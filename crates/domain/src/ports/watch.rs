use std::fmt::{self, Debug};

use super::StoreError;

/// A call that a [`Watch`] is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreCall {
    /// A unit is opened.
    Begin,
    /// A query or a write, by the name of its method.
    Named(&'static str),
    /// A unit is committed.
    Commit,
}

/// Watches the calls that a [`WatchedStore`](super::WatchedStore) passes on to another store: to
/// count or measure them, or to let one of them fail.
pub trait Watch: Clone + Debug + Send + Sync + 'static {
    /// A call is about to be passed on. With an error it is not: the caller gets that error.
    fn before(&mut self, call: StoreCall) -> Result<(), StoreError>;

    /// A unit was committed. An error is what its caller gets instead of the revision.
    fn after_commit(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// The watch over a new unit: by default a clone of the store's.
    #[must_use]
    fn over_unit(&self) -> Self {
        self.clone()
    }
}

/// A reader or a unit of work that passes every call on to another one. The macro that declares a
/// port implements that port for it.
pub struct Watched<P: ?Sized, W> {
    pub(super) inner: Box<P>,
    pub(super) watch: W,
}

impl<P: ?Sized, W: Debug> Debug for Watched<P, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched")
            .field("watch", &self.watch)
            .finish_non_exhaustive()
    }
}
