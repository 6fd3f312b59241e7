//! Removing employees from clients: reviewed first, then confirmed once (D5, D6, D7).
//!
//! A [`Review`] belongs to its caller, lives an hour and serves one confirmation. What it has shown of
//! each item is kept as [`Seen`]: where a chosen item looks different by then, the review is stale.

use std::collections::BTreeMap;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        ids::{AccountId, MembershipId, ReviewId, UserId},
        refusal::{Conflict, Refusal},
        text::Name,
        time::Time,
        version::Version,
        words::words,
    },
    membership::{
        Access, Status,
        member::{Member, Person},
        super_admins::{ActsFor, SuperAdmins},
    },
    people::user::UserStatus,
    work::asset::{Handover, Tallies},
};

/// The most people a review offers to hand assets to, for one item.
pub const MOST_CANDIDATES: usize = 25;
/// How long a review lives (D6).
const LIVES: Duration = Duration::hours(1);

/// A review of what removing employees would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The partner whose employees it is about.
    pub partner: AccountId,
    /// Whose it is.
    pub caller: UserId,
    /// When it lapses.
    pub expires_at: Time,
    /// Whether it was confirmed.
    pub spent: bool,
}

impl Review {
    /// Begins a review, for an hour.
    pub fn begin(id: ReviewId, partner: AccountId, caller: UserId, now: Time) -> Self {
        Self {
            id,
            partner,
            caller,
            expires_at: now + LIVES,
            spent: false,
        }
    }

    /// Rule D6: a review is its caller's alone, for anybody else it is not there.
    pub fn belongs_to(self, partner: AccountId, caller: UserId) -> Result<Self, Refusal> {
        if self.partner == partner && self.caller == caller {
            Ok(self)
        } else {
            Err(Refusal::NotFound)
        }
    }

    /// Whether its hour is over.
    pub fn has_lapsed(&self, now: Time) -> bool {
        self.expires_at <= now
    }

    /// Rule D6: it serves one confirmation, within its hour.
    pub fn must_serve(&self, now: Time) -> Result<(), Refusal> {
        if self.spent || self.has_lapsed(now) {
            Err(Refusal::Conflict(Conflict::ReviewSpent))
        } else {
            Ok(())
        }
    }
}

/// An employee in a client: what one item of a review is about.
pub type ClientEmployee = (AccountId, UserId);

/// What a review has shown of one item: where any of it is different later, it is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The membership.
    pub membership: MembershipId,
    /// How often it had been changed.
    pub version: Version,
    /// What the person owned in the client.
    pub assets: Tallies,
}

/// Somebody who acts for the partner in a client, as far as a review needs to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingMember {
    /// The client.
    pub client: AccountId,
    /// Its name as the partner sees it (R6).
    pub client_name: Name,
    /// Who.
    pub person: Person,
    /// Their membership there.
    pub membership: MembershipId,
    /// How often that was changed.
    pub version: Version,
    /// What access it gives.
    pub access: Access,
    /// How it stands.
    pub status: Status,
}

impl ActingMember {
    /// The item.
    pub const fn pair(&self) -> ClientEmployee {
        (self.client, self.person.id)
    }
}

words! {
    /// What can be done with an item.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Action {
        /// The membership goes (D3).
        Remove = "remove",
        /// Access is taken, reversibly (D3).
        Deactivate = "deactivate",
    }
}

/// What was confirmed of an item, as the operation that carries it out keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalOrder {
    /// The membership that was reviewed: another one, begun since, is not meant.
    pub membership: MembershipId,
    /// What is to be done.
    pub action: Action,
    /// Who gets what the person owns, where they are removed.
    #[serde(default)]
    pub handover: Handover,
}

