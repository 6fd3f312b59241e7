use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, MembershipId, UserId},
        page::{Page, PageRequest},
        text::SearchText,
        time::{FIRST_INSTANT, Time},
    },
    membership::{
        Access, Membership,
        employee::{Employee, EmploymentEnd},
        member::Member,
        super_admins::SuperAdmins,
        terms::Terms,
    },
    permission::seat::SeatsTaken,
    ports::{
        DueEnd, HeldBy, MemberFilter, MembershipQueries, MembershipRepository, PartnerFilter,
        StoreError, Taken,
    },
};

use super::{
    list::{Order, by_id, page_of},
    state::{State, taken},
    unit::{Draft, Look, Memory, View},
};

/// A page of the memberships that match, joined.
fn joined(
    view: &View<'_>,
    page: &PageRequest,
    matches: impl Fn(&Membership) -> bool,
) -> Page<Member> {
    let all = view.state.memberships.values();
    let matching = all.filter(|membership| matches(membership)).collect();
    page_of(matching, Order::Up, page, |membership: &&Membership| {
        by_id(membership.id.uuid())
    })
    .map(|membership| view.state.join(membership))
}

fn is_wanted(state: &State, membership: &Membership, filter: &MemberFilter) -> bool {
    let by_text = |text: &SearchText| {
        let person = state.join(membership).user;
        let mut email = person.email.iter();
        let mut given = membership.given_name.iter().filter(|_| person.stub);
        text.is_in(&person.name.folded())
            || email.any(|email| text.is_in(&email.folded()))
            || given.any(|given| text.is_in(&given.folded()))
    };
    let by_partner = |wanted| match wanted {
        PartnerFilter::Nobody => membership.partner.is_none(),
        PartnerFilter::Partner(partner) => membership.partner == Some(partner),
    };
    filter
        .access
        .is_none_or(|kind| membership.access.kind() == kind.as_str())
        && filter.partner.is_none_or(by_partner)
        && filter
            .status
            .is_none_or(|status| membership.status() == status)
        && filter.text.as_ref().is_none_or(by_text)
}

#[async_trait]
impl<S: Look> MembershipQueries for Memory<S> {
    async fn member(
        &mut self,
        account: AccountId,
        user: UserId,
    ) -> Result<Option<Member>, StoreError> {
        self.look(|view| view.state.member(account, user))
    }

    async fn place_of(
        &mut self,
        membership: MembershipId,
    ) -> Result<Option<(AccountId, UserId)>, StoreError> {
        self.look(|view| {
            let mut all = view.state.memberships.values();
            let found = all.find(|it| it.id == membership)?;
            Some((found.account, found.user))
        })
    }

    async fn members_among(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Member>, StoreError> {
        let users: BTreeSet<_> = users.iter().copied().collect();
        self.look(|view| {
            let members = users.iter().map(|user| view.state.member(account, *user));
            members.flatten().collect()
        })
    }

    async fn employees_among(
        &mut self,
        partner: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Employee>, StoreError> {
        let members = self.members_among(partner, users).await?;
        Ok(members.iter().map(Member::employee).collect())
    }

    async fn members(
        &mut self,
        account: AccountId,
        filter: &MemberFilter,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        self.look(|view| {
            joined(view, page, |membership| {
                membership.account == account && is_wanted(view.state, membership, filter)
            })
        })
    }

    async fn seats_taken(&mut self, account: AccountId) -> Result<SeatsTaken, StoreError> {
        self.look(|view| {
            let mut taken = SeatsTaken::default();
            let memberships = view.state.memberships.values();
            for membership in memberships.filter(|it| it.account == account) {
                taken.count(membership.seat, membership.paid_seats, 1);
            }
            taken
        })
    }

    async fn memberships_of(
        &mut self,
        user: UserId,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        self.look(|view| joined(view, page, |membership| membership.user == user))
    }

    async fn permanent_super_admins(
        &mut self,
        account: AccountId,
    ) -> Result<SuperAdmins, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let members = memberships
                .filter(|membership| membership.account == account)
                .map(|membership| view.state.join(membership));
            let admins = members.filter_map(|member| member.permanent_super_admin());
            SuperAdmins::new(admins.collect())
        })
    }

    async fn ends_to_note(
        &mut self,
        now: Time,
        after: Option<&DueEnd>,
        limit: u16,
    ) -> Result<Vec<DueEnd>, StoreError> {
        let place = |end: &DueEnd| (end.ended_at, end.membership);
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let ended = memberships.filter_map(|membership| {
                let ended_at = membership.expires_at.filter(|end| *end <= now)?;
                (membership.end_noted != Some(ended_at)).then_some(DueEnd {
                    account: membership.account,
                    user: membership.user,
                    membership: membership.id,
                    ended_at,
                })
            });
            let mut ended: Vec<_> = ended
                .filter(|end| end.ended_at >= FIRST_INSTANT)
                .filter(|end| after.is_none_or(|after| place(end) > place(after)))
                .collect();
            ended.sort_by_key(place);
            ended.truncate(usize::from(limit));
            ended
        })
    }

    async fn count_partner_admins(&mut self) -> Result<u64, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let admins = memberships.filter(|membership| membership.access == Access::PartnerAdmin);
            u64::try_from(admins.count()).unwrap()
        })
    }

    async fn accounts_holding(&mut self, held: &HeldBy) -> Result<Vec<AccountId>, StoreError> {
        let is_held = |membership: &&Membership| match held {
            HeldBy::Anyone => true,
            HeldBy::Holders(held) => {
                (held.added && !membership.adjustments.added.is_empty())
                    || match membership.access {
                        Access::SuperAdmin => held.super_admins,
                        Access::PartnerAdmin => held.partner_admins,
                        Access::PermissionSet(version) => held.sets.contains(&version.set),
                    }
            }
        };
        self.look(|view| {
            let memberships = view.state.memberships.values().filter(is_held);
            let accounts: BTreeSet<_> = memberships.map(|one| one.account).collect();
            accounts.into_iter().collect()
        })
    }

    async fn all_terms_of(&mut self, users: &[UserId]) -> Result<Vec<Terms>, StoreError> {
        self.look(|view| {
            let terms = view.state.terms.values();
            let theirs = terms.filter(|it| users.contains(&it.user));
            theirs.cloned().collect()
        })
    }

    async fn terms_at(&mut self, places: &[(AccountId, UserId)]) -> Result<Vec<Terms>, StoreError> {
        let places: BTreeSet<_> = places.iter().copied().collect();
        self.look(|view| {
            let terms = places.iter().map(|place| view.state.terms.get(place));
            terms.flatten().cloned().collect()
        })
    }

    async fn terms_among(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Terms>, StoreError> {
        let users: BTreeSet<_> = users.iter().copied().collect();
        self.look(|view| {
            let terms = users
                .iter()
                .map(|user| view.state.terms.get(&(account, *user)));
            terms.flatten().cloned().collect()
        })
    }

    async fn employment_end(
        &mut self,
        partner: AccountId,
        user: UserId,
    ) -> Result<Option<EmploymentEnd>, StoreError> {
        self.look(|view| view.state.employment_ends.get(&(partner, user)).copied())
    }

    async fn is_linked(
        &mut self,
        account: AccountId,
        user: UserId,
        partner: AccountId,
    ) -> Result<bool, StoreError> {
        self.look(|view| view.state.linked.contains(&(account, user, partner)))
    }
}

