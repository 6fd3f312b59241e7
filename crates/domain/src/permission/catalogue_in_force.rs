//! The catalogue in force: it stands in the database, so that all nodes judge by the same one (P1).

/// The catalogue as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueInForce {
    /// The text of the file.
    pub source: String,
    /// Its hash.
    pub hash: String,
}