impl RemovalOrder {
    /// The stored form.
    pub fn to_text(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Rule D5 for removing from the partner side: the last permanent super admin stays, and any super
/// admin is only deactivated or migrated.
pub fn may_remove(user: UserId, access: Access, super_admins: &SuperAdmins) -> Result<(), Refusal> {
    super_admins.can_spare(user, ActsFor::Partner)?;
    match access {
        Access::SuperAdmin => Err(Refusal::SuperAdminTarget),
        Access::PartnerAdmin | Access::PermissionSet(_) => Ok(()),
    }
}

/// What a partner can do with a membership, and why nothing where that is so (D5, D6).
pub fn possible(
    member: &ActingMember,
    super_admins: &SuperAdmins,
) -> (Vec<Action>, Option<Refusal>) {
    let user = member.person.id;
    let removing = may_remove(user, member.access, super_admins);
    let is_on = member.status != Status::Deactivated;
    let deactivating = is_on && super_admins.can_spare(user, ActsFor::Partner).is_ok();
    let mut actions = Vec::new();
    if removing.is_ok() {
        actions.push(Action::Remove);
    }
    if deactivating {
        actions.push(Action::Deactivate);
    }
    let blocked = removing.err().filter(|_| actions.is_empty());
    (actions, blocked)
}

/// How far the caller of a review sees into a client (D6, D7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewReach {
    /// By a membership of their own: names of assets, and any active member may get them.
    Client,
    /// From the partner alone: counts, and only the partner's own active people there.
    OwnPeople,
}

impl ReviewReach {
    /// The reach of somebody with this membership in the client.
    pub fn of(own: Option<&Member>, now: Time) -> Self {
        if own.is_some_and(|member| member.standing(now).is_ok()) {
            Self::Client
        } else {
            Self::OwnPeople
        }
    }
}

/// Whether a member may be given what somebody else leaves in the account: an active one (D7).
pub fn may_receive(member: &Member, now: Time) -> bool {
    member.membership.status() == Status::Active
        && !member.membership.is_expired(now)
        && member.user.status == UserStatus::Active
}

/// Rule D7 from the partner side: without access to the client, only to the partner's own active
/// people there.
pub fn may_receive_from_partner(
    member: &Member,
    reach: ReviewReach,
    partner: AccountId,
    now: Time,
) -> bool {
    let within_reach = match reach {
        ReviewReach::Client => true,
        ReviewReach::OwnPeople => member.membership.partner == Some(partner),
    };
    within_reach && may_receive(member, now)
}

/// Rule D6: whether any chosen item looks different than the review has shown it; what is not there
/// any more does.
pub fn is_stale<'a>(
    chosen: impl IntoIterator<Item = &'a ClientEmployee>,
    seen: &BTreeMap<ClientEmployee, Seen>,
    today: &BTreeMap<ClientEmployee, Seen>,
) -> bool {
    chosen.into_iter().any(|pair| {
        let today = today.get(pair);
        today.is_none() || today != seen.get(pair)
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        base::text::AssetKind, membership::super_admins::PermanentSuperAdmin, work::asset::Tally,
    };

    fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn account(n: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(n))
    }

    fn at(seconds: i64) -> Time {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn acting(access: Access, status: Status) -> ActingMember {
        ActingMember {
            client: account(1),
            client_name: Name::stored("Client".to_owned()),
            person: Person {
                id: user(1),
                email: None,
                confirmed: true,
                name: Name::stored("Ann".to_owned()),
                status: UserStatus::Active,
            },
            membership: MembershipId::from_uuid(Uuid::from_u128(1)),
            version: Version::FIRST,
            access,
            status,
        }
    }

    /// D6: an hour, one confirmation, one caller.
    #[test]
    fn a_review_serves_its_caller_once_within_an_hour() {
        let id = ReviewId::from_uuid(Uuid::from_u128(1));
        let mut review = Review::begin(id, account(1), user(1), at(0));
        let spent = Err(Refusal::Conflict(Conflict::ReviewSpent));
        assert_eq!(review.must_serve(at(3_599)), Ok(()));
        assert_eq!(review.must_serve(at(3_600)), spent);
        for (partner, caller) in [(account(2), user(1)), (account(1), user(2))] {
            let others = review.clone().belongs_to(partner, caller);
            assert_eq!(others, Err(Refusal::NotFound));
        }
        review.spent = true;
        assert_eq!(review.must_serve(at(0)), spent);
        assert!(review.belongs_to(account(1), user(1)).is_ok());
    }

    /// D5: a super admin is only deactivated, the last permanent one is left alone.
    #[test]
    fn what_can_be_done_with_whom() {
        let permanent = |users: &[u128], acts_for: Option<AccountId>| {
            let admin = |n: &u128| PermanentSuperAdmin {
                user: user(*n),
                acts_for,
            };
            SuperAdmins::new(users.iter().map(admin).collect())
        };
        let (ours, theirs) = (Some(account(9)), None);
        let (remove, deactivate) = (Action::Remove, Action::Deactivate);
        let (pa, sa) = (Access::PartnerAdmin, Access::SuperAdmin);
        let (active, off) = (Status::Active, Status::Deactivated);
        let blocked = Refusal::SuperAdminTarget;
        let last = Refusal::LastSuperAdmin;
        for (access, status, admins, actions, why) in [
            (
                pa,
                active,
                permanent(&[2], theirs),
                vec![remove, deactivate],
                None,
            ),
            (pa, off, permanent(&[2], theirs), vec![remove], None),
            (sa, active, permanent(&[1, 2], ours), vec![deactivate], None),
            (sa, off, permanent(&[2], theirs), vec![], Some(blocked)),
            (sa, active, permanent(&[1], ours), vec![], Some(last)),
        ] {
            let found = possible(&acting(access, status), &admins);
            assert_eq!(found, (actions, why), "{access:?} {status:?}");
        }
    }

    /// What was confirmed comes back as it was.
    #[test]
    fn an_order_reads_back() {
        let order = RemovalOrder {
            membership: MembershipId::from_uuid(Uuid::from_u128(1)),
            action: Action::Remove,
            handover: Handover {
                rest: Some(user(2)),
                by_kind: [(AssetKind::parse("page").unwrap(), user(3))].into(),
            },
        };
        assert_eq!(RemovalOrder::parse(&order.to_text()), Some(order));
        assert_eq!(RemovalOrder::parse("{}"), None);
    }

    /// D6: changed members, changed assets and those gone make it stale; only chosen items count.
    #[test]
    fn a_review_is_stale_where_a_chosen_item_differs() {
        let seen = |version, count| Seen {
            membership: MembershipId::from_uuid(Uuid::from_u128(1)),
            version: Version::new(version),
            assets: [(
                AssetKind::parse("page").unwrap(),
                Tally {
                    count,
                    newest: at(1),
                },
            )]
            .into(),
        };
        let pair = (account(1), user(1));
        let other = (account(1), user(2));
        let shown: BTreeMap<_, _> = [(pair, seen(1, 1)), (other, seen(1, 1))].into();
        let stale = |today: Option<Seen>| {
            let today = today.map(|today| (pair, today)).into_iter().collect();
            is_stale(&[pair], &shown, &today)
        };
        assert!(!stale(Some(seen(1, 1))));
        for changed in [Some(seen(2, 1)), Some(seen(1, 2)), None] {
            assert!(stale(changed));
        }
    }
}
