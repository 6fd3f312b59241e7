//! Compares users, permission sets, links and relationships.

use latchkey_domain::people::user::UserStatus as RealUserStatus;

use super::{Differences, hold};
use crate::{
    driver::{Driver, client_name, secs, texts},
    model::{
        permissions::catalogue,
        state::{Acc, Model, UserStatus, Usr},
    },
};

impl Driver {
    pub(super) async fn compare_user(&self, model: &Model, user: Usr, all: &mut Differences) {
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
        hold(all, &format!("stub {user}"), real.stub, known.stub);
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

    pub(super) async fn compare_set(&self, model: &Model, set: usize, all: &mut Differences) {
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

    pub(super) async fn compare_link(&self, model: &Model, link: usize, all: &mut Differences) {
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
    pub(super) async fn compare_links_of(
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

    pub(super) async fn compare_relationship(
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
}
