//! Many rows at once, more than fit into one statement.

use latchkey_domain::ports::{Locks, StoreError, Taken};
use latchkey_testing::builders::{MembershipBuilder, UserBuilder};

use crate::support::{self, Fresh};

const MANY: usize = 4_000;

/// How many users one unit inserts, one after the other: units must not last long.
const AT_ONCE: usize = 500;

async fn many_memberships_go_in_together_or_not_at_all(fresh: Fresh) {
    let world = fresh.world().await;
    let mut memberships = Vec::new();
    for first in (0..MANY).step_by(AT_ONCE) {
        let mut unit = world.begin(Locks::none()).await;
        for number in first..first + AT_ONCE {
            let user = UserBuilder::new("Member", &format!("m{number}@new.example"));
            let user = user.build(&*world.ids);
            unit.insert_user(&user).await.unwrap();
            let membership = MembershipBuilder::new(world.fjordline, user.id).super_admin();
            memberships.push(membership.build(&*world.ids));
        }
        world.commit(unit).await;
    }
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    unit.insert_memberships(&memberships).await.unwrap();
    world.commit(unit).await;

    let users: Vec<_> = memberships
        .iter()
        .map(|membership| membership.user)
        .collect();
    let mut reader = world.store.reader();
    let found = reader.members_among(world.fjordline, &users).await.unwrap();
    assert_eq!(found.len(), MANY);

    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let mut again: Vec<_> = users
        .iter()
        .map(|user| MembershipBuilder::new(world.harbour, *user).build(&*world.ids))
        .collect();
    let ines = MembershipBuilder::new(world.harbour, world.ines).build(&*world.ids);
    again.insert(MANY / 2, ines);
    let taken = unit.insert_memberships(&again).await;
    assert!(
        matches!(taken, Err(StoreError::Taken(Taken::Membership))),
        "{taken:?}"
    );
    drop(unit);
    let found = reader.members_among(world.harbour, &users).await.unwrap();
    assert_eq!(found, []);
}

#[tokio::test]
async fn inserts_many_memberships_or_none_on_sqlite() {
    many_memberships_go_in_together_or_not_at_all(support::sqlite_file().await).await;
}

#[tokio::test]
async fn inserts_many_memberships_or_none_on_postgres() {
    many_memberships_go_in_together_or_not_at_all(support::postgres().await).await;
}
