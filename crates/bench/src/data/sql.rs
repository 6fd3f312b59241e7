//! The statements that make the data, in the dialect of either database: rows are made of numbers, by
//! the database itself.

use latchkey_domain::people::token::TokenHash;

use super::{CLIENTS, OWN, OWN_SETS, PARTNER_SETS, STAFF, ids::Kind as Of, roles};
use crate::database::Kind;

/// Writes statements for a kind of database.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect(pub(super) Kind);

impl Dialect {
    /// An id: its kind, and a number.
    fn id(self, of: Of, number: &str) -> String {
        let high = of.digits();
        match self.0 {
            Kind::Sqlite => format!("unhex('{high}8000' || printf('%012x', {number}))"),
            Kind::Postgres => {
                format!("('{high}8000' || lpad(to_hex({number}), 12, '0'))::uuid")
            }
        }
    }

    /// Rows `n` from 0 on.
    fn numbers(self, many: u64) -> String {
        match self.0 {
            Kind::Sqlite => format!(
                "(WITH RECURSIVE c(n) AS (SELECT 0 WHERE {many} > 0 UNION ALL \
                 SELECT n + 1 FROM c WHERE n + 1 < {many}) SELECT n FROM c)"
            ),
            Kind::Postgres => format!("generate_series(0::bigint, {many}::bigint - 1) AS c(n)"),
        }
    }

    fn time(self) -> &'static str {
        match self.0 {
            Kind::Sqlite => "'2026-01-01T00:00:00+00:00'",
            Kind::Postgres => "'2026-01-01T00:00:00+00:00'::timestamptz",
        }
    }

    /// A number as text of eight digits.
    fn padded(self, number: &str) -> String {
        match self.0 {
            Kind::Sqlite => format!("printf('%08d', {number})"),
            Kind::Postgres => format!("lpad(({number})::text, 8, '0')"),
        }
    }

    pub(super) fn accounts(self, of: Of, many: u64) -> String {
        let (id, number, time) = (self.id(of, "n"), self.padded("n"), self.time());
        let (word, program, partner) = if of == Of::Partner {
            ("Partner", "'solutions_partner'", "TRUE")
        } else {
            ("Client", "NULL", "FALSE")
        };
        let (low, key) = (word.to_lowercase(), of.digits());
        format!(
            "INSERT INTO account (id, external_id, name, name_folded, status, program, was_partner, \
             seat_pricing, partner_admins_by, created_at, updated_at, version) \
             SELECT {id}, '{low}-{key}-' || {number}, '{word} ' || {number}, '{low} ' || {number}, \
             'active', {program}, {partner}, 'seat_based', 'users_edit', {time}, {time}, 1 FROM {}",
            self.numbers(many)
        )
    }

    pub(super) fn users(self, of: Of, many: u64) -> String {
        let (id, number, time) = (self.id(of, "n"), self.padded("n"), self.time());
        let word = if of == Of::Staff {
            "staff"
        } else if of == Of::Crowd {
            "crowd"
        } else {
            "own"
        };
        format!(
            "INSERT INTO \"user\" (id, external_id, email, email_domain, confirmed, name, \
             name_folded, locale, password, status, created_at, updated_at, version) \
             SELECT {id}, '{word}-' || {number}, '{word}-' || {number} || '@{word}.example', \
             '{word}.example', TRUE, 'Person ' || {number}, 'person ' || {number}, 'en', NULL, \
             'active', {time}, {time}, 1 FROM {}",
            self.numbers(many)
        )
    }

    /// Sets, each with one version, of owners that have so many each.
    pub(super) fn sets(self, of: Of, owner: Of, owners: u64) -> [String; 2] {
        let names = if of == Of::PartnerSet {
            &roles::PARTNER_SETS[..]
        } else {
            &roles::OWN_SETS[..]
        };
        let each = names.len();
        let numbers = self.numbers(owners * u64::try_from(each).unwrap_or(1));
        let (id, owner) = (self.id(of, "n"), self.id(owner, &format!("n / {each}")));
        let of_each = names.iter().enumerate().map(|(at, keys)| {
            let keys: Vec<_> = keys.split(' ').map(|key| format!("\"{key}\"")).collect();
            format!(" WHEN {at} THEN '[{}]'", keys.join(","))
        });
        let permissions = format!("CASE n % {each}{}", of_each.collect::<Vec<_>>().concat());
        [
            format!(
                "INSERT INTO permission_set (id, owner_id, name, description, external_id, \
                 current_number, version) SELECT {id}, {owner}, 'Set ' || (n % {each}), NULL, NULL, \
                 1, 1 FROM {numbers}"
            ),
            format!(
                "INSERT INTO permission_set_version (set_id, number, permissions) \
                 SELECT {id}, 1, {permissions} END FROM {numbers}"
            ),
        ]
    }

    pub(super) fn memberships(self, rows: &Memberships, many: u64) -> String {
        let Memberships {
            of,
            account,
            user,
            set,
            first,
            acting_for,
        } = rows;
        let (id, time) = (self.id(*of, "n"), self.time());
        let (account, user) = (self.id(account.0, &account.1), self.id(user.0, &user.1));
        let set = self.id(set.0, &set.1);
        let seat_held = if acting_for.is_some() {
            "partner"
        } else {
            "core"
        };
        let partner = acting_for
            .as_ref()
            .map_or_else(|| "NULL".to_owned(), |number| self.id(Of::Partner, number));
        let (is_first, role) = first;
        format!(
            "INSERT INTO membership (account_id, user_id, id, access, set_id, set_version, added, \
             clipped, seat, paid_seats, invited_until, deactivated, partner_id, engagement, \
             expires_at, last_active_at, created_at, updated_at, version) \
             SELECT {account}, {user}, {id}, \
             CASE WHEN {is_first} THEN '{role}' ELSE 'permission_set' END, \
             CASE WHEN {is_first} THEN NULL ELSE {set} END, \
             CASE WHEN {is_first} THEN NULL ELSE 1 END, '[]', '[]', '{seat_held}', '[]', NULL, FALSE, \
             {partner}, 'employee', NULL, NULL, {time}, {time}, 1 FROM {}",
            self.numbers(many)
        )
    }

    /// Relationships of clients, each with the partner of that number.
    pub(super) fn relationships(self, of: Of, partner: &str, many: u64) -> String {
        let (partner, client) = (self.id(Of::Partner, partner), self.id(of, "n"));
        let (number, time) = (self.padded("n"), self.time());
        format!(
            "INSERT INTO relationship (partner_id, client_id, display_name, shown_name_folded, \
             names_folded, tags, connected_at, last_qualifying_activity_at, services_ended_at, \
             restarted_at, announced, announced_for, version) \
             SELECT {partner}, {client}, NULL, 'client ' || {number}, 'client ' || {number}, '', \
             {time}, NULL, NULL, NULL, 'connected', NULL, 1 FROM {}",
            self.numbers(many)
        )
    }

    /// A token, of a partner's employee or of the platform.
    pub(super) fn token(self, number: u64, text: &str, staff: Option<u64>, scopes: &str) -> String {
        let (id, time) = (self.id(Of::Token, &number.to_string()), self.time());
        let hash: Vec<_> = TokenHash::of(text)
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .into();
        let hash = hash.concat();
        let hash = match self.0 {
            Kind::Sqlite => format!("unhex('{hash}')"),
            Kind::Postgres => format!("decode('{hash}', 'hex')"),
        };
        let user = staff.map_or_else(
            || "NULL".to_owned(),
            |number| self.id(Of::Staff, &number.to_string()),
        );
        format!(
            "INSERT INTO token (id, hash, user_id, scopes, label, parent_id, created_at, \
             expires_at, revoked_at) \
             VALUES ({id}, {hash}, {user}, '{scopes}', 'bench', NULL, {time}, NULL, NULL)"
        )
    }
}

