//! Compares what is stored with the model.

mod events;
mod members;
mod things;

use std::{collections::BTreeSet, fmt::Debug};

use crate::{
    driver::Driver,
    model::state::{Acc, Member, Model, Usr},
};

/// What is different, in words.
pub(crate) type Differences = Vec<String>;

pub(crate) fn hold<T: PartialEq + Debug>(all: &mut Differences, what: &str, real: T, model: T) {
    if real != model {
        all.push(format!(
            "{what}: the store has {real:?}, the model {model:?}"
        ));
    }
}

impl Driver {
    /// Compares all that differs between two states of the model.
    pub(crate) async fn compare_touched(&self, before: &Model, after: &Model) -> Differences {
        let mut all = Differences::new();
        let touched_here = touched(before, after).into_iter();
        let mut accounts: BTreeSet<Acc> = touched_here.map(|(account, _)| account).collect();
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
}

/// The memberships and terms that differ.
pub(crate) fn touched(before: &Model, after: &Model) -> BTreeSet<(Acc, Usr)> {
    let keys = before.members.keys().chain(after.members.keys());
    let members = keys.filter(|at| before.members.get(at) != after.members.get(at));
    let keys = before.terms.keys().chain(after.terms.keys());
    let terms = keys.filter(|at| before.terms.get(at) != after.terms.get(at));
    members.chain(terms).copied().collect()
}

/// Those about whom decisions may differ now. Their membership or terms changed, there or in a
/// partner; or the account, the partner they act for or the user did; or time went by.
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
