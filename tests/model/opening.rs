//! What every world begins with: partners and clients, their people, a set in each account, and
//! some partner admins.

use crate::{
    accounts::{By, NewAccount, SetDomains},
    chooser::{CLIENTS, PARTNERS, PEOPLE_OF_PARTNERS},
    command::Command,
    memberships::{Provision, Put, Wanted},
    model::{permissions::catalogue, state::Seat},
    permission_sets::CreateSet,
    users::NewUser,
};

/// The commands that every world begins with.
pub(crate) fn opening() -> Vec<Box<dyn Command>> {
    let standard = catalogue().standard.len();
    let mut all: Vec<Box<dyn Command>> = Vec::new();
    for account in 0..PARTNERS + CLIENTS {
        let enrolled = account < PARTNERS;
        all.push(Box::new(NewAccount { enrolled }));
    }
    for (partner, domain) in PEOPLE_OF_PARTNERS.into_iter().enumerate() {
        for domain in [domain, domain, "free.example"] {
            all.push(Box::new(NewUser { domain }));
        }
        all.push(Box::new(SetDomains {
            by: By::Platform,
            partner,
            domains: [domain].into(),
        }));
    }
    for _ in 0..=CLIENTS {
        all.push(Box::new(NewUser {
            domain: "c.example",
        }));
    }
    let put = |account, user, put: Put| Box::new(Provision { account, user, put });
    let access = |access| Put {
        access: Some(access),
        ..Put::default()
    };
    for account in 0..PARTNERS + CLIENTS {
        let is_partner = account < PARTNERS;
        let own = PARTNERS * 3;
        let by = if is_partner {
            account * 3
        } else {
            own + account - PARTNERS
        };
        all.push(put(account, by, access(Wanted::SuperAdmin)));
        let permissions = if is_partner {
            vec![
                "partner.employees.edit",
                "contacts.edit",
                "permission_sets.edit",
                "reports.edit",
            ]
        } else {
            vec![
                "users.edit",
                "contacts.edit",
                "reports.view",
                "permission_sets.edit",
            ]
        };
        all.push(Box::new(CreateSet {
            by: Some(by),
            account,
            permissions,
        }));
        let set = standard + account;
        let second = if is_partner { by + 1 } else { own + CLIENTS };
        all.push(put(account, second, access(Wanted::Set(set))));
        if is_partner {
            all.push(put(account, by + 2, access(Wanted::Set(0))));
        }
    }
    for client in PARTNERS..PARTNERS + 2 {
        for partner in 0..PARTNERS {
            let admin = Put {
                access: Some(Wanted::PartnerAdmin),
                seat: Some(Seat::Partner),
                partner: Some(Some(partner)),
                ..Put::default()
            };
            all.push(put(client, partner * 3 + (client + partner) % 2, admin));
        }
    }
    all
}
