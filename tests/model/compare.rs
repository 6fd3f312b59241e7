//! Holds what the store has against the model.

use std::collections::BTreeSet;

use latchkey_application::{decisions::Evaluate, memberships::MemberView};
use latchkey_domain::{
    account::{AccountStatus, PartnerAdminsBy},
    audit::{Outcome, Record},
    event::EventKind,
    member::Member as RealMember,
    membership::{Access as RealAccess, Engagement},
    page::PageRequest,
    ports::{AccountRef, EventFilter, TrailSide, UserRef},
    seat::{PaidSeat, Seat as RealSeat, SeatPricing},
    terms::Rank as RealRank,
    user::UserStatus as RealUserStatus,
};

use crate::{
    drive::{Driver, at, client_name, secs, texts},
    model::{
        permissions::{Keys, catalogue, less},
        state::{Acc, Access, Member, Model, Paid, Rank, Seat, Terms, UserStatus, Usr},
    },
};

/// What is different, in words.
pub(crate) type Differences = Vec<String>;

fn hold<T: PartialEq + std::fmt::Debug>(all: &mut Differences, what: &str, real: T, model: T) {
    if real != model {
        all.push(format!(
            "{what}: the store has {real:?}, the model {model:?}"
        ));
    }
}

impl Driver {
    /// Compares all that differs between two states of the model, and the accounts named.
    pub(crate) async fn compare_touched(
        &self,
        before: &Model,
        after: &Model,
        named: &BTreeSet<Acc>,
    ) -> Differences {
        let mut all = Differences::new();
        let mut accounts = named.clone();
        accounts.extend(
            touched(before, after)
                .into_iter()
                .map(|(account, _)| account),
        );
        let changed = |account: &Acc| before.accounts.get(*account) != after.accounts.get(*account);
        accounts.extend((0..after.accounts.len()).filter(changed));
        for account in accounts {
            self.compare_account(after, account, &mut all).await;
        }
        for (client, user, _) in before.linked.symmetric_difference(&after.linked) {
            self.compare_links_of(after, *client, *user, &mut all).await;
        }
        for user in 0..after.users.len() {
            if before.users.get(user) != after.users.get(user) {
                self.compare_user(after, user, &mut all).await;
            }
        }
        for set in 0..after.sets.len() {
            if before.sets.get(set) != after.sets.get(set) {
                self.compare_set(after, set, &mut all).await;
            }
        }
        for link in 0..after.links.len() {
            if before.links.get(link) != after.links.get(link) {
                self.compare_link(after, link, &mut all).await;
            }
        }
        for (at, relationship) in &after.relationships {
            let acts = touched(before, after).iter().any(|it| it.0 == at.1);
            if acts || before.relationships.get(at) != Some(relationship) {
                self.compare_relationship(after, *at, &mut all).await;
            }
        }
        for (account, user) in touched(before, after) {
            self.compare_links_of(after, account, user, &mut all).await;
        }
        for (account, user) in concerned(before, after) {
            self.compare_decisions(after, account, user, &mut all).await;
        }
        all
    }

    /// Compares everything.
    pub(crate) async fn compare_all(&self, model: &Model) -> Differences {
        let mut all = Differences::new();
        for account in 0..model.accounts.len() {
            self.compare_account(model, account, &mut all).await;
        }
        for user in 0..model.users.len() {
            self.compare_user(model, user, &mut all).await;
        }
        for set in 0..model.sets.len() {
            self.compare_set(model, set, &mut all).await;
        }
        for link in 0..model.links.len() {
            self.compare_link(model, link, &mut all).await;
        }
        for (account, user) in model.members.keys() {
            self.compare_links_of(model, *account, *user, &mut all)
                .await;
        }
        all.extend(self.compare_relationships(model).await);
        all
    }

    /// Compares the relationships of all partners to all clients.
    pub(crate) async fn compare_relationships(&self, model: &Model) -> Differences {
        let mut all = Differences::new();
        for partner in 0..model.accounts.len() {
            for client in 0..model.accounts.len() {
                self.compare_relationship(model, (partner, client), &mut all)
                    .await;
            }
        }
        all
    }

