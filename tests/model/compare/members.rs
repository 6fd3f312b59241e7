//! Compares accounts with their members, and what they laid down about people.

use std::collections::BTreeSet;

use latchkey_application::memberships::MemberView;
use latchkey_domain::{
    base::page::PageRequest,
    membership::{
        Access as RealAccess, Engagement,
        member::{Member as RealMember, Recognized},
        terms::{Rank as RealRank, RefusedBy},
    },
    people::account::{AccountStatus, PartnerAdminsBy},
    permission::seat::{PaidSeat, Seat as RealSeat, SeatPricing},
    ports::MemberFilter,
};

use super::{Differences, hold};
use crate::{
    driver::{Driver, at, secs, texts},
    model::{
        permissions::{Keys, catalogue, less},
        state::{Acc, Access, Member, Model, Paid, Rank, Refuser, Seat, Terms, Usr},
    },
};

impl Driver {
    pub(super) async fn compare_account(&self, model: &Model, account: Acc, all: &mut Differences) {
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
            .members(self.accounts[account], &MemberFilter::default(), &page)
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
                refused: terms.refused.map(|by| match by {
                    RefusedBy::OwnSide => Refuser::OwnSide,
                    RefusedBy::Partner => Refuser::Visitor,
                }),
                left: terms.left,
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
        let cut = real.is_cut(now);
        hold(
            all,
            &format!("break of {what}"),
            cut,
            model.is_cut(account, user),
        );
        let offered_by = it.offered_by.map(|by| self.user_no(by));
        hold(
            all,
            &format!("maker of {what}"),
            offered_by,
            known.offered_by,
        );
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
        let recognized = real.recognized().map(Recognized::as_str);
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
        RealRank::PartnersSuperAdmin => Rank::Visitor,
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
