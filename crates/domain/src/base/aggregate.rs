//! What all aggregates share: anyone reads their state, only rules change it.

/// Declares an aggregate around a state. `Deref` reads the state, the aggregate's own methods
/// change it, and `restore` rebuilds it from storage.
macro_rules! aggregate {
    ($(#[$doc:meta])* $name:ident of $state:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name($state);

        impl $name {
            /// Rebuilds the aggregate from a stored state. For stores only: nothing is checked.
            pub const fn restore(state: $state) -> Self {
                Self(state)
            }

            /// Marks the aggregate as saved: its version goes up by one.
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