    async fn compare_account(&self, model: &Model, account: Acc, all: &mut Differences) {
        let mut reader = self.ports.store.reader();
        let real = reader
            .account(self.accounts[account])
            .await
            .unwrap()
            .unwrap();
        let known = &model.accounts[account];
        let what = format!("account {account}");
        hold(
            all,
            &what,
            real.status == AccountStatus::Active,
            known.active,
        );
        hold(all, &what, real.program.is_some(), known.enrolled);
        hold(all, &what, real.was_partner, known.was_partner);
        hold(
            all,
            &what,
            real.seat_pricing == SeatPricing::Legacy,
            known.legacy,
        );
        let only = real.partner_admins_by == PartnerAdminsBy::SuperAdmin;
        hold(all, &what, only, known.only_super_admins_make_pa);
        let domains: BTreeSet<_> = real.email_domains.iter().map(ToString::to_string).collect();
        let known_domains = known.domains.iter().map(ToString::to_string).collect();
        hold(all, &what, domains, known_domains);

        let page = PageRequest::first();
        let members = reader
            .members(self.accounts[account], None, &page)
            .await
            .unwrap();
        let users: BTreeSet<Usr> = members
            .items
            .iter()
            .map(|member| self.user_no(member.user.id))
            .collect();
        let here = model.members.range((account, 0)..(account + 1, 0));
        hold(
            all,
            &format!("members of {account}"),
            users,
            here.map(|((_, user), _)| *user).collect(),
        );
        for member in members.items {
            let user = self.user_no(member.user.id);
            if let Some(known) = model.member(account, user) {
                self.compare_member(model, known, member, all);
            }
        }

        let mut terms = reader
            .terms_among(self.accounts[account], &self.users)
            .await
            .unwrap();
        for user in 0..self.users.len() {
            let real = terms
                .iter()
                .position(|terms| terms.user == self.users[user]);
            let real = real.map(|found| terms.swap_remove(found));
            let real = real.map(|terms| Terms {
                withheld: terms
                    .withheld
                    .iter()
                    .map(|withheld| (known_key(withheld.key.as_str()), rank(withheld.by)))
                    .collect(),
                limit: terms.limit.map(|limit| (secs(limit.at), rank(limit.by))),
                refused: terms.refused,
            });
            let what = format!("terms of {user} in {account}");
            hold(
                all,
                &what,
                real.unwrap_or_default(),
                model.terms_of(account, user),
            );
        }
    }

