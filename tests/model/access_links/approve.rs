//! Approving a link: its subject becomes partner admin in the client (L3, L5, A8).

use latchkey_application::access_links::{AccessLinks, ApproveLink as RealApproveLink};

use super::token;
use crate::{
    chooser::Chooser,
    command::{Command, Driving, Gives},
    driver::{Driver, at},
    model::{
        Effect,
        permissions::Keys,
        state::{Acc, Access, DAY, LinkNo, Member, Model, No, Seat, Secs, Usr, earlier, refuse},
    },
};

const INVITATION: Secs = 7 * DAY;

#[derive(Debug)]
pub(crate) struct ApproveLink {
    by: Usr,
    link: LinkNo,
    account: Acc,
    expires_at: Option<Secs>,
}

impl Command for ApproveLink {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn account(&self) -> Option<Acc> {
        Some(self.account)
    }

    fn gives(&self) -> Gives {
        Gives::Template
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.approve_link(self.by, self.link, self.account, self.expires_at)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let wanted = RealApproveLink {
                token: token(driver, self.link).await,
                account: driver.accounts[self.account].into(),
                expires_at: self.expires_at.map(at),
            };
            let ready = AccessLinks::new(driver.ports()).approve(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn approve_link(&mut self) -> Box<dyn Command> {
        let Some(mut link) = self.link() else {
            return self.issue_link();
        };
        let (mut account, mut by) = self.approver();
        if self.dice.chance(6) {
            // Somebody who is super admin there already.
            let links = self.it.links.iter().enumerate();
            let standing = links.filter(|(_, it)| self.it.link_stands(it));
            let mut all = Vec::new();
            for (standing, known) in standing {
                for ((account, user), member) in &self.it.members {
                    let is_super_admin = member.access == Access::SuperAdmin;
                    if *user == known.employee && *account != known.partner && is_super_admin {
                        all.push((standing, *account));
                    }
                }
            }
            if !all.is_empty() {
                (link, account) = self.dice.pick(&all);
                by = self.with_right(account, "users.edit");
            }
        }
        Box::new(ApproveLink {
            by,
            link,
            account,
            expires_at: self.maybe_ahead(20),
        })
    }
}

impl Model {
    fn approve_link(
        &mut self,
        by: Usr,
        link: LinkNo,
        account: Acc,
        expires_at: Option<Secs>,
    ) -> Result<Effect, No> {
        if expires_at.is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        let link = self.links[link].clone();
        let (partner, subject) = (link.partner, link.employee);
        self.may_approve(by, &link, account)?;
        let mut no = No::default();
        self.link_counts(&link, account, &mut no);
        let terms = self.terms_of(account, subject);
        let shut = !terms.lets_in(self.rank(account, by));
        no.when(shut, "client-refused", "A8 own side");
        let existing = self.member(account, subject).cloned();
        if let Some(existing) = &existing {
            let is_super_admin = existing.access == Access::SuperAdmin;
            no.when(is_super_admin, "super-admin-target", "L5");
            let another = existing.partner.is_some_and(|acts| acts != partner);
            no.when(another, "acts-for-another-partner", "L5");
        }
        no.settle()?;
        if let Some(existing) = &existing
            && existing.access == Access::PartnerAdmin
            && self.standing(account, subject).is_ok()
        {
            // Nothing to change, but an approval starts ended services again (R4).
            let ended = self.relationships.get(&(partner, account));
            if ended.is_none_or(|it| it.ended_at.is_some()) {
                self.connect(partner, account);
            }
            return Ok(().into());
        }

        // What a super admin laid down, only a super admin lifts (A8, D9).
        let rank = self.rank(account, by);
        let mut terms = self.terms_of(account, subject);
        terms.refused = None;
        terms.withheld.retain(|_, laid_by| !rank.lifts(*laid_by));
        terms.limit = terms.limit.filter(|(_, laid_by)| !rank.lifts(*laid_by));
        let left = terms.limit.map(|(end, _)| end);
        let end = earlier(expires_at, left);
        // An earlier end that the approver may not lift stays, now in the name of both.
        if let (Some(end), true) = (end, expires_at.is_some()) {
            let laid_by = terms.limit.map_or(rank, |(_, laid_by)| rank.and(laid_by));
            terms.limit = Some((end, laid_by));
        }
        self.terms.insert((account, subject), terms);

        let left = self.terms_of(account, subject).left;
        let invite = left || (existing.is_none() && !self.users[subject].confirmed);
        let open = existing.as_ref().and_then(|old| old.invited_until);
        let until = open.unwrap_or(self.now + INVITATION);
        let member = Member {
            access: Access::PartnerAdmin,
            offered_by: None,
            given: self.employment(partner, subject),
            added: Keys::new(),
            clipped: Keys::new(),
            seat: Seat::Partner,
            paid: existing
                .as_ref()
                .map(|old| old.paid.clone())
                .unwrap_or_default(),
            invited_until: invite.then_some(until),
            deactivated: false,
            offboarded: false,
            partner: Some(partner),
            contractor: existing.is_some_and(|old| old.contractor),
            expires_at: end,
        };
        self.members.insert((account, subject), member);
        self.connect(partner, account);
        // The consent is kept, even where nothing could be lifted.
        Ok(Effect::Recorded)
    }
}
