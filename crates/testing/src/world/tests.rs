//! The scene is as its table says.

use latchkey_domain::membership::member::Recognized;

use super::*;

#[tokio::test]
async fn the_scene_is_as_described() {
    let world = World::new().await;
    let now = world.now();
    for employee in [
        world.marit,
        world.tomas,
        world.priya,
        world.jonas,
        world.kaya,
    ] {
        assert!(
            world
                .member(world.northwind, employee)
                .await
                .is_employee_here(now)
        );
    }
    let marit = world.member(world.harbour, world.marit).await;
    assert_eq!(marit.standing(now), Ok(()));
    assert_eq!(marit.recognized(), Some(Recognized::Verified));
    assert!(world.relationship(world.harbour).await.is_some());
    assert!(world.relationship(world.fjordline).await.is_none());
    assert!(world.trail().await.is_empty());
    let sales_rep = world.set(world.standard_set("sales_rep")).await;
    assert_eq!(sales_rep.name().as_str(), "Sales rep");
}