    fn compare_member(
        &self,
        model: &Model,
        known: &Member,
        real: RealMember,
        all: &mut Differences,
    ) {
        let now = at(model.now);
        let account = self.account_no(real.account.id);
        let user = self.user_no(real.user.id);
        let what = format!("user {user} in account {account}");
        let view = MemberView::of(real, &self.ports.catalogue, now);
        let real = &view.member;
        let it = &real.membership;
        let access = match it.access {
            RealAccess::SuperAdmin => Access::SuperAdmin,
            RealAccess::PartnerAdmin => Access::PartnerAdmin,
            RealAccess::PermissionSet(held) => Access::Set(
                self.set_no(held.set),
                usize::try_from(held.version).unwrap(),
            ),
        };
        hold(all, &format!("access of {what}"), access, known.access);
        let added: Vec<&'static str> = it
            .adjustments
            .added
            .iter()
            .map(|key| known_key(key.as_str()))
            .collect();
        let base = model.base(known.access);
        let beyond = less(&catalogue().grant(&added), &base);
        let known_beyond = less(&catalogue().close(&known.added), &base);
        hold(all, &format!("added of {what}"), beyond, known_beyond);
        let clipped: Keys = it
            .adjustments
            .clipped
            .iter()
            .map(|key| known_key(key.as_str()))
            .collect();
        hold(all, &format!("clipped of {what}"), &clipped, &known.clipped);
        hold(all, &format!("seat of {what}"), seat(it.seat), known.seat);
        let paid: BTreeSet<Paid> = it.paid_seats.iter().map(paid).collect();
        hold(all, &format!("paid seats of {what}"), &paid, &known.paid);
        hold(
            all,
            &format!("invitation of {what}"),
            it.invited_until.map(secs),
            known.invited_until,
        );
        hold(
            all,
            &format!("deactivated of {what}"),
            it.deactivated,
            known.deactivated,
        );
        let partner = it.partner.map(|partner| self.account_no(partner));
        hold(all, &format!("partner of {what}"), partner, known.partner);
        let contractor = it.engagement == Engagement::Contractor;
        hold(
            all,
            &format!("engagement of {what}"),
            contractor,
            known.contractor,
        );
        hold(
            all,
            &format!("end of {what}"),
            it.expires_at.map(secs),
            known.expires_at,
        );
        let granted = self
            .ports
            .catalogue
            .names(real.granted(&self.ports.catalogue));
        let known_granted = catalogue().names(&model.granted(account, user));
        hold(
            all,
            &format!("granted of {what}"),
            texts(&granted),
            known_granted,
        );
        let known_effective = catalogue().names(&model.effective(account, user));
        hold(
            all,
            &format!("effective of {what}"),
            texts(&view.permissions),
            known_effective,
        );
        let recognized = real
            .recognized()
            .map(latchkey_domain::member::Recognized::as_str);
        let known_recognized = known
            .partner
            .and_then(|partner| model.recognized(account, user, partner));
        hold(
            all,
            &format!("recognized of {what}"),
            recognized,
            known_recognized,
        );
    }

    async fn compare_user(&self, model: &Model, user: Usr, all: &mut Differences) {
        let mut reader = self.ports.store.reader();
        let real = reader.user(self.users[user]).await.unwrap().unwrap();
        let known = &model.users[user];
        let status = match real.status {
            RealUserStatus::Active => UserStatus::Active,
            RealUserStatus::Disabled => UserStatus::Disabled,
            RealUserStatus::Erased => UserStatus::Erased,
        };
        hold(all, &format!("status of user {user}"), status, known.status);
        hold(
            all,
            &format!("confirmed of user {user}"),
            real.confirmed,
            known.confirmed,
        );
        if let Some(email) = &real.email {
            let domain = email.domain().to_string();
            hold(
                all,
                &format!("address of user {user}"),
                domain.as_str(),
                known.domain,
            );
        }
    }

    async fn compare_set(&self, model: &Model, set: usize, all: &mut Differences) {
        let mut reader = self.ports.store.reader();
        let real = reader.permission_set(self.sets[set]).await.unwrap();
        let real = real.map(|set| {
            let version = usize::try_from(set.current().number()).unwrap();
            (
                version,
                texts(
                    &self
                        .ports
                        .catalogue
                        .names(set.current().granted(&self.ports.catalogue)),
                ),
            )
        });
        let known = model.sets[set].as_ref().map(|known| {
            let newest = known.versions.len();
            (newest, catalogue().names(&model.set_keys(set, newest)))
        });
        hold(all, &format!("set {set}"), real, known);
    }

    async fn compare_link(&self, model: &Model, link: usize, all: &mut Differences) {
        let mut reader = self.ports.store.reader();
        let real = reader.access_link(self.links[link]).await.unwrap().unwrap();
        let known = &model.links[link];
        let what = format!("link {link}");
        hold(all, &what, self.account_no(real.partner), known.partner);
        hold(all, &what, self.user_no(real.employee), known.employee);
        hold(all, &what, real.generation, known.generation);
        hold(all, &what, secs(real.expires_at), known.expires_at);
        hold(all, &what, real.revoked_at.is_some(), known.revoked);
    }

