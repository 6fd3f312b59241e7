use latchkey_domain::{
    base::{ids::Ids, time::Time},
    membership::{
        Access, Membership,
        grant::HeldSet,
        member::{Acting, Member, Person, Tenant},
        terms::{Rank, Terms},
    },
    people::{account::Account, user::User},
    permission::PermissionSet,
};

use super::{ChangeFreely as _, MembershipBuilder, keys};

/// Joins a membership to what its rights rest on, as a store would, without one.
#[derive(Debug, Clone)]
pub struct MemberBuilder {
    membership: MembershipBuilder,
    user: User,
    account: Account,
    set: Option<HeldSet>,
    terms: Terms,
    partner: Option<(Account, Option<Membership>)>,
    linked: bool,
}

impl MemberBuilder {
    /// That person in that account: super admin, until told otherwise.
    pub fn new(account: &Account, user: &User) -> Self {
        Self {
            membership: MembershipBuilder::new(account.id, user.id),
            user: user.clone(),
            account: account.clone(),
            set: None,
            terms: Terms::none(account.id, user.id),
            partner: None,
            linked: false,
        }
    }

    /// Holding the newest version of a set.
    #[must_use]
    pub fn set(mut self, set: &PermissionSet) -> Self {
        self.membership = self.membership.set(set);
        self.set = Some(HeldSet {
            owner: set.owner(),
            name: set.name().clone(),
            permissions: set.permissions().to_vec(),
            latest: set.current().number(),
        });
        self
    }

    /// The set has a newer version by now than the one held (A7).
    #[must_use]
    pub fn set_has_moved_on(mut self) -> Self {
        let set = self.set.as_mut().expect("give the member a set first");
        set.latest += 1;
        self
    }

    /// Partner admin for a partner; `employment` is the person's membership in its account.
    #[must_use]
    pub fn partner_admin(mut self, partner: &Account, employment: Option<&Member>) -> Self {
        self.membership = self.membership.partner_admin(partner.id);
        self.acting_for(partner, employment)
    }

    /// Acting for a partner; `employment` is the person's membership in its account.
    #[must_use]
    pub fn acting_for(mut self, partner: &Account, employment: Option<&Member>) -> Self {
        self.membership = self.membership.acting_for(partner.id);
        let employment = employment.map(|member| member.membership.clone());
        self.partner = Some((partner.clone(), employment));
        self
    }

    /// Declared the partner's own here.
    #[must_use]
    pub const fn linked(mut self) -> Self {
        self.linked = true;
        self
    }

    /// Changes the membership beneath.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(MembershipBuilder) -> MembershipBuilder) -> Self {
        self.membership = change(self.membership);
        self
    }

    /// The account withholds these permissions, by a super admin's word.
    #[must_use]
    pub fn withheld(mut self, permissions: &str) -> Self {
        assert!(
            self.terms.withhold(&keys(permissions), Rank::SuperAdmin),
            "a super admin withholds what they like"
        );
        self
    }

    /// The account has laid this down about the person.
    #[must_use]
    pub fn terms(mut self, change: impl FnOnce(&mut Terms)) -> Self {
        change(&mut self.terms);
        self
    }

    /// The account ends this person's access at a time, by a super admin's word.
    #[must_use]
    pub fn limit(mut self, at: Time) -> Self {
        assert!(
            self.terms.set_limit(Some(at), Rank::SuperAdmin),
            "a super admin sets what end they like"
        );
        self
    }

    /// Joins it all.
    pub fn build(self, ids: &dyn Ids) -> Member {
        let mut membership = self.membership.build(ids);
        if let Some((_, Some(employment))) = &self.partner {
            let key = employment.employment().key;
            membership.change_freely(membership.updated_at, |it| it.given_under = Some(key));
        }
        let user = &self.user;
        let acting = self.partner.as_ref().map(|(partner, employment)| Acting {
            partner: partner.id,
            name: partner.name.clone(),
            status: partner.status,
            enrolled: partner.program.is_some(),
            was_partner: partner.was_partner,
            employment: employment.as_ref().map(Membership::employment),
            engagement: employment.as_ref().map(|held| held.engagement),
            verified: user.confirmed
                && user
                    .email
                    .as_ref()
                    .is_some_and(|email| partner.email_domains.contains(&email.domain())),
            linked: self.linked,
        });
        Member {
            set: match membership.access {
                Access::PermissionSet(_) => self.set,
                Access::SuperAdmin | Access::PartnerAdmin => None,
            },
            user: Person::of(user),
            account: Tenant {
                id: self.account.id,
                name: self.account.name.clone(),
                status: self.account.status,
                enrolled: self.account.program.is_some(),
                was_partner: self.account.was_partner,
                seat_pricing: self.account.seat_pricing,
                partner_admins_by: self.account.partner_admins_by,
            },
            terms: self.terms,
            membership,
            acting,
        }
    }
}
