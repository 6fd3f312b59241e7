//! What all aggregates share: a state that anybody may read and only rules may change.

/// Makes an aggregate around a state: readable through `Deref`, changed only by the aggregate's own
/// methods, put together again from storage by `restore`.
macro_rules! aggregate {
    ($(#[$doc:meta])* $name:ident of $state:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name($state);

        impl $name {
            /// Puts a stored state back together. For stores only: it checks nothing.
            pub const fn restore(state: $state) -> Self {
                Self(state)
            }

            /// Takes note that a store has saved the aggregate under the next version.
            pub const fn saved(&mut self) {
                self.0.version = self.0.version.next();
            }
        }

        impl std::ops::Deref for $name {
            type Target = $state;

            fn deref(&self) -> &$state {
                &self.0
            }
        }
    };
}

pub(crate) use aggregate;
