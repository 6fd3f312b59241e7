//! The list of an account's members, and the seats they hold.

use latchkey_domain::{
    base::{ids::UserId, page::PageRequest, text::SearchText},
    membership::{AccessKind, Status},
    permission::seat::{PaidSeat, Seat, SeatsTaken},
    ports::{MemberFilter, PartnerFilter},
};

use super::{Backend, Bench, support::assert_pages};
use crate::builders::{MembershipBuilder, UserBuilder, name};

/// Somebody of every kind in Harbour & Pine; the last is searched by name and address.
async fn more_members(world: &Bench) -> UserId {
    let ase = UserBuilder::new("Åse_Ø%", "straße@northwind.example").unconfirmed();
    let ase = world.add_user(ase).await;
    let member = |user| MembershipBuilder::new(world.harbour, user);
    let set = world.set(world.northwind_staff).await;
    for membership in [
        member(world.jonas)
            .partner_admin(world.northwind)
            .deactivated(),
        member(world.sam).set(&set).acting_for(world.elsewhere),
        member(world.kaya)
            .set(&set)
            .acting_for(world.northwind)
            .invited(),
        member(ase).super_admin().invited().deactivated(),
    ] {
        world.add_member(membership).await;
    }
    ase
}

/// Members are found by access, by whom they act for, by status, and by all of these at once.
pub async fn members_are_filtered(backend: Backend) {
    let world = backend.world().await;
    let ase = more_members(&world).await;
    let none = MemberFilter::default;
    let access = |kind| MemberFilter {
        access: Some(kind),
        ..none()
    };
    let status = |status| MemberFilter {
        status: Some(status),
        ..none()
    };
    let nobody = || MemberFilter {
        partner: Some(PartnerFilter::Nobody),
        ..none()
    };
    let (helen, hugo, ines) = (world.helen, world.hugo, world.ines);
    let (marit, jonas, sam, kaya) = (world.marit, world.jonas, world.sam, world.kaya);
    for (filter, expected) in [
        (
            none(),
            vec![helen, hugo, ines, marit, jonas, sam, kaya, ase],
        ),
        (access(AccessKind::SuperAdmin), vec![helen, hugo, ase]),
        (access(AccessKind::PartnerAdmin), vec![marit, jonas]),
        (access(AccessKind::PermissionSet), vec![ines, sam, kaya]),
        (status(Status::Active), vec![helen, hugo, ines, marit, sam]),
        (status(Status::Invited), vec![kaya]),
        (status(Status::Deactivated), vec![jonas, ase]),
        (nobody(), vec![helen, hugo, ines, ase]),
        (
            MemberFilter::acting_for(world.northwind),
            vec![marit, jonas, kaya],
        ),
        (MemberFilter::acting_for(world.harbour), vec![]),
        (
            MemberFilter {
                access: Some(AccessKind::SuperAdmin),
                status: Some(Status::Deactivated),
                text: Some(SearchText::parse("åse").unwrap()),
                ..nobody()
            },
            vec![ase],
        ),
        (
            MemberFilter {
                status: Some(Status::Invited),
                ..nobody()
            },
            vec![],
        ),
    ] {
        let mut members = Vec::new();
        for user in expected {
            members.push(world.member(world.harbour, user).await);
        }
        assert_pages(&members, async |page| {
            let mut reader = world.store.reader();
            let found = reader.members(world.harbour, &filter, &page).await;
            found.unwrap()
        })
        .await;
    }
}

/// Members are found by part of their name or address, whatever its case or composition (I5); no character
/// of the text has a special meaning.
pub async fn members_are_found_by_name_or_address(backend: Backend) {
    let world = backend.world().await;
    let ase = more_members(&world).await;
    for (text, expected) in [
        ("LEN MA", vec![world.helen]),
        (
            "HARBOURPINE.example",
            vec![world.helen, world.hugo, world.ines],
        ),
        ("åse_ø%", vec![ase]),
        ("A\u{30a}SE", vec![ase]),
        ("STRASSE", vec![ase]),
        ("%", vec![ase]),
        ("m_rit", vec![]),
        ("tomas", vec![]),
    ] {
        let filter = MemberFilter {
            text: Some(SearchText::parse(text).unwrap()),
            ..MemberFilter::default()
        };
        let mut reader = world.store.reader();
        let page = PageRequest::first();
        let found = reader.members(world.harbour, &filter, &page).await.unwrap();
        let found: Vec<_> = found.items.iter().map(|member| member.user.id).collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// A membership holds its seats whatever its status (D3), in its account alone.
pub async fn seats_are_held_whatever_the_status(backend: Backend) {
    let world = backend.world().await;
    let mut reader = world.store.reader();
    let before = reader.seats_taken(world.fjordline).await.unwrap();
    let member = |user| MembershipBuilder::new(world.fjordline, user);
    for membership in [
        member(world.tomas)
            .seat(Seat::Sales)
            .paid_seat(PaidSeat::Service)
            .deactivated(),
        member(world.priya).partner_admin(world.northwind).invited(),
        member(world.jonas).seat(Seat::Sales),
        member(world.kaya)
            .seat(Seat::ViewOnly)
            .expires_at(world.now()),
        member(world.sam)
            .seat(Seat::Service)
            .paid_seat(PaidSeat::Sales)
            .paid_seat(PaidSeat::Service),
    ] {
        world.add_member(membership).await;
    }
    let taken = reader.seats_taken(world.fjordline).await.unwrap();
    let expected = SeatsTaken {
        partner: before.partner + 1,
        core: before.core,
        view_only: 1,
        sales: 2,
        service: 1,
        paid_sales: 1,
        paid_service: 2,
    };
    assert_eq!(taken, expected);
    let nowhere = reader.seats_taken(world.ids.next()).await.unwrap();
    assert_eq!(nowhere, SeatsTaken::default());
}

/// I6: a stub is found by the name that the account gave them, in that account alone, while they are a stub.
pub async fn a_stub_is_found_by_the_given_name(backend: Backend) {
    let world = backend.world().await;
    let stub = UserBuilder::new("new", "new@elsewhere.example").stub();
    let stub = world.add_user(stub).await;
    for account in [world.harbour, world.fjordline] {
        let invited = MembershipBuilder::new(account, stub).super_admin();
        world.add_member(invited.invited()).await;
    }
    world
        .change_member(world.harbour, stub, |member, _| {
            member.membership.call(name("Wei\u{df} \u{130}pek"));
        })
        .await;
    let found = async |account, text: &str| {
        let filter = MemberFilter {
            text: Some(SearchText::parse(text).unwrap()),
            ..MemberFilter::default()
        };
        let mut reader = world.store.reader();
        let page = PageRequest::first();
        let found = reader.members(account, &filter, &page).await.unwrap();
        found.items.len()
    };
    for text in ["WEISS ipek", "Wei\u{df}", "new@", "\u{130}PEK"] {
        assert_eq!(found(world.harbour, text).await, 1, "{text}");
    }
    assert_eq!(found(world.fjordline, "weiss").await, 0);
    assert_eq!(found(world.fjordline, "new@").await, 1);
    world
        .change_user(stub, |user, now| {
            user.rename(name("Nina"), now);
            user.stop_being_stub(now);
        })
        .await;
    assert_eq!(found(world.harbour, "weiss").await, 0);
    assert_eq!(found(world.harbour, "nina").await, 1);
}
