//! Who may do what in the data, by the rules themselves: the one source of the answers expected and of
//! what other engines are taught.

use latchkey_domain::{
    membership::decision::{Facts, decide},
    permission::{Catalogue, PermissionKey},
};
use latchkey_testing::{
    CountingIds, FixedClock,
    builders::{AccountBuilder, MemberBuilder, SetBuilder, UserBuilder},
};

/// The sets of each client.
pub(crate) const OWN_SETS: [&str; 2] = [
    "contacts.edit contacts.delete:team companies.edit deals.delete tasks.edit lists.edit \
     quotes.edit products.edit meetings.edit calls.make sequences.edit forecasts.view reports.view",
    "contacts.view companies.view deals.view tickets.view tasks.view lists.view emails.view \
     campaigns.view quotes.view workflows.view reports.view",
];

/// The sets of each partner.
pub(crate) const PARTNER_SETS: [&str; 4] = [
    "contacts.edit companies.edit lists.edit emails.publish forms.publish landing_pages.publish \
     ads.publish files.edit workflows.edit reports.view dashboards.edit",
    "contacts.edit companies.edit deals.view deals.edit:team tickets.view:team tasks.edit:team \
     lists.edit crm.import quotes.view meetings.edit sequences.use reports.view",
    "contacts.view contacts.edit:team companies.view tickets.edit tasks.edit:team inbox.use \
     help_desk.use knowledge_base.publish",
    "reports.view dashboards.edit reports.export contacts.view companies.view",
];

/// What is asked about.
pub(crate) const ACTIONS: [&str; 24] = [
    "contacts.view",
    "contacts.edit",
    "contacts.edit:team",
    "contacts.delete",
    "companies.view",
    "companies.edit",
    "deals.view",
    "deals.edit",
    "deals.edit:own",
    "tickets.view",
    "tickets.edit",
    "tasks.edit",
    "lists.edit",
    "crm.export",
    "emails.publish",
    "campaigns.view",
    "quotes.view",
    "calls.make",
    "sequences.use",
    "knowledge_base.edit",
    "inbox.use",
    "workflows.edit",
    "reports.view",
    "billing.view",
];

/// What somebody holds in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    SuperAdmin,
    PartnerAdmin,
    /// One of the client's sets.
    Own(usize),
    /// One of the partner's sets.
    Partner(usize),
}

impl Role {
    pub(crate) const ALL: [Self; 8] = [
        Self::SuperAdmin,
        Self::PartnerAdmin,
        Self::Own(0),
        Self::Own(1),
        Self::Partner(0),
        Self::Partner(1),
        Self::Partner(2),
        Self::Partner(3),
    ];

    /// A name for other engines.
    pub(crate) fn name(self) -> String {
        match self {
            Self::SuperAdmin => "super_admin".to_owned(),
            Self::PartnerAdmin => "partner_admin".to_owned(),
            Self::Own(set) => format!("own_{set}"),
            Self::Partner(set) => format!("partner_{set}"),
        }
    }
}

/// Which role may take which action.
#[derive(Debug, Clone)]
pub(crate) struct Rules(Vec<(Role, Vec<bool>)>);

impl Rules {
    /// Decides all by the domain.
    pub(crate) fn new() -> Self {
        let all = Role::ALL.map(|role| (role, ACTIONS.map(|key| may(role, key)).to_vec()));
        Self(all.into())
    }

    /// Whether a role may take the action of that number.
    pub(crate) fn allow(&self, role: Role, action: usize) -> bool {
        let row = self.0.iter().find(|(known, _)| *known == role);
        row.and_then(|(_, allowed)| allowed.get(action).copied())
            .unwrap_or_default()
    }

    /// The actions that a role may take.
    pub(crate) fn actions_of(&self, role: Role) -> impl Iterator<Item = &'static str> {
        let numbered = ACTIONS.iter().enumerate();
        numbered.filter_map(move |(number, key)| self.allow(role, number).then_some(*key))
    }
}

/// Asks the rules.
fn may(role: Role, key: &str) -> bool {
    let (catalogue, ids, now) = (
        Catalogue::default_catalogue(),
        CountingIds::new(),
        FixedClock::start(),
    );
    let client = AccountBuilder::new("Client").build(&ids);
    let partner = AccountBuilder::new("Partner").partner().build(&ids);
    let user = UserBuilder::new("Person", "person@example.com").build(&ids);
    let employment = MemberBuilder::new(&partner, &user).build(&ids);
    let set = |sets: &[&str], number: usize, owner| {
        let keys = sets.get(number).copied().unwrap_or_default();
        SetBuilder::new("Set", keys).owner(owner).build(&ids)
    };
    let member = MemberBuilder::new(&client, &user);
    let member = match role {
        Role::SuperAdmin => member,
        Role::PartnerAdmin => member.partner_admin(&partner, Some(&employment)),
        Role::Own(number) => member.set(&set(&OWN_SETS, number, client.id)),
        Role::Partner(number) => member
            .set(&set(&PARTNER_SETS, number, partner.id))
            .acting_for(&partner, Some(&employment)),
    };
    let facts = Facts {
        user: Some((user.id, user.status)),
        account: Some((client.id, client.status)),
        member: Some(member.build(&ids)),
    };
    let key = PermissionKey::parse(key).ok();
    decide(&catalogue, &facts, key.as_ref(), now)
        .denied
        .is_none()
}
