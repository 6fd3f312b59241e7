//! For which partners a person could act in an account.

use latchkey_domain::{
    base::{ids::AccountId, time::days},
    membership::member::Acting,
    ports::Locks,
};

use super::Backend;
use crate::{
    World,
    builders::{AccountBuilder, ChangeFreely as _, MembershipBuilder},
};

async fn employers(
    world: &World,
    account: AccountId,
    user: latchkey_domain::base::ids::UserId,
) -> Vec<Acting> {
    let mut reader = world.store.reader();
    let mut found = reader.employers(account, &[user]).await.unwrap();
    found.remove(&user).unwrap_or_default()
}

/// S2: a person's employers in an account are what a membership there would know of the partner that
/// it acted for: verified, linked in that account, and how the employment stands.
pub async fn an_employer_is_known_as_to_an_acting_member(backend: Backend) {
    let world = backend.world().await;
    for user in [world.tomas, world.kaya] {
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        unit.link(world.harbour, user, world.northwind)
            .await
            .unwrap();
        world.commit(unit).await;
        let end = world.now() + days(3);
        world
            .change_member(world.northwind, user, |member, now| {
                let _changed = member.membership.expire_at(Some(end), now);
                member
                    .membership
                    .change_freely(now, |state| state.deactivated = true);
            })
            .await;
        for account in [world.harbour, world.fjordline] {
            let found = employers(&world, account, user).await;
            let acting = MembershipBuilder::new(account, user).acting_for(world.northwind);
            world.add_member(acting).await;
            let member = world.member(account, user).await;
            assert_eq!(found, [member.acting.unwrap()]);
            assert_eq!(employers(&world, account, user).await, found);
        }
    }
}

/// S2, L1: only enrolled partners are employers, each once, and never the account itself.
pub async fn employers_are_enrolled_and_not_the_account_itself(backend: Backend) {
    let world = backend.world().await;
    let rival = world.add_account(AccountBuilder::new("Rival").partner());
    let (rival, former) = (
        rival.await,
        world.add_account(AccountBuilder::new("Former").former_partner()),
    );
    let former = former.await;
    for account in [rival, former, world.harbour] {
        world
            .add_member(MembershipBuilder::new(account, world.tomas))
            .await;
    }
    let partners = |found: Vec<Acting>| {
        let partners = found.into_iter().map(|employer| employer.partner);
        partners.collect::<Vec<_>>()
    };
    let mut both = [world.northwind, rival];
    both.sort();
    let found = employers(&world, world.harbour, world.tomas).await;
    assert_eq!(partners(found), both);
    let found = employers(&world, world.northwind, world.tomas).await;
    assert_eq!(partners(found), [rival]);
    assert_eq!(employers(&world, world.harbour, world.helen).await, []);
    // Those of several people come at once.
    let people = [world.tomas, world.helen, world.kaya];
    let mut reader = world.store.reader();
    let all = reader.employers(world.harbour, &people).await.unwrap();
    assert_eq!(all.len(), 2);
    for user in [world.tomas, world.kaya] {
        let alone = employers(&world, world.harbour, user).await;
        assert_eq!(all.get(&user), Some(&alone));
    }
}
