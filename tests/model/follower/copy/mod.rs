//! What somebody has who follows the feed and asks for nothing else: a copy, kept by the events alone.

mod catalogue;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;

use self::catalogue::{Catalogue, Held, Seats, texts};

/// An account of the copy.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) external_id: Option<String>,
    pub(crate) status: String,
    pub(crate) program: Option<String>,
    pub(crate) was_partner: bool,
    pub(crate) seat_pricing: String,
    pub(crate) partner_admins_by: Option<String>,
    pub(crate) domains: BTreeSet<String>,
}

/// A person of the copy.
#[derive(Debug, Default)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) status: String,
    pub(crate) confirmed: bool,
}

/// A permission set of the copy.
#[derive(Debug, Default)]
pub(crate) struct Set {
    /// `None`: a standard set.
    pub(crate) account: Option<String>,
    pub(crate) name: String,
    pub(crate) version: u64,
    /// What each version holds, as far as it was told.
    pub(crate) versions: BTreeMap<u64, Vec<String>>,
}

impl Set {
    /// What the newest version holds.
    pub(crate) fn newest(&self) -> Vec<String> {
        let newest = self.versions.get(&self.version);
        newest.cloned().unwrap_or_default()
    }
}

/// A relationship of the copy.
#[derive(Debug)]
pub(crate) struct Relationship {
    status: String,
    display_name: Option<String>,
    connected_at: Option<DateTime<Utc>>,
}

impl Relationship {
    /// The status, the partner's own name for the client, and when the two were connected.
    pub(crate) fn told(&self) -> (&str, Option<&str>, Option<DateTime<Utc>>) {
        let name = self.display_name.as_deref();
        (&self.status, name, self.connected_at)
    }
}

/// A member of the copy: the membership as the newest event has it.
#[derive(Debug)]
pub(crate) struct Member(Value);

impl Member {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0[name].as_str()
    }

    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        texts(&self.0[name])
    }

    pub(crate) fn adjusted(&self, name: &str) -> Vec<String> {
        texts(&self.0["adjustments"][name])
    }

    pub(crate) fn version(&self) -> Option<u64> {
        self.0["permission_set_version"].as_u64()
    }

    pub(crate) fn taken(&self) -> Option<bool> {
        self.0["taken"].as_bool()
    }

    pub(crate) fn expires_at(&self) -> Option<DateTime<Utc>> {
        time(&self.0["expires_at"])
    }

    /// Whether it is an employment: active, not expired, and for nobody else.
    fn lasts(&self, now: DateTime<Utc>) -> bool {
        self.text("status") == Some("active")
            && self.expires_at().is_none_or(|end| end > now)
            && self.text("partner").is_none()
    }
}

/// The copy.
#[derive(Default)]
pub(crate) struct Copy {
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) users: BTreeMap<String, User>,
    pub(crate) members: BTreeMap<(String, String), Member>,
    pub(crate) sets: BTreeMap<String, Set>,
    pub(crate) removed_sets: BTreeSet<String>,
    /// By partner and client.
    pub(crate) relationships: BTreeMap<(String, String), Relationship>,
    /// By account and seat: what the events say was taken, less what they say was freed.
    pub(crate) seats: BTreeMap<(String, String), i64>,
    pub(crate) catalogue: Catalogue,
    /// Where an event does not go on from what the copy holds.
    pub(crate) gaps: Vec<String>,
}

impl Copy {
    /// Takes the next event in.
    pub(crate) fn apply(&mut self, event: &Value) {
        let kind = event["type"].as_str().unwrap();
        let data = &event["data"];
        let details = &data["details"];
        for account in [&data["account"], &data["partner"]] {
            self.meet_account(account);
        }
        for user in [&data["user"], &data["actor"]] {
            self.meet_user(user);
        }
        match kind {
            "account.created" | "account.changed" => self.account(data, &details["to"]),
            "policy.changed" => {
                let to = details["to"].as_str().map(str::to_owned);
                self.account_of(data).partner_admins_by = to;
            }
            "email_domains.changed" => {
                let dropped = texts(&details["domains_dropped"]);
                let domains = &mut self.account_of(data).domains;
                domains.retain(|domain| !dropped.contains(domain));
                domains.extend(texts(&details["domains_added"]));
            }
            "user.created" | "user.changed" | "user.erased" => self.user(data, details),
            "catalogue.applied" if data["account"].is_null() => {
                self.catalogue = Catalogue::read(&details["permissions"]);
            }
            "permission_set.created" | "permission_set.changed" => self.set(event),
            "permission_set.removed" => {
                let id = data["object"].as_str().unwrap().to_owned();
                let keys = self.sets.remove(&id).unwrap().newest();
                self.removed_sets.insert(id);
                self.check_difference(event, &self.catalogue.gives(&keys), &Held::new());
            }
            kind if kind.starts_with("relationship.") => self.relationship(data, details),
            _ => self.member(event),
        }
    }

