//! Access links: a partner shares one, a client approves it or declines it, and their key is replaced
//! (L1 to L6).

mod approve;
mod decline;
mod key;
mod share;

use latchkey_domain::people::token::TokenHash;

use crate::{
    chooser::Chooser,
    driver::Driver,
    model::state::{Acc, Link, LinkNo, Model, No, Usr},
};

/// The secret of a link, as it stands in its URL.
async fn token(driver: &Driver, link: LinkNo) -> String {
    let mut reader = driver.ports.store.reader();
    let key = reader.link_key().await.unwrap();
    let link = driver.links[link];
    let link = reader.access_link(link).await.unwrap().unwrap();
    // What was revoked before the key was replaced keeps the URL it had.
    let mut keys = driver.old_link_keys.iter().chain([&key]);
    let token = keys.find_map(|key| {
        let token = link.token(key);
        (TokenHash::of(token.expose()) == link.token_hash).then_some(token)
    });
    token.unwrap().expose().to_owned()
}

impl Chooser<'_> {
    fn link(&mut self) -> Option<usize> {
        let links: Vec<_> = (0..self.it.links.len()).collect();
        if links.is_empty() {
            return None;
        }
        let stand = |link: &usize| self.it.link_stands(&self.it.links[*link]);
        let standing: Vec<_> = links.iter().copied().filter(stand).collect();
        Some(self.dice.prefer(80, &standing, &links))
    }

    fn approver(&mut self) -> (Acc, Usr) {
        let account = self.client();
        (account, self.with_right(account, "users.edit"))
    }
}

impl Model {
    fn link_stands(&self, link: &Link) -> bool {
        !link.revoked && link.expires_at > self.now
    }

    /// Who may approve (L3) and decline (L6).
    fn may_approve(&self, by: Usr, link: &Link, account: Acc) -> Result<(), No> {
        if !self.has_right(account, by, "users.edit") {
            return self.stranger_or(account, by, "L3");
        }
        let is_super_admin = self.is_super_admin(account, by);
        let mut no = No::default();
        no.when(by == link.employee, "self-target", "L3 subject");
        let policy = self.accounts[account].only_super_admins_make_pa;
        no.when(policy && !is_super_admin, "missing-permission", "L3 policy");
        let existing = self.member(account, link.employee);
        let own = existing.is_some_and(|member| member.partner.is_none());
        no.when(
            own && !is_super_admin,
            "missing-permission",
            "L3 own member",
        );
        let bound = own && self.is_bound(account, by);
        no.when(bound, "exceeds-own-permissions", "A8 bound moves");
        no.settle()
    }

    /// Whether the link counts at all in that account (L1, L2, L3).
    fn link_counts(&self, link: &Link, account: Acc, no: &mut No) {
        no.when(account == link.partner, "conflict", "L3 own account");
        if self.is_enrolled(link.partner) {
            no.when(!self.link_stands(link), "link-not-valid", "L2");
        } else {
            no.when(true, "partner-not-enrolled", "L1 approve");
        }
        let employed = self.is_employee(link.partner, link.employee);
        no.when(!employed, "not-an-employee", "L1 approve");
    }
}