    /// Compares for which partners a person is linked in an account (A10).
    async fn compare_links_of(
        &self,
        model: &Model,
        account: Acc,
        user: Usr,
        all: &mut Differences,
    ) {
        let mut reader = self.ports.store.reader();
        for partner in 0..model.accounts.len() {
            let ids = (
                self.accounts[account],
                self.users[user],
                self.accounts[partner],
            );
            let real = reader.is_linked(ids.0, ids.1, ids.2).await.unwrap();
            let known = model.linked.contains(&(account, user, partner));
            hold(
                all,
                &format!("{user} linked in {account} for {partner}"),
                real,
                known,
            );
        }
    }

    async fn compare_relationship(
        &self,
        model: &Model,
        (partner, client): (Acc, Acc),
        all: &mut Differences,
    ) {
        let mut reader = self.ports.store.reader();
        let ids = (self.accounts[partner], self.accounts[client]);
        let real = reader.relationship(ids.0, ids.1).await.unwrap();
        let known = model.relationships.get(&(partner, client));
        let what = format!("relationship of {partner} to {client}");
        let (Some(real), Some(known)) = (&real, known) else {
            hold(all, &what, real.is_some(), known.is_some());
            return;
        };
        hold(all, &what, secs(real.connected_at), known.connected_at);
        hold(
            all,
            &what,
            real.last_qualifying_activity_at.map(secs),
            known.last_activity,
        );
        hold(all, &what, real.services_ended_at.map(secs), known.ended_at);
        hold(
            all,
            &what,
            real.display_name.clone(),
            known.name.map(client_name),
        );
    }

    /// Asks every question about a person in an account, and compares the answers (Q1).
    pub(crate) async fn compare_decisions(
        &self,
        model: &Model,
        account: Acc,
        user: Usr,
        all: &mut Differences,
    ) {
        let cx = self.as_platform();
        let bare = catalogue().ladders.keys();
        for key in catalogue().all.iter().chain(bare).chain(&["no.such_key"]) {
            let question = Evaluate {
                subject: Some(UserRef::Id(self.users[user])),
                action: Some(key.parse().unwrap()),
                resource: Some(AccountRef::Id(self.accounts[account])),
                at_least: None,
            };
            let answer = self
                .decisions()
                .await
                .evaluate(&cx.origin.principal, &question)
                .await
                .unwrap();
            let real = answer
                .decision
                .denied
                .map(latchkey_domain::decision::Denial::as_str);
            let known = model.decide(account, user, key).err();
            hold(
                all,
                &format!("{key} of user {user} in account {account}"),
                real,
                known,
            );
        }
    }

    /// The records of the present command, the refused ones left out.
    pub(crate) async fn records(&self) -> Vec<Record> {
        let mut reader = self.ports.store.reader();
        let page = PageRequest::first();
        let filter = EventFilter::default();
        let seen = reader
            .events(TrailSide::Everything, &filter, &page)
            .await
            .unwrap();
        let request = self.request_id();
        let records = seen.items.into_iter().map(|seen| seen.record);
        records
            .filter(|record| record.request_id == request && record.outcome == Outcome::Done)
            .collect()
    }

