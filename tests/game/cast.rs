//! Who and what there is in every game: accounts, people, permissions and sets, by short words.

use std::fmt;

/// A person, by their place in [`PEOPLE`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Who(pub(crate) usize);

/// An account, by its place in [`PLACES`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(pub(crate) usize);

/// A permission set, by its place in [`SETS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SetNo(pub(crate) usize);

/// An access link, by the order in which links were issued.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct LinkNo(pub(crate) usize);

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PEOPLE[self.0].word)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PLACES[self.0])
    }
}

impl fmt::Debug for SetNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SETS[self.0].word)
    }
}

/// Whose hand somebody is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hand {
    /// The adversary's.
    Adversary,
    /// A client's own, or nobody's: they do nothing but their work.
    Innocent,
}

/// One of the people.
pub(crate) struct Cast {
    /// How reports call them.
    pub(crate) word: &'static str,
    pub(crate) hand: Hand,
    /// The domain of their address.
    pub(crate) domain: &'static str,
    /// Whether the platform knows them from the beginning.
    pub(crate) registered: bool,
}

const fn adversary(word: &'static str, domain: &'static str, registered: bool) -> Cast {
    let hand = Hand::Adversary;
    Cast {
        word,
        hand,
        domain,
        registered,
    }
}

const fn innocent(word: &'static str, domain: &'static str) -> Cast {
    Cast {
        word,
        hand: Hand::Innocent,
        domain,
        registered: true,
    }
}

pub(crate) const AGENCY_DOMAIN: &str = "agency.example";
pub(crate) const RIVAL_DOMAIN: &str = "rival.example";
const FREE: &str = "free.example";

/// All people: the adversary's first.
pub(crate) const PEOPLE: [Cast; 20] = [
    adversary("agency_boss", AGENCY_DOMAIN, true),
    adversary("agency_editor", AGENCY_DOMAIN, true),
    adversary("agency_worker", AGENCY_DOMAIN, true),
    adversary("agency_contractor", FREE, true),
    adversary("rival_boss", RIVAL_DOMAIN, true),
    adversary("rival_worker", RIVAL_DOMAIN, true),
    adversary("private_a", FREE, true),
    adversary("private_b", FREE, true),
    adversary("unknown_a", FREE, false),
    adversary("unknown_b", AGENCY_DOMAIN, false),
    innocent("bakery_owner", "bakery.example"),
    innocent("cinema_owner", "cinema.example"),
    innocent("cinema_partner", "cinema.example"),
    innocent("garden_owner", "garden.example"),
    innocent("harbour_owner", "harbour.example"),
    innocent("bakery_manager", "bakery.example"),
    innocent("cinema_manager", "cinema.example"),
    innocent("cinema_clerk", "cinema.example"),
    innocent("garden_clerk", "garden.example"),
    innocent("bystander", "elsewhere.example"),
];

pub(crate) const AGENCY_BOSS: Who = Who(0);
pub(crate) const AGENCY_EDITOR: Who = Who(1);
pub(crate) const AGENCY_WORKER: Who = Who(2);
pub(crate) const AGENCY_CONTRACTOR: Who = Who(3);
pub(crate) const RIVAL_BOSS: Who = Who(4);
pub(crate) const RIVAL_WORKER: Who = Who(5);
pub(crate) const PRIVATE_A: Who = Who(6);
pub(crate) const BAKERY_OWNER: Who = Who(10);
pub(crate) const CINEMA_OWNER: Who = Who(11);
pub(crate) const CINEMA_PARTNER: Who = Who(12);
pub(crate) const GARDEN_OWNER: Who = Who(13);
pub(crate) const HARBOUR_OWNER: Who = Who(14);
pub(crate) const BAKERY_MANAGER: Who = Who(15);
pub(crate) const CINEMA_MANAGER: Who = Who(16);
pub(crate) const CINEMA_CLERK: Who = Who(17);
pub(crate) const GARDEN_CLERK: Who = Who(18);

