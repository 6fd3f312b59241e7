//! A running node takes the catalogue in force from the database, when the change feed says that it may
//! be another one (P1).

use std::sync::Arc;

use latchkey_domain::{
    permission::{Catalogue, catalogue_in_force::CatalogueInForce},
    ports::StoreError,
};

use crate::frame::current::CurrentPorts;

/// Lets the node judge by the catalogue in force. If that cannot be read, or this version does not
/// understand it, the node keeps its own, and must not answer by it longer than it may be stale.
pub(crate) async fn follow(node: &CurrentPorts) -> Result<(), StoreError> {
    let ports = node.load();
    let mut reader = ports.store.reader();
    let own = ports.catalogue.hash();
    if !is_another(reader.catalogue_hash().await?.as_deref(), own) {
        return Ok(());
    }
    let Some(in_force) = reader.catalogue_in_force().await? else {
        return Ok(());
    };
    let catalogue = read(&in_force)?;
    tracing::info!(
        hash = catalogue.hash(),
        before = own,
        "another catalogue is in force: this node judges by it from now on"
    );
    node.judge_by(Arc::new(catalogue));
    Ok(())
}

/// Whether the hash of the catalogue in force is that of another one. A database without a catalogue has
/// no other.
pub(crate) fn is_another(in_force: Option<&str>, own: &str) -> bool {
    in_force.is_some_and(|in_force| in_force != own)
}

/// Reads the catalogue in force, which another version of the program may have put there.
pub(super) fn read(in_force: &CatalogueInForce) -> Result<Catalogue, StoreError> {
    Catalogue::parse("the catalogue in force", &in_force.source)
        .map_err(|error| StoreError::Corrupt(Box::new(error)))
}
