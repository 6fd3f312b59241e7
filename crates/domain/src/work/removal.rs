//! Removing employees from clients: first reviewed, then confirmed once (D5, D6, D7).
//!
//! A [`Review`] belongs to its caller, lasts an hour and serves one confirmation. What it has shown
//! of each item is kept as [`Seen`]. If a chosen item looks different at the confirmation, the
//! review is stale.

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
        super_admins::{SuperAdmins, TakenBy},
    },
    people::user::UserStatus,
    work::asset::{Handover, Tallies},
};

/// The most people offered as new owners for one item.
pub const MOST_CANDIDATES: usize = 25;
/// How long a review lasts (D6).
const LIVES: Duration = Duration::hours(1);

/// A review of what removing employees would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The id by which it is confirmed.
    pub id: ReviewId,
    /// The partner whose employees it is about.
    pub partner: AccountId,
    /// The user whose review it is.
    pub caller: UserId,
    /// When it expires.
    pub expires_at: Time,
    /// Whether it was confirmed.
    pub spent: bool,
}

impl Review {
    /// Starts a review, for an hour.
    pub fn begin(id: ReviewId, partner: AccountId, caller: UserId, now: Time) -> Self {
        Self {
            id,
            partner,
            caller,
            expires_at: now + LIVES,
            spent: false,
        }
    }

    /// Returns the review to its caller only; for anyone else it does not exist (D6).
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

    /// Checks that the review can still be confirmed: once, within its hour (D6).
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

/// What a review has shown of one item. If any of it differs later, the item is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The membership that was shown.
    pub membership: MembershipId,
    /// The version of the membership then.
    pub version: Version,
    /// The assets the employee owned in the client.
    pub assets: Tallies,
}

/// A member who acts for the partner in a client: what a review needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingMember {
    /// The client.
    pub client: AccountId,
    /// The client's name as the partner sees it (R6).
    pub client_name: Name,
    /// The member.
    pub person: Person,
    /// The membership in the client.
    pub membership: MembershipId,
    /// The version of the membership.
    pub version: Version,
    /// The access it gives.
    pub access: Access,
    /// Invited, active or deactivated.
    pub status: Status,
}

impl ActingMember {
    /// The item this member is.
    pub const fn pair(&self) -> ClientEmployee {
        (self.client, self.person.id)
    }
}

words! {
    /// An action on an item.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Action {
        /// The membership is removed (D3).
        Remove = "remove",
        /// The membership is deactivated (D3).
        Deactivate = "deactivate",
    }
}

/// A confirmed item, as the operation that carries it out keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalOrder {
    /// The reviewed membership; one created since is not touched.
    pub membership: MembershipId,
    /// The chosen action.
    pub action: Action,
    /// Who gets the assets of a removed employee.
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

/// Checks whether a partner may remove a member: the last permanent super admin stays, and other
/// super admins can only be deactivated or changed to partner admin (D5).
pub fn may_remove(user: UserId, access: Access, super_admins: &SuperAdmins) -> Result<(), Refusal> {
    super_admins.must_not_be_last(user, TakenBy::PARTNER)?;
    match access {
        Access::SuperAdmin => Err(Refusal::SuperAdminTarget),
        Access::PartnerAdmin | Access::PermissionSet(_) => Ok(()),
    }
}

/// Returns what a partner can do with a membership, or why it can do nothing (D5, D6).
pub fn possible_actions(
    member: &ActingMember,
    super_admins: &SuperAdmins,
) -> (Vec<Action>, Option<Refusal>) {
    let user = member.person.id;
    let removing = may_remove(user, member.access, super_admins);
    let is_on = member.status != Status::Deactivated;
    let last = super_admins.must_not_be_last(user, TakenBy::PARTNER);
    let deactivating = is_on && last.is_ok();
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

/// How much of a client the caller of a review may see (D6, D7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewReach {
    /// The caller is an active member there: they see names of assets, and may hand them to any
    /// active member.
    Client,
    /// The caller has no access there: they see counts, and may hand assets only to the partner's
    /// own active people there.
    OwnPeople,
}

impl ReviewReach {
    /// Returns the reach of a caller with this membership in the client.
    pub fn of(own: Option<&Member>, now: Time) -> Self {
        if own.is_some_and(|member| member.standing(now).is_ok()) {
            Self::Client
        } else {
            Self::OwnPeople
        }
    }
}

/// Whether a member may receive assets: only active ones may (D7).
pub fn may_receive(member: &Member, now: Time) -> bool {
    member.membership.status() == Status::Active
        && !member.membership.is_expired(now)
        && member.user.status == UserStatus::Active
}

/// Whether a member may receive assets in a removal by the partner. If the caller has no access to the
/// client, only the partner's own active people there may (D7).
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

/// Whether any chosen item differs from what the review has shown, or is gone (D6).
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
                stub: false,
                status: UserStatus::Active,
            },
            membership: MembershipId::from_uuid(Uuid::from_u128(1)),
            version: Version::FIRST,
            access,
            status,
        }
    }

    /// A review lasts an hour and serves one confirmation by its caller (D6).
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

    /// A super admin can only be deactivated, the last permanent one not even that (D5).
    #[test]
    fn actions_depend_on_access_and_status() {
        let permanent = |users: &[u128], acts_for: Option<AccountId>| {
            let admin = |n: &u128| PermanentSuperAdmin {
                user: user(*n),
                acts_for,
                taken: true,
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
            let found = possible_actions(&acting(access, status), &admins);
            assert_eq!(found, (actions, why), "{access:?} {status:?}");
        }
    }

    /// A stored order is read back unchanged.
    #[test]
    fn a_stored_order_is_read_back() {
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

    /// Changed or missing members and changed assets make a review stale; only chosen items count
    /// (D6).
    #[test]
    fn a_review_is_stale_if_a_chosen_item_differs() {
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