/// What memberships are made of, in terms of `n`.
#[derive(Debug)]
pub(super) struct Memberships {
    of: Of,
    account: (Of, String),
    user: (Of, String),
    set: (Of, String),
    /// Who holds no set, and what they hold.
    first: (String, &'static str),
    /// The number of the partner.
    acting_for: Option<String>,
}

impl Memberships {
    /// Employees of clients, in their own accounts.
    pub(super) fn own() -> Self {
        Self {
            of: Of::OwnMembership,
            account: (Of::Client, format!("n / {OWN}")),
            user: (Of::Own, "n".to_owned()),
            set: (
                Of::OwnSet,
                format!("n / {OWN} * {OWN_SETS} + n % {OWN_SETS}"),
            ),
            first: (format!("n % {OWN} = 0"), "super_admin"),
            acting_for: None,
        }
    }

    /// Employees of partners, in their own accounts.
    pub(super) fn employments() -> Self {
        Self {
            of: Of::Employment,
            account: (Of::Partner, format!("n / {STAFF}")),
            user: (Of::Staff, "n".to_owned()),
            set: (
                Of::PartnerSet,
                format!("n / {STAFF} * {PARTNER_SETS} + n % {STAFF} % {PARTNER_SETS}"),
            ),
            first: (format!("n % {STAFF} = 0"), "super_admin"),
            acting_for: None,
        }
    }

    /// Employees of partners, in the accounts of clients, client by client.
    pub(super) fn acting() -> Self {
        let partner = format!("n / {}", CLIENTS * STAFF);
        Self {
            of: Of::Acting,
            account: (Of::Client, format!("n / {STAFF}")),
            user: (Of::Staff, format!("{partner} * {STAFF} + n % {STAFF}")),
            set: (
                Of::PartnerSet,
                format!("{partner} * {PARTNER_SETS} + n % {STAFF} % {PARTNER_SETS}"),
            ),
            first: (format!("n % {STAFF} = 0"), "partner_admin"),
            acting_for: Some(partner),
        }
    }

    /// The managers of partners, each in so many fresh clients of theirs.
    pub(super) fn managing(partners: u64) -> Self {
        let partner = format!("n % {partners}");
        Self {
            of: Of::FreshMembership,
            account: (Of::Fresh, "n".to_owned()),
            user: (Of::Staff, format!("{partner} * {STAFF}")),
            set: (Of::PartnerSet, "0".to_owned()),
            first: ("n >= 0".to_owned(), "partner_admin"),
            acting_for: Some(partner),
        }
    }

    /// A crowd in the first client.
    pub(super) fn crowd() -> Self {
        Self {
            of: Of::CrowdMembership,
            account: (Of::Client, "0".to_owned()),
            user: (Of::Crowd, "n".to_owned()),
            set: (Of::OwnSet, format!("n % {OWN_SETS}")),
            first: ("n < 0".to_owned(), "super_admin"),
            acting_for: None,
        }
    }

    /// The second employee of the first partner, in many clients.
    pub(super) fn many() -> Self {
        Self {
            of: Of::ManyMembership,
            account: (Of::Many, "n".to_owned()),
            user: (Of::Staff, "1".to_owned()),
            set: (Of::PartnerSet, "1".to_owned()),
            first: ("n < 0".to_owned(), "partner_admin"),
            acting_for: Some("0".to_owned()),
        }
    }
}
