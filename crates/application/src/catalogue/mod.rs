//! The catalogue in force. It is stored in the database, and all nodes use the same one (P1).

mod apply;
mod effect;
#[cfg(test)]
mod effect_tests;
mod follow;
mod own_sets;
mod standard_sets;
mod start;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;

use latchkey_domain::{
    base::{ids::Ids, time::Clock},
    ports::Store,
};

pub(crate) use self::follow::{follow, is_another};
pub use self::{
    apply::{ApplyCatalogue, ApplyMode, apply},
    effect::{
        CatalogueEffect, Difference, PartnerAdminEffect, SeatEffect, SeatRule, SetChange, SetEffect,
    },
    start::{OwnCatalogue, Started, start},
};

/// The ports needed to apply a catalogue. The shared [`Ports`](crate::frame::ports::Ports) do not
/// exist yet at that point, because they contain the catalogue.
#[derive(Debug, Clone)]
pub struct Foundation {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The source of ids.
    pub ids: Arc<dyn Ids>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}
