//! Times compare as times, also where a database keeps them as text.

use chrono::{DateTime, Duration};
use latchkey_domain::{
    base::{page::PageRequest, time::Time},
    ports::{ClockReading, EmployeeFilter},
};
use latchkey_testing::builders::{MembershipBuilder, UserBuilder};

use crate::support::{self, Fresh};

/// Instants around those where their texts differ in length: no fraction, three digits, six.
fn instants() -> Vec<Time> {
    let whole = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let micros = [
        -1, 0, 1, 999, 1_000, 1_001, 499_999, 500_000, 999_999, 1_000_000,
    ];
    micros
        .map(|micros| whole + Duration::microseconds(micros))
        .into()
}

async fn ends_compare_as_times(fresh: Fresh) {
    let world = fresh.world().await;
    let set = world.set(world.northwind_staff).await;
    let user = world
        .add_user(UserBuilder::new("Nina", "nina@new.example"))
        .await;
    let membership = MembershipBuilder::new(world.northwind, user).set(&set);
    world.add_member(membership).await;
    let mut reader = world.store.reader();
    for end in instants() {
        world
            .change_member(world.northwind, user, |member, now| {
                member.membership.expire_at(Some(end), now);
            })
            .await;
        for now in instants() {
            let at = ClockReading {
                now,
                ends_after_days: 60,
            };
            let page = PageRequest::first();
            let filter = EmployeeFilter::default();
            let found = reader.employees(world.northwind, &filter, at, &page).await;
            let mut rows = found.unwrap().items.into_iter();
            let employed = rows.any(|row| row.person.id == user);
            assert_eq!(employed, end > now, "ends {end}, now {now}");
        }
    }
}

#[tokio::test]
async fn ends_compare_as_times_on_sqlite() {
    ends_compare_as_times(support::sqlite_file().await).await;
}

#[tokio::test]
async fn ends_compare_as_times_on_postgres() {
    ends_compare_as_times(support::postgres().await).await;
}
