//! Seats of a membership, and the permissions they let through (S3).

use serde::{Deserialize, Serialize};

use crate::base::words::words;

words! {
    /// The five seats of a membership (S3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Seat {
        /// The seat of a partner's employee (S2). By itself it gives no permission (S1).
        Partner = "partner",
        /// The ordinary seat.
        Core = "core",
        /// Lets through only `read_only` permissions.
        ViewOnly = "view_only",
        /// Opens the sales features.
        Sales = "sales",
        /// Opens the service features.
        Service = "service",
    }

    /// A seat that opens paid features, held in addition to the seat (S3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PaidSeat {
        /// Opens the sales features.
        Sales = "sales",
        /// Opens the service features.
        Service = "service",
    }

    /// The seat pricing of an account (S3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SeatPricing {
        /// A partner seat opens the paid features.
        SeatBased = "seat_based",
        /// A partner seat does not open the paid features; the paid seat is needed too.
        Legacy = "legacy",
    }
}

/// The paid seats of a membership: a set of at most two. On the wire a list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<PaidSeat>", into = "Vec<PaidSeat>")]
pub struct PaidSeats {
    sales: bool,
    service: bool,
}

impl PaidSeats {
    /// No paid seat.
    pub const EMPTY: Self = Self {
        sales: false,
        service: false,
    };

    /// No paid seat.
    pub const fn new() -> Self {
        Self::EMPTY
    }

    /// Whether there is no paid seat.
    pub const fn is_empty(self) -> bool {
        !self.sales && !self.service
    }

    /// Whether this paid seat is held.
    pub const fn contains(self, seat: PaidSeat) -> bool {
        match seat {
            PaidSeat::Sales => self.sales,
            PaidSeat::Service => self.service,
        }
    }

    /// Adds a paid seat.
    pub const fn insert(&mut self, seat: PaidSeat) {
        match seat {
            PaidSeat::Sales => self.sales = true,
            PaidSeat::Service => self.service = true,
        }
    }

    /// The paid seats held, sales first.
    pub fn iter(self) -> impl Iterator<Item = PaidSeat> {
        PaidSeat::ALL
            .into_iter()
            .filter(move |seat| self.contains(*seat))
    }
}

impl FromIterator<PaidSeat> for PaidSeats {
    fn from_iter<I: IntoIterator<Item = PaidSeat>>(seats: I) -> Self {
        let mut all = Self::EMPTY;
        seats.into_iter().for_each(|seat| all.insert(seat));
        all
    }
}

impl From<Vec<PaidSeat>> for PaidSeats {
    fn from(seats: Vec<PaidSeat>) -> Self {
        seats.into_iter().collect()
    }
}

impl From<PaidSeats> for Vec<PaidSeat> {
    fn from(seats: PaidSeats) -> Self {
        seats.iter().collect()
    }
}

/// How many seats of an account are taken. A membership holds its seats until it is removed, whatever
/// its status (D3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeatsTaken {
    /// Partner seats.
    pub partner: u64,
    /// Core seats.
    pub core: u64,
    /// View-only seats.
    pub view_only: u64,
    /// Sales seats.
    pub sales: u64,
    /// Service seats.
    pub service: u64,
    /// Sales seats held in addition to a seat.
    pub paid_sales: u64,
    /// Service seats held in addition to a seat.
    pub paid_service: u64,
}

impl SeatsTaken {
    /// Counts memberships that hold the same seats.
    pub fn count(&mut self, seat: Seat, paid: PaidSeats, memberships: u64) {
        let taken = match seat {
            Seat::Partner => &mut self.partner,
            Seat::Core => &mut self.core,
            Seat::ViewOnly => &mut self.view_only,
            Seat::Sales => &mut self.sales,
            Seat::Service => &mut self.service,
        };
        *taken += memberships;
        for seat in paid.iter() {
            let taken = match seat {
                PaidSeat::Sales => &mut self.paid_sales,
                PaidSeat::Service => &mut self.paid_service,
            };
            *taken += memberships;
        }
    }
}

words! {
    /// The seat that a permission needs (P1). A permission without a requirement works with any seat.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SeatRequirement {
        /// Any seat except `view_only`.
        Core = "core",
        /// The sales seat.
        Sales = "sales",
        /// The service seat.
        Service = "service",
    }
}

/// Everything about seats that decides what a membership may use: its own seats and how its
/// account pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeatHolding {
    /// The seat.
    pub seat: Seat,
    /// The paid seats held in addition.
    pub paid: PaidSeats,
    /// The pricing of the account.
    pub pricing: SeatPricing,
}

