//! What of the trail each side sees (T2).

use latchkey_domain::{
    base::refusal::Refusal,
    ports::{EventFilter, TrailSide},
    trail::{
        audit::Record,
        event::{Event, EventKind},
    },
};

use super::{
    Backend,
    trail::{by_account, by_partner, by_platform, records, seen},
};
use crate::builders::{MembershipBuilder, UserBuilder};

/// An account sees all events in it and no others (T2).
pub async fn an_account_sees_all_events_in_it(backend: Backend) {
    let world = backend.world().await;
    let in_harbour = || Event::new(EventKind::MembershipDeactivated).in_account(world.harbour);
    let own = by_account(&world, world.harbour, world.helen, in_harbour()).await;
    let partners = by_partner(&world, world.tomas, in_harbour()).await;
    let platforms = by_platform(&world, in_harbour()).await;
    let elsewhere = Event::new(EventKind::AccessLinkIssued).with_partner(world.northwind);
    by_partner(&world, world.tomas, elsewhere).await;
    let found = records(&world, TrailSide::Account(world.harbour)).await;
    let (newest, filling) = found.split_at(3);
    assert_eq!(newest, [platforms, partners, own]);
    assert_eq!(filling.len(), 1, "the account was made");
}

/// A partner sees what was done from it, and what is about its employees, links and relationships;
/// of a client's own affairs it sees nothing (T2).
pub async fn a_partner_sees_its_own_acts_employees_and_links(backend: Backend) {
    let world = backend.world().await;
    let from_it = by_partner(
        &world,
        world.tomas,
        Event::new(EventKind::MembershipDeactivated).in_account(world.harbour),
    )
    .await;
    let about_its_own = by_account(
        &world,
        world.harbour,
        world.helen,
        Event::new(EventKind::MembershipDeactivated)
            .in_account(world.harbour)
            .about(world.marit)
            .with_partner(world.northwind),
    )
    .await;
    let link = Event::new(EventKind::AccessLinkIssued).with_partner(world.northwind);
    let link = by_platform(&world, link).await;
    let employee = Event::new(EventKind::MembershipCreated)
        .in_account(world.northwind)
        .about(world.jonas);
    let employee = by_platform(&world, employee).await;
    let own_affair = Event::new(EventKind::MembershipChanged)
        .in_account(world.harbour)
        .about(world.ines);
    by_account(&world, world.harbour, world.helen, own_affair).await;
    let others = Event::new(EventKind::AccessLinkIssued).with_partner(world.elsewhere);
    by_platform(&world, others).await;

    let found = records(&world, TrailSide::Partner(world.northwind)).await;
    let found: Vec<_> = found
        .into_iter()
        .filter(|record| record.event.kind != EventKind::AccountCreated)
        .collect();
    assert_eq!(found, [employee, link, about_its_own, from_it]);
    let found = records(&world, TrailSide::Partner(world.fjordline)).await;
    let found = found
        .into_iter()
        .filter(|record| record.event.kind != EventKind::AccountCreated);
    assert_eq!(found.count(), 0);
}

/// An attempt that found nothing is told to a partner only where its own people made it; any other
/// refusal is, where it is about what is the partner's (T2).
pub async fn a_vain_attempt_is_told_to_its_own_side(backend: Backend) {
    let world = backend.world().await;
    let about_it = || {
        Event::new(EventKind::PartnerSevered)
            .in_account(world.harbour)
            .with_partner(world.northwind)
    };
    let (partner, client) = (world.northwind, world.harbour);
    for (user, from, refusal, told) in [
        (world.helen, client, Refusal::NotFound, false),
        (world.helen, client, Refusal::MissingPermission, true),
        (world.tomas, partner, Refusal::NotFound, true),
    ] {
        let origin = world.as_user(user);
        let ids = &*world.ids;
        let refused = Record::refused(&origin, Some(from), about_it(), refusal, ids, world.now());
        world.refusals.record(vec![refused.clone()]).await.unwrap();
        let newest = async |side| records(&world, side).await.first() == Some(&refused);
        assert!(newest(TrailSide::Account(client)).await);
        assert_eq!(newest(TrailSide::Partner(partner)).await, told);
    }
}

/// Beside the names it says who is the side's own (a member of its account, or acting for it), which
/// account is its own or its client's, and whether the person is of the account the actor acted from.
pub async fn what_is_a_sides_own_is_said(backend: Backend) {
    let world = backend.world().await;
    let (partner, client) = (world.northwind, world.harbour);
    let of_client = TrailSide::Account(client);
    let of_partner = TrailSide::Partner(partner);
    let former = world
        .add_user(UserBuilder::new("Fay Former", "fay@former.test"))
        .await;
    world
        .add_member(MembershipBuilder::new(client, former).acting_for(partner))
        .await;
    let elsewhere = world.elsewhere;
    for (side, account, user, expected) in [
        (of_client, client, world.ines, (true, false, true)),
        (of_client, client, world.jonas, (false, true, true)),
        (of_client, client, world.sam, (false, false, true)),
        (of_client, client, former, (true, false, true)),
        (of_partner, client, world.ines, (false, false, true)),
        (of_partner, client, world.jonas, (true, true, true)),
        (of_partner, client, world.sam, (false, false, true)),
        (of_partner, client, former, (true, false, true)),
        (of_partner, elsewhere, world.jonas, (true, true, false)),
        (of_partner, elsewhere, world.sam, (false, false, false)),
        (of_partner, elsewhere, former, (true, false, false)),
    ] {
        let event = Event::new(EventKind::MembershipRemoved)
            .in_account(account)
            .about(user)
            .with_partner(partner);
        let record = by_partner(&world, world.tomas, event).await;
        let found = seen(&world, side, &EventFilter::default()).await;
        let newest = found.first().unwrap();
        assert_eq!(newest.record, record);
        let found = (newest.own_user, newest.actors_user, newest.own_account);
        assert_eq!(found, expected, "{side:?} {account} {user}");
    }
}