impl Who {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..PEOPLE.len()).map(Self)
    }

    pub(crate) fn adversaries() -> impl Iterator<Item = Self> {
        Self::all().filter(|who| who.is_adversary())
    }

    pub(crate) fn innocents() -> impl Iterator<Item = Self> {
        Self::all().filter(|who| !who.is_adversary())
    }

    pub(crate) fn is_adversary(self) -> bool {
        PEOPLE[self.0].hand == Hand::Adversary
    }

    /// Their name: found in no other text, so that whoever reads it was shown it.
    pub(crate) fn name(self) -> String {
        format!("Nm{}mN", PEOPLE[self.0].word.replace('_', "Q"))
    }

    /// The part of their address before the domain, also found nowhere else.
    pub(crate) fn mailbox(self) -> String {
        format!("ad{}da", PEOPLE[self.0].word.replace('_', "q"))
    }

    pub(crate) fn address(self) -> String {
        format!("{}@{}", self.mailbox(), PEOPLE[self.0].domain)
    }
}

/// All accounts: the adversary's first.
pub(crate) const PLACES: [&str; 7] = [
    "agency", "rival", "private", "bakery", "cinema", "garden", "harbour",
];

pub(crate) const AGENCY: Place = Place(0);
pub(crate) const RIVAL: Place = Place(1);
/// An account of the adversary's that is no partner at first.
pub(crate) const PRIVATE: Place = Place(2);
pub(crate) const BAKERY: Place = Place(3);
pub(crate) const CINEMA: Place = Place(4);
/// Has let nobody in.
pub(crate) const GARDEN: Place = Place(5);
pub(crate) const HARBOUR: Place = Place(6);

impl Place {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..PLACES.len()).map(Self)
    }

    /// The accounts that are not the adversary's.
    pub(crate) fn clients() -> impl Iterator<Item = Self> {
        Self::all().filter(|place| place.is_client())
    }

    pub(crate) const fn is_client(self) -> bool {
        self.0 >= BAKERY.0
    }

    /// The super admins whom the account had before the adversary came.
    pub(crate) const fn owners(self) -> &'static [Who] {
        match self {
            BAKERY => &[BAKERY_OWNER],
            CINEMA => &[CINEMA_OWNER, CINEMA_PARTNER],
            GARDEN => &[GARDEN_OWNER],
            HARBOUR => &[HARBOUR_OWNER],
            _ => &[],
        }
    }

    /// The account's own people who may manage others.
    pub(crate) const fn managers(self) -> &'static [Who] {
        match self {
            BAKERY => &[BAKERY_OWNER, BAKERY_MANAGER],
            CINEMA => &[CINEMA_OWNER, CINEMA_PARTNER, CINEMA_MANAGER],
            GARDEN => &[GARDEN_OWNER],
            HARBOUR => &[HARBOUR_OWNER],
            _ => &[],
        }
    }

    /// All its own people.
    pub(crate) const fn staff(self) -> &'static [Who] {
        match self {
            BAKERY => &[BAKERY_OWNER, BAKERY_MANAGER],
            CINEMA => &[CINEMA_OWNER, CINEMA_PARTNER, CINEMA_MANAGER, CINEMA_CLERK],
            GARDEN => &[GARDEN_OWNER, GARDEN_CLERK],
            HARBOUR => &[HARBOUR_OWNER],
            _ => &[],
        }
    }
}

/// Permissions, one bit each in the order of [`KEYS`].
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Keys(pub(crate) u32);

/// All permissions: those of `catalogue.toml`, then the built-in ones.
pub(crate) const KEYS: [&str; 16] = [
    "contacts.view",
    "contacts.edit",
    "reports.view",
    "reports.edit",
    "workflows.edit",
    "vault.open",
    "users.edit",
    "permission_sets.edit",
    "super_admins.manage",
    "audit_log.view",
    "billing.view",
    "billing.edit",
    "payments.instruments",
    "provisioning.manage",
    "partner.employees.view",
    "partner.employees.edit",
];