    fn meet_account(&mut self, named: &Value) {
        let Some(id) = named["id"].as_str() else {
            return;
        };
        let account = self.accounts.entry(id.to_owned()).or_default();
        named["name"]
            .as_str()
            .unwrap()
            .clone_into(&mut account.name);
        account.external_id = named["external_id"].as_str().map(str::to_owned);
    }

    fn meet_user(&mut self, named: &Value) {
        let Some(id) = named["id"].as_str() else {
            return;
        };
        let user = self.users.entry(id.to_owned()).or_default();
        named["name"].as_str().unwrap().clone_into(&mut user.name);
        user.email = named["email"].as_str().map(str::to_owned);
    }

    fn account_of(&mut self, data: &Value) -> &mut Account {
        let id = data["account"]["id"].as_str().unwrap();
        self.accounts.get_mut(id).unwrap()
    }

    fn account(&mut self, data: &Value, to: &Value) {
        let account = self.account_of(data);
        let changed = |name: &str| to.get(name).map(|value| value.as_str().map(str::to_owned));
        if let Some(Some(status)) = changed("status") {
            account.status = status;
        }
        if let Some(Some(pricing)) = changed("seat_pricing") {
            account.seat_pricing = pricing;
        }
        if let Some(program) = changed("program") {
            account.was_partner |= program.is_some();
            account.program = program;
        }
    }

    fn user(&mut self, data: &Value, details: &Value) {
        let id = data["user"]["id"].as_str().unwrap();
        let user = self.users.get_mut(id).unwrap();
        if let Some(status) = details["status"].as_str() {
            status.clone_into(&mut user.status);
        }
        if let Some(confirmed) = details["confirmed"].as_bool() {
            user.confirmed = confirmed;
        }
    }

    /// A set is new, or has another name or another version. The holders in its account (those of a
    /// standard set everywhere) hold the newest version from now on, without an event of each.
    fn set(&mut self, event: &Value) {
        let data = &event["data"];
        let details = &data["details"];
        let id = data["object"].as_str().unwrap();
        let keys = texts(&details["permissions"]);
        let version = details["version"].as_u64().unwrap_or_default();
        let before = self.sets.remove(id).unwrap_or_default();
        let (old, new) = (before.newest(), self.catalogue.gives(&keys));
        self.check_difference(event, &self.catalogue.gives(&old), &new);
        let mut set = Set {
            account: data["account"]["id"].as_str().map(str::to_owned),
            name: details["name"].as_str().unwrap().to_owned(),
            version,
            versions: before.versions,
        };
        set.versions.insert(version, keys);
        for ((account, _), member) in &mut self.members {
            let here = set.account.as_ref().is_none_or(|owner| owner == account);
            if here && member.0["permission_set"] == id {
                member.0["permission_set_version"] = version.into();
            }
        }
        self.sets.insert(id.to_owned(), set);
    }

    fn relationship(&mut self, data: &Value, details: &Value) {
        let id = |name: &str| data[name]["id"].as_str().unwrap().to_owned();
        let relationship = Relationship {
            status: details["status"].as_str().unwrap_or_default().to_owned(),
            display_name: details["display_name"].as_str().map(str::to_owned),
            connected_at: time(&details["connected_at"]),
        };
        let at = (id("partner"), id("account"));
        self.relationships.insert(at, relationship);
    }

    /// A member is new, changed or gone: the event has the membership as it is now.
    fn member(&mut self, event: &Value) {
        let data = &event["data"];
        let kind = event["type"].as_str().unwrap();
        let (Some(account), Some(user)) =
            (data["account"]["id"].as_str(), data["user"]["id"].as_str())
        else {
            return;
        };
        let at = (account.to_owned(), user.to_owned());
        let after = data.get("membership").cloned();
        if kind == "membership.taken" && after.is_none() {
            self.members.get_mut(&at).unwrap().0["taken"] = true.into();
            return;
        }
        if after.is_none() && kind != "membership.removed" {
            return;
        }
        self.check_before(event, &at);
        let before = self.granted(&at);
        match after {
            Some(after) => {
                self.members.insert(at.clone(), Member(after));
            }
            None => {
                self.members.remove(&at);
            }
        }
        self.check_difference(event, &before, &self.granted(&at));
        for (list, by) in [("taken", 1), ("freed", -1)] {
            for seat in texts(&data["seats"][list]) {
                *self.seats.entry((account.to_owned(), seat)).or_default() += by;
            }
        }
    }

