//! What breaks an employment, and when it ended (D8).

use latchkey_domain::{
    base::time::days,
    membership::member::Member,
    partnership::offboarding::{breaks, end_of},
    people::user::UserStatus,
};
use latchkey_testing::{
    CountingIds, FixedClock,
    builders::{AccountBuilder, MemberBuilder, UserBuilder},
};

fn employee(status: UserStatus, partner: AccountBuilder) -> Member {
    let ids = CountingIds::new();
    let user = UserBuilder::new("Kaya Demir", "kaya@northwind.example").build(&ids);
    let mut member = MemberBuilder::new(&partner.build(&ids), &user).build(&ids);
    member.user.status = status;
    member
}

/// Somebody whose user is disabled, or whose partner is closed, leaves all the same (D8).
#[test]
fn a_disabled_user_leaves_too() {
    let now = FixedClock::start();
    let northwind = || AccountBuilder::new("Northwind Studio").partner();
    for partner in [northwind(), northwind().closed()] {
        for status in [UserStatus::Active, UserStatus::Disabled] {
            let before = employee(status, partner.clone());
            assert!(breaks(&before, None, now), "{status:?}");
            assert!(!breaks(&before, Some(&before), now), "{status:?}");
        }
    }
}

/// Somebody who was not an employee does not leave (D8).
#[test]
fn only_employees_leave() {
    let now = FixedClock::start();
    let before = employee(UserStatus::Active, AccountBuilder::new("Harbour & Pine"));
    assert!(!breaks(&before, None, now));
}

/// An end that has passed breaks the employment once: whoever changes the membership next breaks it, also
/// by putting the end off, because what begins then is another employment (D8).
#[test]
fn an_end_that_has_passed_is_overtaken_once() {
    let now = FixedClock::start();
    let partner = AccountBuilder::new("Northwind Studio").partner();
    let mut before = employee(UserStatus::Active, partner);
    let first = before.membership.employment().key;
    assert!(before.membership.expire_at(Some(now + days(1)), now));
    let later = now + days(2);
    assert!(breaks(&before, None, later), "removed after the end");
    assert_eq!(end_of(&before, later).at, now + days(1));
    assert_eq!(end_of(&before, now).at, now);
    assert_eq!(end_of(&before, later).employment, first);
    let mut put_off = before.clone();
    assert!(put_off.membership.expire_at(None, later));
    assert!(
        breaks(&before, Some(&put_off), later),
        "put off after the end"
    );
    let second = put_off.membership.employment();
    assert!(second.lasts(later) && second.key != first);
    assert!(!breaks(&put_off, Some(&put_off), later));

    let mut noted = before.clone();
    assert!(noted.membership.note_end(later));
    assert!(breaks(&before, Some(&noted), later), "the job records it");
    assert!(!breaks(&noted, None, later), "which ends it once");
    assert!(!noted.membership.note_end(later));
}

/// A membership that ends before its end has passed, or is put off in time, goes on as it was (D8).
#[test]
fn an_end_put_off_in_time_breaks_nothing() {
    let now = FixedClock::start();
    let partner = AccountBuilder::new("Northwind Studio").partner();
    let mut before = employee(UserStatus::Active, partner);
    assert!(before.membership.expire_at(Some(now + days(1)), now));
    let mut after = before.clone();
    assert!(after.membership.expire_at(Some(now + days(9)), now));
    assert!(!breaks(&before, Some(&after), now));
    assert_eq!(after.membership.employments, before.membership.employments);
}
