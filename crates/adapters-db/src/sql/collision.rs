//! What becomes of a new row that collides with one that is there.

/// The two ways in which an insert treats such a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collision {
    /// It is passed over.
    PassedOver,
    /// The statement fails.
    Fails,
}