impl SeatHolding {
    /// Whether a permission with this requirement is usable (S3). `view_only` lets through only
    /// `read_only` permissions, and none that needs a core seat. A paid feature needs its seat, as
    /// seat or paid seat, or a partner seat in a `seat_based` account.
    pub const fn lets_through(self, requirement: Option<SeatRequirement>, read_only: bool) -> bool {
        let views_only = matches!(self.seat, Seat::ViewOnly);
        if views_only && !read_only {
            return false;
        }
        match requirement {
            None => true,
            Some(SeatRequirement::Core) => !views_only,
            Some(SeatRequirement::Sales) => {
                matches!(self.seat, Seat::Sales) || self.opens(PaidSeat::Sales)
            }
            Some(SeatRequirement::Service) => {
                matches!(self.seat, Seat::Service) || self.opens(PaidSeat::Service)
            }
        }
    }

    const fn opens(self, feature: PaidSeat) -> bool {
        let partner_seat_pays = matches!(
            (self.seat, self.pricing),
            (Seat::Partner, SeatPricing::SeatBased)
        );
        self.paid.contains(feature) || partner_seat_pays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_and_paid_seats_are_counted_apart() {
        let paid = |seats: &[PaidSeat]| seats.iter().copied().collect::<PaidSeats>();
        let mut taken = SeatsTaken::default();
        taken.count(Seat::Partner, PaidSeats::EMPTY, 3);
        taken.count(Seat::Sales, paid(&[PaidSeat::Service]), 2);
        taken.count(Seat::Core, paid(&PaidSeat::ALL), 1);
        let expected = SeatsTaken {
            partner: 3,
            core: 1,
            sales: 2,
            paid_sales: 1,
            paid_service: 3,
            ..SeatsTaken::default()
        };
        assert_eq!(taken, expected);
    }

    /// The table for rule S3: seat, paid seats, pricing; then whether a permission is let through
    /// that needs no seat, core, sales or service, first for permissions that write, then for
    /// `read_only` ones.
    const TABLE: [(&str, &str, &str, &str, &str); 13] = [
        ("core", "", "seat_based", "yes yes no no", "yes yes no no"),
        ("core", "", "legacy", "yes yes no no", "yes yes no no"),
        (
            "core",
            "sales",
            "seat_based",
            "yes yes yes no",
            "yes yes yes no",
        ),
        (
            "core",
            "service",
            "legacy",
            "yes yes no yes",
            "yes yes no yes",
        ),
        (
            "sales",
            "",
            "seat_based",
            "yes yes yes no",
            "yes yes yes no",
        ),
        (
            "sales",
            "service",
            "legacy",
            "yes yes yes yes",
            "yes yes yes yes",
        ),
        ("service", "", "legacy", "yes yes no yes", "yes yes no yes"),
        (
            "partner",
            "",
            "seat_based",
            "yes yes yes yes",
            "yes yes yes yes",
        ),
        ("partner", "", "legacy", "yes yes no no", "yes yes no no"),
        (
            "partner",
            "sales",
            "legacy",
            "yes yes yes no",
            "yes yes yes no",
        ),
        ("view_only", "", "seat_based", "no no no no", "yes no no no"),
        (
            "view_only",
            "sales",
            "seat_based",
            "no no no no",
            "yes no yes no",
        ),
        (
            "view_only",
            "service",
            "legacy",
            "no no no no",
            "yes no no yes",
        ),
    ];

    #[test]
    fn s3_table_of_seats_and_requirements() {
        for (seat, paid, pricing, writing, reading) in TABLE {
            let paid = paid.split_whitespace().map(PaidSeat::parse);
            let holding = SeatHolding {
                seat: Seat::parse(seat).unwrap(),
                paid: paid.map(Option::unwrap).collect(),
                pricing: SeatPricing::parse(pricing).unwrap(),
            };
            let answers = |read_only| {
                let core = SeatRequirement::ALL.map(Some);
                let requirements = [None].into_iter().chain(core);
                let let_through = |asked| holding.lets_through(asked, read_only);
                let word = |asked| if let_through(asked) { "yes" } else { "no" };
                requirements.map(word).collect::<Vec<_>>().join(" ")
            };
            assert_eq!(answers(false), writing, "{holding:?}");
            assert_eq!(answers(true), reading, "{holding:?}");
        }
    }

    #[test]
    fn seats_are_stored_as_their_words() {
        for seat in Seat::ALL {
            assert_eq!(serde_json::to_value(seat).unwrap(), seat.as_str());
        }
        for pricing in SeatPricing::ALL {
            assert_eq!(serde_json::to_value(pricing).unwrap(), pricing.as_str());
        }
    }

    #[test]
    fn paid_seats_are_a_set() {
        let seats: PaidSeats = serde_json::from_str(r#"["service","sales","service"]"#).unwrap();
        assert_eq!(
            seats.iter().collect::<Vec<_>>(),
            [PaidSeat::Sales, PaidSeat::Service]
        );
        assert_eq!(
            serde_json::to_string(&seats).unwrap(),
            r#"["sales","service"]"#
        );
        assert!(PaidSeats::new().is_empty() && !seats.is_empty());
        for seat in [PaidSeat::Sales, PaidSeat::Service] {
            let one: PaidSeats = [seat].into_iter().collect();
            assert!(!one.is_empty(), "{seat:?}");
        }
    }
}
