use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::{
    base::ids::MembershipId,
    membership::{Adjustments, Engagement, NewMembership},
    permission::seat::{PaidSeats, Seat},
};

fn user(n: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(n))
}

const OWN: Option<u128> = None;
const PARTNER: Option<u128> = Some(9);

fn account(n: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(n))
}

fn admin(n: u128, acts_for: Option<u128>, taken: bool) -> PermanentSuperAdmin {
    PermanentSuperAdmin {
        user: user(n),
        acts_for: acts_for.map(account),
        taken,
    }
}

fn admins(list: &[(u128, Option<u128>)]) -> SuperAdmins {
    let all = list.iter().map(|&(n, acts_for)| admin(n, acts_for, true));
    SuperAdmins::new(all.collect())
}

/// The membership of a super admin; `offered_by` is set until they take it.
fn member(n: u128, acts_for: Option<u128>, offered_by: Option<u128>) -> Membership {
    let new = NewMembership {
        account: account(1),
        user: user(n),
        access: Access::SuperAdmin,
        offered_by: offered_by.map(user),
        adjustments: Adjustments::default(),
        seat: Seat::Core,
        paid_seats: PaidSeats::default(),
        invited_until: None,
        partner: acts_for.map(account),
        engagement: Engagement::Employee,
        expires_at: None,
        given_under: None,
    };
    let now = DateTime::from_timestamp(0, 0).unwrap();
    Membership::begin(MembershipId::from_uuid(Uuid::from_u128(n)), new, now)
}

fn by_partner(n: u128) -> TakenBy {
    TakenBy {
        user: Some(user(n)),
        acts_for: ActsFor::Partner,
    }
}

/// The last permanent super admin stays, whoever asks (D5).
#[test]
fn the_last_permanent_super_admin_stays() {
    for by in [TakenBy::PLATFORM, by_partner(1), TakenBy::PARTNER] {
        assert_eq!(
            admins(&[(1, OWN)]).can_spare(&member(1, OWN, None), by),
            Err(Refusal::LastSuperAdmin)
        );
    }
    let two = admins(&[(1, OWN), (2, PARTNER)]);
    let one = member(1, OWN, None);
    assert_eq!(two.can_spare(&one, TakenBy::PLATFORM), Ok(()));
    let other = member(3, OWN, None);
    assert_eq!(two.can_spare(&other, TakenBy::PLATFORM), Ok(()));
}

/// Somebody who acts for a partner ends no own super admin, however many there are (D5).
#[test]
fn a_partner_ends_no_own_super_admin() {
    let one = member(1, OWN, None);
    let only = admins(&[(1, OWN), (2, PARTNER)]);
    let several = admins(&[(1, OWN), (2, PARTNER), (3, OWN)]);
    for by in [by_partner(2), TakenBy::PARTNER] {
        for (all, refusal) in [
            (&only, Refusal::LastSuperAdmin),
            (&several, Refusal::SuperAdminTarget),
        ] {
            assert_eq!(all.can_spare(&one, by), Err(refusal));
            assert_eq!(all.can_hand_over(&one, by), Err(refusal));
        }
        // One who is invited, has an end or is deactivated is an own one too.
        let uncounted = admins(&[(2, PARTNER), (3, OWN)]);
        let refused = uncounted.can_spare(&one, by);
        assert_eq!(refused, Err(Refusal::SuperAdminTarget));
        let colleague = member(2, PARTNER, None);
        assert_eq!(several.can_spare(&colleague, by), Ok(()));
    }
}

/// Whoever made a super admin who never took it may take it back (D5).
#[test]
fn what_was_never_taken_is_taken_back() {
    let all = SuperAdmins::new(vec![admin(1, OWN, false), admin(2, PARTNER, true)]);
    let offered = member(1, OWN, Some(2));
    assert_eq!(all.can_spare(&offered, by_partner(2)), Ok(()));
    let by_another = all.can_spare(&offered, by_partner(3));
    assert_eq!(by_another, Err(Refusal::SuperAdminTarget));
}

/// Only those count who have taken their access; whoever asks counts from this call on (D5, I1).
#[test]
fn who_has_not_taken_it_does_not_count() {
    let all = SuperAdmins::new(vec![admin(1, OWN, true), admin(2, OWN, false)]);
    let (maker, made) = (member(1, OWN, None), member(2, OWN, Some(1)));
    let by = |n| TakenBy {
        user: Some(user(n)),
        acts_for: ActsFor::Nobody,
    };
    let last = Err(Refusal::LastSuperAdmin);
    assert_eq!(all.can_spare(&maker, TakenBy::PLATFORM), last);
    assert_eq!(all.can_spare(&maker, by(1)), last);
    assert_eq!(all.can_spare(&maker, by(2)), Ok(()));
    assert_eq!(all.can_spare(&made, TakenBy::PLATFORM), Ok(()));
}