    /// The membership before the change is the one that the copy holds.
    fn check_before(&mut self, event: &Value, at: &(String, String)) {
        if event["data"]["details"]["repeats"] == true {
            return;
        }
        let told = event["data"].get("membership_before");
        let held = self.members.get(at).map(|member| &member.0);
        let goes_on = match (told, held) {
            (None, None) => true,
            (Some(told), Some(held)) => {
                let told = told.as_object().unwrap();
                told.iter().all(|(name, value)| held[name] == *value)
            }
            _ => false,
        };
        if !goes_on {
            self.gaps
                .push(format!("before {event}, the copy holds {held:?}"));
        }
    }

    /// What an event says was gained and lost is the difference that it makes.
    fn check_difference(&mut self, event: &Value, before: &Held, after: &Held) {
        let told = &event["data"]["permissions"];
        for (list, difference) in [("gained", after - before), ("lost", before - after)] {
            let told: BTreeSet<String> = texts(&told[list]).into_iter().collect();
            let known = self.catalogue.names(&difference);
            if told != known {
                self.gaps
                    .push(format!("{list} by the copy {known:?}, but by {event}"));
            }
        }
    }

    /// What a member is granted, whether or not they are in force.
    pub(crate) fn granted(&self, at: &(String, String)) -> Held {
        let Some(member) = self.members.get(at) else {
            return Held::new();
        };
        let catalogue = &self.catalogue;
        let base = match member.text("access") {
            Some("super_admin") => return catalogue.all(),
            Some("partner_admin") => catalogue.template(),
            _ => {
                let set = member.text("permission_set").map(|id| self.sets.get(id));
                let versions = set.flatten().map(|set| &set.versions);
                let held = member.version().zip(versions);
                let keys = held.and_then(|(version, versions)| versions.get(&version));
                catalogue.gives(keys.map_or(&[], Vec::as_slice))
            }
        };
        let added = catalogue.gives(&member.adjusted("added"));
        let mut taken = member.adjusted("withheld");
        taken.extend(member.adjusted("clipped"));
        &(&base | &added) - &catalogue.takes(&taken)
    }

    /// Why a member is not in force; `None`: they are.
    pub(crate) fn why_not(
        &self,
        at: &(String, String),
        now: DateTime<Utc>,
    ) -> Option<&'static str> {
        let (account, user) = at;
        let member = &self.members[at];
        if self.users[user].status != "active" {
            return Some("user_disabled");
        }
        if self.accounts[account].status != "active" {
            return Some("account_closed");
        }
        match member.text("status") {
            Some("invited") => return Some("invited"),
            Some("deactivated") => return Some("deactivated"),
            _ => {}
        }
        if member.expires_at().is_some_and(|end| end <= now) {
            return Some("expired");
        }
        let partner = member.text("partner")?;
        let access = member.text("access");
        let open = self.accounts[partner].status == "active";
        let enrolled = open && self.accounts[partner].program.is_some();
        if access == Some("partner_admin") && !enrolled {
            return Some("partner_not_enrolled");
        }
        let employment = self.members.get(&(partner.to_owned(), user.clone()));
        let employed = employment.is_some_and(|there| {
            there.lasts(now)
                && self.accounts[partner].was_partner
                && there.text("employment") == member.text("given_under")
        });
        let backed = open && (access == Some("super_admin") || employed);
        (!backed).then_some("not_an_employee")
    }

    /// What a member may do now.
    pub(crate) fn effective(&self, at: &(String, String), now: DateTime<Utc>) -> BTreeSet<String> {
        if self.why_not(at, now).is_some() {
            return BTreeSet::new();
        }
        let member = &self.members[at];
        let paid = member.list("paid_seats");
        let seats = Seats {
            seat: member.text("seat").unwrap(),
            paid: &paid,
            legacy: self.accounts[&at.0].seat_pricing == "legacy",
        };
        let usable = self.catalogue.usable(&self.granted(at), &seats);
        self.catalogue.names(&usable)
    }
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    Some(value.as_str()?.parse().unwrap())
}