#[async_trait]
impl MembershipRepository for Memory<Draft> {
    async fn insert_memberships(&mut self, memberships: &[Membership]) -> Result<(), StoreError> {
        self.write(|state| {
            for membership in memberships {
                let place = (membership.account, membership.user);
                taken(Taken::Membership, state.memberships.contains_key(&place))?;
                state.memberships.insert(place, membership.clone());
            }
            Ok(())
        })
    }

    async fn save_membership(&mut self, membership: &mut Membership) -> Result<(), StoreError> {
        self.write(|state| {
            let place = (membership.account, membership.user);
            if !is_current(state.memberships.get(&place), membership) {
                return Err(StoreError::Stale);
            }
            membership.saved();
            let mut kept = (**membership).clone();
            let stored = state.memberships.get(&place);
            kept.last_active_at = stored.and_then(|stored| stored.last_active_at);
            state.memberships.insert(place, Membership::restore(kept));
            Ok(())
        })
    }

    async fn remove_membership(&mut self, membership: &Membership) -> Result<(), StoreError> {
        self.write(|state| {
            let place = (membership.account, membership.user);
            if !is_current(state.memberships.get(&place), membership) {
                return Err(StoreError::Stale);
            }
            state.memberships.remove(&place);
            Ok(())
        })
    }

    async fn remove_memberships(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<(), StoreError> {
        self.write(|state| {
            for user in users {
                let removed = state.memberships.remove(&(account, *user));
                removed.ok_or(StoreError::Stale)?;
            }
            Ok(())
        })
    }

    async fn save_all_terms(&mut self, terms: &[Terms]) -> Result<(), StoreError> {
        for terms in terms {
            self.save_terms(terms).await?;
        }
        Ok(())
    }

    async fn unlink(
        &mut self,
        account: AccountId,
        user: UserId,
        partner: AccountId,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            state.linked.remove(&(account, user, partner));
            Ok(())
        })
    }

    async fn unlink_everywhere(
        &mut self,
        user: UserId,
        partner: AccountId,
    ) -> Result<Vec<AccountId>, StoreError> {
        self.write(|state| {
            let by = |link: &(AccountId, UserId, AccountId)| (link.1, link.2) == (user, partner);
            let gone = state.linked.iter().filter(|link| by(link));
            let accounts = gone.map(|(account, _, _)| *account).collect();
            state.linked.retain(|link| !by(link));
            Ok(accounts)
        })
    }

    async fn unlink_all(
        &mut self,
        account: AccountId,
        partner: AccountId,
    ) -> Result<u64, StoreError> {
        self.write(|state| {
            let before = state.linked.len();
            state
                .linked
                .retain(|(there, _, linked_by)| (*there, *linked_by) != (account, partner));
            Ok(u64::try_from(before - state.linked.len()).unwrap())
        })
    }

    async fn save_terms(&mut self, terms: &Terms) -> Result<(), StoreError> {
        self.write(|state| {
            let place = (terms.account, terms.user);
            if terms.is_none() {
                state.terms.remove(&place);
            } else {
                state.terms.insert(place, terms.clone());
            }
            Ok(())
        })
    }

    async fn note_employment_end(&mut self, end: &EmploymentEnd) -> Result<(), StoreError> {
        self.write(|state| {
            state.employment_ends.insert((end.partner, end.user), *end);
            Ok(())
        })
    }

    async fn link(
        &mut self,
        account: AccountId,
        user: UserId,
        partner: AccountId,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            state.linked.insert((account, user, partner));
            Ok(())
        })
    }
}

fn is_current(stored: Option<&Membership>, given: &Membership) -> bool {
    stored.is_some_and(|stored| stored.id == given.id && stored.version == given.version)
}
