//! Compares the copy of whoever follows the feed with what is stored.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use latchkey_application::memberships::MemberView;
use latchkey_domain::{
    base::{denial::Denial, page::PageRequest, text::Name},
    membership::{Access, Status, member::Member as RealMember},
    people::account::Program,
    permission::{PermissionKey, SetOwner},
    ports::MemberFilter,
};

use super::copy::{Copy, Member};
use crate::{compare::Differences, driver::Driver};

fn same<T: PartialEq + Debug>(all: &mut Differences, what: &str, real: T, copy: T) {
    if real != copy {
        all.push(format!(
            "{what}: the store has {real:?}, the copy by the feed {copy:?}"
        ));
    }
}

fn texts(keys: &[PermissionKey]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

impl Driver {
    pub(super) async fn compare_copy(&self, copy: &Copy, all: &mut Differences) {
        let mut members = BTreeSet::new();
        for number in 0..self.accounts.len() {
            self.compare_copied_account(copy, number, all).await;
            self.compare_copied_members(copy, number, &mut members, all)
                .await;
        }
        same(
            all,
            "members",
            members,
            copy.members.keys().cloned().collect(),
        );
        for number in 0..self.users.len() {
            self.compare_copied_user(copy, number, all).await;
        }
        for number in 0..self.sets.len() {
            self.compare_copied_set(copy, number, all).await;
        }
        self.compare_copied_relationships(copy, all).await;
    }

    async fn compare_copied_account(&self, copy: &Copy, number: usize, all: &mut Differences) {
        let id = self.accounts[number];
        let mut reader = self.ports.store.reader();
        let real = reader.account(id).await.unwrap().unwrap();
        let what = format!("account {number}");
        let Some(known) = copy.accounts.get(&id.to_string()) else {
            all.push(format!("{what} is not in the copy"));
            return;
        };
        same(all, &what, real.name.as_str(), &known.name);
        let external_id = real.external_id.as_ref().map(ToString::to_string);
        same(all, &what, &external_id, &known.external_id);
        same(all, &what, real.status.as_str(), &known.status);
        let program = real.program.map(Program::as_str);
        same(all, &what, program, known.program.as_deref());
        same(all, &what, real.was_partner, known.was_partner);
        same(all, &what, real.seat_pricing.as_str(), &known.seat_pricing);
        // Nobody is told of the policy that an account begins with.
        let policy = known.partner_admins_by.as_deref().unwrap_or("users_edit");
        same(all, &what, real.partner_admins_by.as_str(), policy);
        let domains = real.email_domains.iter().map(ToString::to_string).collect();
        same(all, &what, &domains, &known.domains);

        let taken = reader.seats_taken(id).await.unwrap();
        let taken = [
            ("partner", taken.partner),
            ("core", taken.core),
            ("view_only", taken.view_only),
            ("sales", taken.sales),
            ("service", taken.service),
            ("paid_sales", taken.paid_sales),
            ("paid_service", taken.paid_service),
        ];
        let taken: BTreeMap<&str, i64> = taken
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(seat, count)| (seat, i64::try_from(count).unwrap()))
            .collect();
        let here = copy
            .seats
            .iter()
            .filter(|((account, _), count)| *account == id.to_string() && **count != 0);
        let known = here.map(|((_, seat), count)| (seat.as_str(), *count));
        same(
            all,
            &format!("seats taken in {what}"),
            taken,
            known.collect(),
        );
    }

    async fn compare_copied_members(
        &self,
        copy: &Copy,
        number: usize,
        members: &mut BTreeSet<(String, String)>,
        all: &mut Differences,
    ) {
        let mut reader = self.ports.store.reader();
        let (filter, page) = (MemberFilter::default(), PageRequest::first());
        let account = self.accounts[number];
        let found = reader.members(account, &filter, &page).await.unwrap();
        for real in found.items {
            let at = (account.to_string(), real.user.id.to_string());
            let user = self.user_no(real.user.id);
            let what = format!("user {user} in account {number}");
            match copy.members.get(&at) {
                Some(known) => self.compare_copied_member(copy, (&at, known), real, &what, all),
                None => all.push(format!("{what} is not in the copy")),
            }
            members.insert(at);
        }
    }

    fn compare_copied_member(
        &self,
        copy: &Copy,
        (at, known): (&(String, String), &Member),
        real: RealMember,
        what: &str,
        all: &mut Differences,
    ) {
        let now = self.ports.now();
        let granted = real.granted(&self.ports.catalogue);
        let granted = texts(&self.ports.catalogue.names(granted));
        let why_not = real.standing(now).err().map(Denial::as_str);
        let view = MemberView::of(real, &self.ports.catalogue, now);
        let it = &view.member.membership;
        let held = match it.access {
            Access::PermissionSet(held) => Some(held),
            Access::SuperAdmin | Access::PartnerAdmin => None,
        };
        let mut text = |name: &str, real: Option<&str>| {
            same(all, &format!("{name} of {what}"), real, known.text(name));
        };
        text("id", Some(&it.id.to_string()));
        text("access", Some(it.access.kind()));
        let set = held.map(|held| held.set.to_string());
        text("permission_set", set.as_deref());
        text("seat", Some(it.seat.as_str()));
        text("status", Some(Status::as_str(it.status())));
        let partner = it.partner.map(|partner| partner.to_string());
        text("partner", partner.as_deref());
        text("engagement", Some(it.engagement.as_str()));
        let version = held.map(|held| u64::from(held.version));
        same(all, &format!("version of {what}"), version, known.version());
        let paid: Vec<_> = it
            .paid_seats
            .iter()
            .map(|seat| seat.as_str().to_owned())
            .collect();
        let known_paid = known.list("paid_seats");
        same(all, &format!("paid seats of {what}"), paid, known_paid);
        let withheld: Vec<_> = view.member.terms.withheld_keys().cloned().collect();
        for (name, real) in [
            ("added", texts(&it.adjustments.added)),
            ("clipped", texts(&it.adjustments.clipped)),
            ("withheld", texts(&withheld)),
        ] {
            let known = sorted(known.adjusted(name));
            same(all, &format!("{name} of {what}"), sorted(real), known);
        }
        same(
            all,
            &format!("end of {what}"),
            it.expires_at,
            known.expires_at(),
        );
        same(
            all,
            &format!("taken of {what}"),
            it.is_taken(),
            known.taken(),
        );
        same(
            all,
            &format!("why {what} is not in force"),
            why_not,
            copy.why_not(at, now),
        );
        same(
            all,
            &format!("granted of {what}"),
            granted.into_iter().collect(),
            copy.catalogue.names(&copy.granted(at)),
        );
        same(
            all,
            &format!("effective of {what}"),
            texts(&view.permissions).into_iter().collect(),
            copy.effective(at, now),
        );
    }

    async fn compare_copied_user(&self, copy: &Copy, number: usize, all: &mut Differences) {
        let id = self.users[number];
        let mut reader = self.ports.store.reader();
        let real = reader.user(id).await.unwrap().unwrap();
        let what = format!("user {number}");
        let Some(known) = copy.users.get(&id.to_string()) else {
            all.push(format!("{what} is not in the copy"));
            return;
        };
        same(all, &what, real.status.as_str(), &known.status);
        same(all, &what, real.confirmed, known.confirmed);
        let email = real.email.as_ref().map(ToString::to_string);
        same(all, &what, &email, &known.email);
        // Nobody but the account that invited them knows the name of a stub (I6).
        if !real.stub {
            same(all, &what, real.name.as_str(), &known.name);
        }
    }

    async fn compare_copied_set(&self, copy: &Copy, number: usize, all: &mut Differences) {
        let id = self.sets[number];
        let mut reader = self.ports.store.reader();
        let real = reader.permission_set(id).await.unwrap();
        let what = format!("set {number}");
        let known = copy.sets.get(&id.to_string());
        let is_removed = copy.removed_sets.contains(&id.to_string());
        same(all, &format!("{what} is gone"), real.is_none(), is_removed);
        let (Some(real), Some(known)) = (&real, known) else {
            same(all, &what, real.is_some(), known.is_some());
            return;
        };
        let owner = match real.owner() {
            SetOwner::Standard => None,
            SetOwner::Account(owner) => Some(owner.to_string()),
        };
        same(all, &what, &owner, &known.account);
        same(all, &what, real.name().as_str(), &known.name);
        let version = u64::from(real.current().number());
        same(all, &what, version, known.version);
        let keys = sorted(texts(real.permissions()));
        same(all, &what, keys, sorted(known.newest()));
    }

    pub(super) async fn compare_copied_statuses(&self, copy: &Copy, all: &mut Differences) {
        let (days, now) = (self.ports.settings.ends_after_days, self.ports.now());
        let mut reader = self.ports.store.reader();
        for ((partner, client), known) in &copy.relationships {
            let at = (partner.parse().unwrap(), client.parse().unwrap());
            let real = reader.relationship(at.0, at.1).await.unwrap();
            let status = real.map(|real| real.status(days, now).as_str());
            let what = format!("status of {partner} in {client}");
            same(all, &what, status, Some(known.told().0));
        }
    }

    async fn compare_copied_relationships(&self, copy: &Copy, all: &mut Differences) {
        let mut reader = self.ports.store.reader();
        let mut known: BTreeSet<_> = copy.relationships.keys().cloned().collect();
        for partner in &self.accounts {
            for client in &self.accounts {
                let real = reader.relationship(*partner, *client).await.unwrap();
                let at = (partner.to_string(), client.to_string());
                known.remove(&at);
                let what = format!(
                    "relationship of {} to {}",
                    self.account_no(*partner),
                    self.account_no(*client)
                );
                let (Some(real), Some(known)) = (&real, copy.relationships.get(&at)) else {
                    let known = copy.relationships.contains_key(&at);
                    same(all, &what, real.is_some(), known);
                    continue;
                };
                let name = real.display_name.as_ref().map(Name::as_str);
                let stored = (real.announced.as_str(), name, Some(real.connected_at));
                same(all, &what, stored, known.told());
            }
        }
        same(all, "further relationships", BTreeSet::new(), known);
    }
}
