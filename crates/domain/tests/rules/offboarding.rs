//! Who leaves a partner (D8).

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

/// D8: leaving is leaving, also for somebody who is disabled or whose partner is closed just then.
#[test]
fn whoever_is_disabled_leaves_too() {
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

/// D8: only employees leave.
#[test]
fn who_was_no_employee_does_not_leave() {
    let now = FixedClock::start();
    let before = employee(UserStatus::Active, AccountBuilder::new("Harbour & Pine"));
    assert!(!leaves(&before, now, None, now));
}
