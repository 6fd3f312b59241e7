//! Puts facts that were read into the cache.

use std::sync::Arc;

use latchkey_domain::{
    base::{
        ids::AccountId,
        reference::{AccountRef, UserRef},
        time::Time,
    },
    membership::{Access, decision::Facts, member::Member},
    people::token::TokenHash,
    permission::{Catalogue, SetOwner},
    ports::Touched,
    trail::origin::Principal,
};

use super::{
    FactsCache, Fill,
    member::{KeptAccount, KeptMember, KeptPartner, KeptUser, NamedId, Shape},
};

impl FactsCache {
    /// Begins a fill. Must be called before anything is read.
    pub(crate) fn begin_fill(&self) -> Fill<'_> {
        self.fills.begin()
    }

    /// Caches the facts about a user in an account. Nothing is cached about an unknown user or
    /// account.
    pub(crate) fn keep(
        &self,
        fill: &Fill<'_>,
        catalogue: &Catalogue,
        user: &UserRef,
        account: &AccountRef,
        facts: &Facts,
    ) {
        fill.end(&rests_on(facts), || {
            // After 4 billion fills no numbers are left, and nothing is cached any more.
            self.try_keep(catalogue, user, account, facts);
        });
    }

    fn try_keep(
        &self,
        catalogue: &Catalogue,
        user: &UserRef,
        account: &AccountRef,
        facts: &Facts,
    ) -> Option<()> {
        let (user_id, status) = facts.user?;
        let user_place = match self.users.peek(&user_id) {
            Some(kept) => kept.place,
            None => self.places.next()?,
        };
        let place = user_place;
        self.users.insert(user_id, KeptUser { place, status });
        if let UserRef::External(name) = user {
            let named = NamedId { id: user_id, place };
            self.user_names.insert(name.clone(), named);
        }

        let (account_id, status) = facts.account?;
        let kept = self.accounts.peek(&account_id);
        let place = match kept {
            Some(kept) => kept.place,
            None => self.places.next()?,
        };
        let member = facts.member.as_ref();
        let pricing = member
            .map(|member| member.account.seat_pricing)
            .or_else(|| kept?.pricing);
        let kept = KeptAccount {
            place,
            status,
            pricing,
        };
        self.accounts.insert(account_id, kept);
        if let AccountRef::External(name) = account {
            let named = NamedId {
                id: account_id,
                place,
            };
            self.account_names.insert(name.clone(), named);
        }

        let kept = KeptMember {
            shape: member.map(|member| self.shape(catalogue, member)),
            expires_at: member.and_then(|member| member.membership.expires_at),
            given_under: member.and_then(|member| member.membership.given_under),
        };
        self.members.insert((place, user_place), kept);
        if let Some(member) = member {
            self.keep_set(catalogue, member);
            self.keep_backing(member);
        }
        Some(())
    }

    /// The shape of a membership, shared by all memberships with the same shape.
    fn shape(&self, catalogue: &Catalogue, member: &Member) -> Arc<Shape> {
        let membership = &member.membership;
        let shape = Shape {
            access: membership.access,
            follows: follows(member),
            status: membership.status(),
            seat: membership.seat,
            paid: membership.paid_seats,
            partner: membership.partner,
            adjusted: member.grant().adjusted(catalogue),
        };
        if let Some(shared) = self.shapes.get(&shape) {
            return shared;
        }
        let shared = Arc::new(shape);
        self.shapes.insert(shape, Arc::clone(&shared));
        shared
    }

    fn keep_set(&self, catalogue: &Catalogue, member: &Member) {
        if let (Access::PermissionSet(held), Some(_)) = (member.membership.access, &member.set) {
            let version = (!follows(member)).then_some(held.version);
            self.sets
                .insert((held.set, version), member.base(catalogue));
        }
    }

    fn keep_backing(&self, member: &Member) {
        let Some(acting) = &member.acting else {
            return;
        };
        let kept = KeptPartner {
            status: acting.status,
            enrolled: acting.enrolled,
            was_partner: acting.was_partner,
        };
        self.partners.insert(acting.partner, kept);
        let place = (acting.partner, member.user.id);
        self.employments.insert(place, acting.employment);
    }

    /// Caches a service token that is in force.
    pub(crate) fn keep_token(
        &self,
        fill: &Fill<'_>,
        hash: TokenHash,
        principal: Arc<Principal>,
        ends: Option<Time>,
    ) {
        fill.end(&[Touched::Tokens], || {
            self.tokens.insert(hash, principal, ends);
        });
    }
}

/// Whether the membership follows the newest version of its set, which is so in the account that
/// owns the set (A7). A version that is not the newest there was written by hand, and stays as it
/// is.
fn follows(member: &Member) -> bool {
    let (Access::PermissionSet(held), Some(set)) = (member.membership.access, &member.set) else {
        return false;
    };
    set.owner == SetOwner::Account(member.account.id) && set.latest == held.version
}

/// The rows that the facts depend on: a change to any of them makes the facts stale.
fn rests_on(facts: &Facts) -> Vec<Touched> {
    let mut all = Vec::with_capacity(6);
    let user = facts.user.map(|(id, _)| id);
    let account = facts.account.map(|(id, _)| id);
    all.extend(user.map(Touched::User));
    all.extend(account.map(Touched::Account));
    let membership = |account: AccountId| Some(Touched::Membership(account, user?));
    all.extend(account.and_then(membership));
    if let Some(member) = &facts.member {
        if let Access::PermissionSet(held) = member.membership.access {
            all.push(Touched::PermissionSet(held.set));
        }
        let partner = member.acting.as_ref().map(|acting| acting.partner);
        all.extend(partner.map(Touched::Account));
        all.extend(partner.and_then(membership));
    }
    all
}
