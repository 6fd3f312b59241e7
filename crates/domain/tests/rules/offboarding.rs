//! Who counts as leaving a partner (D8).

use latchkey_domain::{
    membership::member::Member, partnership::offboarding::leaves, people::user::UserStatus,
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
            assert!(leaves(&before, now, None, now), "{status:?}");
            assert!(!leaves(&before, now, Some(&before), now), "{status:?}");
        }
    }
}

/// Somebody who was not an employee does not leave (D8).
#[test]
fn only_employees_leave() {
    let now = FixedClock::start();
    let before = employee(UserStatus::Active, AccountBuilder::new("Harbour & Pine"));
    assert!(!leaves(&before, now, None, now));
}
