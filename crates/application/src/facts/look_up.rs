//! Looks up the facts of a decision in the cache.

use std::sync::Arc;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        time::Time,
    },
    membership::{
        Access,
        decision::{DecisionFacts, Held},
        standing::{Backing, StandingFacts},
    },
    people::token::TokenHash,
    permission::{Catalogue, Permissions, seat::SeatHolding},
    trail::origin::Principal,
};

use super::{
    FactsCache,
    member::{KeptAccount, KeptUser, Shape},
};
impl FactsCache {
    /// The facts of a decision about a user in an account; `None` if any part of it is not cached.
    /// Text that cannot be an id stands for an unknown user or account.
    pub(crate) fn decision_facts(
        &self,
        catalogue: &Catalogue,
        user: Option<&UserRef>,
        account: Option<&AccountRef>,
    ) -> Option<DecisionFacts> {
        let Some(user) = user else {
            return Some(DecisionFacts::default());
        };
        let (user_id, user) = self.user(user)?;
        let Some(account) = account else {
            return Some(DecisionFacts {
                user: Some(user.status),
                ..DecisionFacts::default()
            });
        };
        let account = self.account(account)?;
        let member = self.members.get(&(account.place, user.place))?;
        let membership = match member.shape {
            None => None,
            Some(shape) => Some(Held {
                standing_facts: StandingFacts {
                    user: user.status,
                    account: account.status,
                    access: shape.access,
                    status: shape.status,
                    expires_at: member.expires_at,
                    given_under: member.given_under,
                    backing: match shape.partner {
                        None => None,
                        Some(partner) => Some(self.backing(partner, user_id)?),
                    },
                },
                granted: shape.adjusted.of(self.base(catalogue, &shape)?),
                seats: SeatHolding {
                    seat: shape.seat,
                    paid: shape.paid,
                    pricing: account.pricing?,
                },
            }),
        };
        Some(DecisionFacts {
            user: Some(user.status),
            account: Some(account.status),
            membership,
        })
    }

    fn user(&self, user: &UserRef) -> Option<(UserId, KeptUser)> {
        match user {
            UserRef::Id(id) => Some((*id, self.users.get(id)?)),
            UserRef::External(name) => {
                let named = self.user_names.get(name)?;
                let kept = self.users.get(&named.id)?;
                (kept.place == named.place).then_some((named.id, kept))
            }
        }
    }

    fn account(&self, account: &AccountRef) -> Option<KeptAccount> {
        match account {
            AccountRef::Id(id) => self.accounts.get(id),
            AccountRef::External(name) => {
                let named = self.account_names.get(name)?;
                let kept = self.accounts.get(&named.id)?;
                (kept.place == named.place).then_some(kept)
            }
        }
    }

    fn backing(&self, partner: AccountId, user: UserId) -> Option<Backing> {
        let kept = self.partners.get(&partner)?;
        Some(Backing {
            status: kept.status,
            enrolled: kept.enrolled,
            was_partner: kept.was_partner,
            employment: self.employments.get(&(partner, user))?,
        })
    }

    /// The permissions of a kind of access (P5).
    fn base(&self, catalogue: &Catalogue, shape: &Shape) -> Option<Permissions> {
        match shape.access {
            Access::SuperAdmin => Some(catalogue.all()),
            Access::PartnerAdmin => Some(catalogue.partner_admin_template()),
            Access::PermissionSet(held) => {
                let version = (!shape.follows).then_some(held.version);
                self.sets.get(&(held.set, version))
            }
        }
    }

    /// A service token that is in force now.
    pub(crate) fn token(&self, hash: &TokenHash, now: Time) -> Option<Arc<Principal>> {
        self.tokens.get(hash, now)
    }
}
