//! The catalogue in force: all nodes judge by the same one, which stands in the database (P1).

mod apply;
mod effect;
#[cfg(test)]
mod effect_tests;
mod own_sets;
mod standard_sets;
mod start;
#[cfg(test)]
mod testing;

use std::sync::Arc;

use latchkey_domain::{
    base::{ids::Ids, time::Clock},
    ports::Store,
};

pub use self::{
    apply::{ApplyCatalogue, apply},
    effect::{
        CatalogueEffect, Difference, PartnerAdminEffect, SeatEffect, SeatRule, SetChange, SetEffect,
    },
    start::{StartError, start},
};

/// What the catalogue is put in force with. The shared ports cannot be had yet: they hold the
/// catalogue.
#[derive(Debug, Clone)]
pub struct Foundation {
    /// Keeps everything.
    pub store: Arc<dyn Store>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}
