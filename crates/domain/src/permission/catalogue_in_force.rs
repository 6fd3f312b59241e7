//! The catalogue in force. It is kept in the database, so that all nodes use the same one (P1).

/// The catalogue stored in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueInForce {
    /// The text of the file.
    pub source: String,
    /// The hash of the text.
    pub hash: String,
}
