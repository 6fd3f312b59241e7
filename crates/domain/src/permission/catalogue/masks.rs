//! Implications, computed once for a catalogue.

use super::{built_in::BuiltIn, entry::Entry};
use crate::permission::{
    Permissions,
    seat::{SeatHolding, SeatRequirement},
};

/// The precomputed sets of a catalogue.
#[derive(Debug, Default)]
pub(super) struct Masks {
    /// For every index, everything it implies, with itself.
    down: Vec<Permissions>,
    /// For every index, everything that implies it, with itself.
    up: Vec<Permissions>,
    pub(super) all: Permissions,
    pub(super) template: Permissions,
    pub(super) billing: Permissions,
    seats: Vec<SeatMask>,
}

#[derive(Debug)]
struct SeatMask {
    requirement: Option<SeatRequirement>,
    read_only: bool,
    permissions: Permissions,
}

impl Masks {
    /// Follows the direct edges (what each index implies directly) to their ends.
    pub(super) fn new(edges: &[Permissions], entries: &[Entry]) -> Self {
        let whole = |wanted: &dyn Fn(&Entry) -> bool| {
            let wanted = entries.iter().filter(|entry| wanted(entry));
            wanted.fold(Permissions::EMPTY, |sum, entry| sum | entry.whole())
        };
        let mut masks = Self {
            all: whole(&|_| true),
            template: whole(&Entry::is_for_partner_admins),
            billing: whole(&|entry| entry.key().as_str().starts_with("billing.")),
            ..Self::default()
        };
        masks.down = masks
            .all
            .iter()
            .zip(edges)
            .map(|(i, edge)| *edge | i.into())
            .collect();
        loop {
            let further: Vec<_> = masks
                .down
                .iter()
                .map(|implied| masks.close(*implied))
                .collect();
            if further == masks.down {
                break;
            }
            masks.down = further;
        }
        let implying = |index| {
            let pairs = masks.all.iter().zip(&masks.down);
            pairs
                .filter(|(_, implied)| implied.contains(index))
                .map(|(above, _)| above)
                .collect()
        };
        masks.up = masks.all.iter().map(implying).collect();
        let requirements = [None].into_iter().chain(SeatRequirement::ALL.map(Some));
        masks.seats = requirements
            .flat_map(|requirement| [(requirement, false), (requirement, true)])
            .map(|(requirement, read_only)| SeatMask {
                requirement,
                read_only,
                permissions: whole(&|entry| {
                    entry.seat() == requirement && entry.is_read_only() == read_only
                }),
            })
            .collect();
        masks
    }

    /// Adds what is implied.
    pub(super) fn close(&self, permissions: Permissions) -> Permissions {
        follow(&self.down, permissions)
    }

    /// Adds what implies.
    pub(super) fn close_upward(&self, permissions: Permissions) -> Permissions {
        follow(&self.up, permissions)
    }

    /// The permissions that only super admins hold (P5).
    pub(super) fn super_admins_only(&self) -> Permissions {
        self.close_upward(BuiltIn::SuperAdminsManage.index().into())
    }

    /// The permissions that these seats let through (S3).
    pub(super) fn usable_with(&self, seats: SeatHolding) -> Permissions {
        let let_through = self
            .seats
            .iter()
            .filter(|mask| seats.lets_through(mask.requirement, mask.read_only));
        let_through.fold(Permissions::EMPTY, |sum, mask| sum | mask.permissions)
    }
}

fn follow(masks: &[Permissions], permissions: Permissions) -> Permissions {
    let reached = permissions
        .iter()
        .filter_map(|index| masks.get(usize::from(index.get())));
    reached.fold(permissions, |sum, mask| sum | *mask)
}