/// What brings what with it.
const IMPLIES: [(u32, u32); 4] = [(1, 0), (3, 2), (11, 10), (15, 14)];

pub(crate) const NOTHING: Keys = Keys(0);
pub(crate) const EVERYTHING: Keys = Keys(0xffff);
/// What a partner admin holds.
pub(crate) const TEMPLATE: Keys = Keys(0b1_1111);
pub(crate) const BILLING: Keys = Keys(0b1100_0000_0000);
pub(crate) const USERS_EDIT: Keys = Keys(1 << 6);
pub(crate) const SUPER_ADMIN: Keys = Keys(1 << 8);
pub(crate) const TRAIL: Keys = Keys(1 << 9);

impl Keys {
    pub(crate) fn of(keys: &[&str]) -> Self {
        let bit = |key: &&str| KEYS.iter().position(|known| known == key).unwrap();
        let bits = keys.iter().map(|key| 1 << bit(key));
        Self(bits.sum()).closed()
    }

    /// With all that is implied.
    pub(crate) fn closed(self) -> Self {
        let implied = IMPLIES.iter().filter(|(from, _)| self.0 >> from & 1 == 1);
        Self(implied.fold(self.0, |keys, (_, to)| keys | 1 << to))
    }

    /// With all that brings one of these.
    pub(crate) fn with_bringers(self) -> Self {
        let bringers = IMPLIES.iter().filter(|(_, to)| self.0 >> to & 1 == 1);
        Self(bringers.fold(self.0, |keys, (from, _)| keys | 1 << from))
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn less(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn is_nothing(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let held =
            move |(bit, key): (usize, &&'static str)| (self.0 >> bit & 1 == 1).then_some(*key);
        KEYS.iter().enumerate().filter_map(held)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// One of the permission sets that there are from the beginning.
pub(crate) struct CastSet {
    pub(crate) word: &'static str,
    /// `None`: a standard set.
    pub(crate) owner: Option<Place>,
    pub(crate) permissions: &'static [&'static str],
}

const fn set(
    word: &'static str,
    owner: Option<Place>,
    permissions: &'static [&'static str],
) -> CastSet {
    CastSet {
        word,
        owner,
        permissions,
    }
}

pub(crate) const SETS: [CastSet; 11] = [
    set("reader", None, &["contacts.view", "reports.view"]),
    set(
        "lead",
        None,
        &["contacts.edit", "reports.edit", "workflows.edit"],
    ),
    set(
        "agency_role",
        Some(AGENCY),
        &["contacts.edit", "workflows.edit"],
    ),
    set(
        "agency_desk",
        Some(AGENCY),
        &[
            "partner.employees.edit",
            "contacts.edit",
            "permission_sets.edit",
        ],
    ),
    set("agency_view", Some(AGENCY), &["partner.employees.view"]),
    set("rival_desk", Some(RIVAL), &["partner.employees.edit"]),
    set(
        "bakery_manager",
        Some(BAKERY),
        &["users.edit", "contacts.edit", "reports.view"],
    ),
    set(
        "cinema_manager",
        Some(CINEMA),
        &["users.edit", "contacts.edit", "vault.open"],
    ),
    set(
        "bakery_vault",
        Some(BAKERY),
        &["vault.open", "billing.view"],
    ),
    set(
        "cinema_books",
        Some(CINEMA),
        &["billing.edit", "audit_log.view"],
    ),
    set(
        "harbour_desk",
        Some(HARBOUR),
        &["contacts.view", "reports.edit"],
    ),
];

pub(crate) const READER: SetNo = SetNo(0);
pub(crate) const AGENCY_DESK: SetNo = SetNo(3);
pub(crate) const AGENCY_VIEW: SetNo = SetNo(4);
pub(crate) const RIVAL_DESK: SetNo = SetNo(5);
pub(crate) const BAKERY_DESK: SetNo = SetNo(6);
pub(crate) const CINEMA_DESK: SetNo = SetNo(7);

impl SetNo {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..SETS.len()).map(Self)
    }
}