    /// T1: every change has its event.
    pub(crate) async fn compare_events(&self, before: &Model, after: &Model) -> Differences {
        let mut all = Differences::new();
        let records = self.records().await;
        if records.is_empty() {
            all.push("the change left no event".to_owned());
        }
        let has = |kind: EventKind| records.iter().any(|record| record.event.kind == kind);
        for (account, user) in touched(before, after) {
            let (old, new) = (before.member(account, user), after.member(account, user));
            let only_version = old.zip(new).is_some_and(|(old, new)| {
                let moved = Member {
                    access: new.access,
                    ..old.clone()
                };
                moved == *new
            });
            if only_version && has(EventKind::PermissionSetChanged) {
                continue;
            }
            let kinds: &[EventKind] = match (old, new) {
                (None, Some(_)) => &[EventKind::MembershipCreated],
                (Some(_), None) => &[EventKind::MembershipRemoved],
                (Some(old), Some(new)) if !old.deactivated && new.deactivated => {
                    &[EventKind::MembershipDeactivated]
                }
                (Some(old), Some(new)) if old.deactivated && !new.deactivated => {
                    &[EventKind::MembershipReactivated]
                }
                _ => &[
                    EventKind::MembershipChanged,
                    EventKind::MembershipAccepted,
                    EventKind::MembershipDeactivated,
                    EventKind::PartnerAdminMigrated,
                    EventKind::MembershipReactivated,
                    EventKind::InvitationResent,
                ],
            };
            let about = |record: &&Record| {
                record.event.account == Some(self.accounts[account])
                    && record.event.user == Some(self.users[user])
                    && kinds.contains(&record.event.kind)
            };
            if !records.iter().any(|record| about(&record)) {
                let seen: Vec<_> = records.iter().map(|record| record.event.kind).collect();
                all.push(format!(
                    "no event of {kinds:?} about {user} in {account}, but {seen:?}"
                ));
            }
        }
        for user in 0..before.users.len() {
            let changed = before.users[user] != after.users[user];
            let about = |record: &Record| record.event.user == Some(self.users[user]);
            if changed && !records.iter().any(about) {
                all.push(format!("no event about user {user}"));
            }
        }
        for account in 0..before.accounts.len() {
            let changed = before.accounts[account] != after.accounts[account];
            let about = |record: &Record| record.event.account == Some(self.accounts[account]);
            if changed && !records.iter().any(about) {
                all.push(format!("no event in account {account}"));
            }
        }
        all
    }
}

/// The memberships and terms that differ.
pub(crate) fn touched(before: &Model, after: &Model) -> BTreeSet<(Acc, Usr)> {
    let keys = before.members.keys().chain(after.members.keys());
    let members = keys.filter(|at| before.members.get(at) != after.members.get(at));
    let keys = before.terms.keys().chain(after.terms.keys());
    let terms = keys.filter(|at| before.terms.get(at) != after.terms.get(at));
    members.chain(terms).copied().collect()
}

/// Those about whom a decision may be another than before: whose membership or terms differ, in a partner
/// everywhere where they are members; whose account differs, or the one they act for, or they themselves; and for
/// whom time has made it so.
fn concerned(before: &Model, after: &Model) -> BTreeSet<(Acc, Usr)> {
    let mut all = touched(before, after);
    let in_partner = all.iter().filter(|at| after.accounts[at.0].was_partner);
    let moved: BTreeSet<Usr> = in_partner.map(|(_, user)| *user).collect();
    let account_differs =
        |account: Acc| before.accounts.get(account) != after.accounts.get(account);
    let user_differs = |user: Usr| before.users.get(user) != after.users.get(user);
    let time_went_by = before.now != after.now;
    let concerned = |((account, user), member): &(&(Acc, Usr), &Member)| {
        moved.contains(user)
            || user_differs(*user)
            || account_differs(*account)
            || member.partner.is_some_and(account_differs)
            || (time_went_by
                && before.effective(*account, *user) != after.effective(*account, *user))
    };
    let members = after.members.iter().filter(concerned);
    all.extend(members.map(|(at, _)| *at));
    all
}

fn known_key(key: &str) -> &'static str {
    let bare = catalogue().ladders.keys();
    let found = catalogue()
        .all
        .iter()
        .chain(bare)
        .find(|known| **known == key);
    found.copied().unwrap_or("a key that the catalogue has not")
}

const fn rank(rank: RealRank) -> Rank {
    match rank {
        RealRank::Manager => Rank::Manager,
        RealRank::SuperAdmin => Rank::SuperAdmin,
    }
}

const fn seat(seat: RealSeat) -> Seat {
    match seat {
        RealSeat::Partner => Seat::Partner,
        RealSeat::Core => Seat::Core,
        RealSeat::ViewOnly => Seat::ViewOnly,
        RealSeat::Sales => Seat::Sales,
        RealSeat::Service => Seat::Service,
    }
}

const fn paid(seat: PaidSeat) -> Paid {
    match seat {
        PaidSeat::Sales => Paid::Sales,
        PaidSeat::Service => Paid::Service,
    }
}
