//! What happens to a new row that collides with an existing one.

/// What an insert does with such a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collision {
    /// It is skipped.
    PassedOver,
    /// The statement fails.
    Fails,
}
