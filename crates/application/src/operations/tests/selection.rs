//! Whom a call for many selects.

use super::*;

/// Everyone at a client is reactivated but the starter, who cannot be (A6), named or not.
#[tokio::test]
async fn a_reactivation_leaves_its_starter_out() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.bed.world;
    let tomas = MembershipBuilder::new(world.harbour, world.tomas);
    let tomas = tomas.partner_admin(world.northwind).deactivated();
    world.add_member(tomas).await;
    let cx = agency.bed.as_user(world.marit);
    let everyone = SelectEmployees {
        employees: None,
        clients: Some(vec![world.harbour.into()]),
        ..agency.select(&[])
    };
    let named = agency.select(&[world.marit, world.tomas]);
    for (cmd, expected) in [(everyone, Kept::Reactivated), (named, Kept::Unchanged)] {
        let foreseen = SelectEmployees {
            mode: Mode::DryRun,
            ..cmd.clone()
        };
        let ready = agency.service.reactivate(&cx, foreseen).await.unwrap();
        let BegunOperation::Foreseen(clients) = agency.bed.done(&cx, ready).await else {
            panic!("a dry run begins nothing");
        };
        assert_eq!(clients[0].results.len(), 1);
        assert_eq!(clients[0].results[0].employee, world.tomas);
        let ready = agency.service.reactivate(&cx, cmd).await.unwrap();
        let id = started(agency.bed.done(&cx, ready).await);
        agency.run().await;
        assert_eq!(agency.outcomes(id).await, [(expected, None)]);
    }
}

/// Deactivating oneself is allowed (A6), so a deactivation of everyone includes its starter.
#[tokio::test]
async fn a_deactivation_includes_its_starter() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.bed.world;
    let cx = agency.bed.as_user(world.marit);
    let everyone = SelectEmployees {
        employees: None,
        clients: Some(vec![world.harbour.into()]),
        ..agency.select(&[])
    };
    let ready = agency.service.deactivate(&cx, everyone).await.unwrap();
    let id = started(agency.bed.done(&cx, ready).await);
    agency.run().await;
    assert_eq!(agency.outcomes(id).await, [(Kept::Deactivated, None)]);
}
