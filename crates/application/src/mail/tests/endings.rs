//! Mails of ends that near, and of those who cannot leave (A9, D7, D8, R2).

use latchkey_domain::{
    base::{
        ids::{AccountId, AssetId},
        text::{AssetKind, ExternalId, Name},
        time::Time,
    },
    ports::Locks,
    work::asset::Asset,
};
use latchkey_testing::builders::MembershipBuilder;

use super::*;
use crate::{
    memberships::ChangeMember,
    relationships::{ImportRelationship, Relationships},
};

/// Ends the access of these people in an account, by one of its super admins.
async fn end(bed: &UseCaseBed, by: UserId, account: AccountId, user: UserId, until: Time) {
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(by);
    let cmd = ChangeMember {
        target: TargetMember {
            account: account.into(),
            user: user.into(),
        },
        change: RequestedChange {
            expires_at: Some(Some(until)),
            ..RequestedChange::default()
        },
    };
    let ready = service.change(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await;
}

async fn text_to(bed: &UseCaseBed, user: UserId, kind: MailKind) -> String {
    let address = address(bed, user).await;
    let all = bed.world.sent().into_iter();
    let mut mails = all.filter(|mail| mail.to.address.as_str() == address && mail.kind == kind);
    let mail = mails.next();
    let mail = mail.unwrap_or_else(|| panic!("{kind:?} to {address}: {:?}", sent(bed)));
    format!("{}\n{}", mail.subject, mail.text)
}

/// A9: the person and the side that set the end are told, each in one mail; an end that was moved since is
/// told to nobody.
#[tokio::test]
async fn an_end_that_nears_is_told_to_both() {
    let bed = with_server_up().await;
    let world = &bed.world;
    let until = world.now() + days(20);
    for user in [world.ines, world.hugo] {
        end(&bed, world.helen, world.harbour, user, until).await;
    }
    send(&bed).await;
    world.clock.advance(days(13));
    let memberships = Memberships::new(Arc::clone(&bed.ports));
    assert_eq!(memberships.remind().await.unwrap(), 2);
    end(
        &bed,
        world.helen,
        world.harbour,
        world.hugo,
        until + days(90),
    )
    .await;
    let before = bed.world.sent().len();
    send(&bed).await;
    let text = text_to(&bed, world.ines, MailKind::AccessEnding).await;
    assert!(text.contains("4 March 2026"), "{text}");
    assert!(text.contains("Helen"), "who set it: {text}");
    let text = text_to(&bed, world.helen, MailKind::AccessOfOthersEnding).await;
    assert!(text.contains("Ines") && !text.contains("Hugo"), "{text}");
    let sent = bed.world.sent();
    let ends = sent[before..]
        .iter()
        .filter(|mail| mail.kind == MailKind::AccessEnding);
    assert_eq!(ends.count(), 1);
}

/// N1: the partner is told 14 days before a relationship ends; not if somebody has worked there since.
#[tokio::test]
async fn a_relationship_that_ends_is_told_to_the_partner() {
    for worked_since in [false, true] {
        let bed = with_server_up().await;
        let world = &bed.world;
        let relationships = Relationships::new(Arc::clone(&bed.ports));
        let work = async |ago| {
            let cx = bed.as_platform();
            let cmd = ImportRelationship {
                partner: world.northwind.into(),
                client: world.harbour.into(),
                display_name: None,
                connected_at: None,
                last_qualifying_activity_at: Some(world.now() - days(ago)),
            };
            let ready = relationships.import(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
        };
        work(50).await;
        assert_eq!(relationships.warn().await.unwrap(), 1);
        if worked_since {
            work(0).await;
        }
        send(&bed).await;
        let told = sent(&bed);
        let is_told = told
            .iter()
            .any(|(_, kind)| *kind == MailKind::RelationshipEnding);
        assert_eq!(is_told, !worked_since, "{told:?}");
        if is_told {
            let text = text_to(&bed, world.marit, MailKind::RelationshipEnding).await;
            assert!(text.contains("22 February"), "{text}");
        }
    }
}

/// D8: who left and stays as the last super admin is named to both sides' super admins.
#[tokio::test]
async fn a_last_super_admin_who_left_is_named() {
    let bed = with_server_up().await;
    let world = &bed.world;
    let member = MembershipBuilder::new(world.harbour, world.jonas).super_admin();
    world.add_member(member.acting_for(world.northwind)).await;
    for own in [world.helen, world.hugo] {
        world
            .change_member(world.harbour, own, |member, now| {
                member.membership.expire_at(Some(now + days(900)), now);
            })
            .await;
    }
    let cx = bed.as_user(world.marit);
    let target = TargetMember {
        account: world.northwind.into(),
        user: world.jonas.into(),
    };
    let service = Memberships::new(Arc::clone(&bed.ports));
    let ready = service.deactivate(&cx, target).await.unwrap();
    bed.done(&cx, ready).await;
    let operations = Operations::new(Arc::clone(&bed.ports));
    let worker = operations.worker(Arc::new(world.memory().clone()));
    while worker.turn().await.unwrap() {}
    send(&bed).await;
    let told = sent(&bed);
    let named = |(_, kind): &&(String, MailKind)| *kind == MailKind::LastSuperAdminLeft;
    let told: Vec<_> = told
        .iter()
        .filter(named)
        .map(|(to, _)| to.clone())
        .collect();
    let marit = address(&bed, world.marit).await;
    assert!(
        told.contains(&marit),
        "the partner's, who ended it: {told:?}"
    );
    let jonas = address(&bed, world.jonas).await;
    assert!(told.contains(&jonas), "the client's only one: {told:?}");
}

/// D7: whoever is removed reads what became of what they owned.
#[tokio::test]
async fn what_became_of_assets_is_told() {
    let bed = with_server_up().await;
    let world = &bed.world;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let assets = [1, 2, 3].map(|number| Asset {
        id: AssetId::from_uuid(bed.ports.ids.uuid()),
        account: world.harbour,
        external_id: ExternalId::parse(&format!("asset-{number}")).unwrap(),
        kind: AssetKind::parse("campaign").unwrap(),
        name: Name::parse("Thing").unwrap(),
        owner: Some(world.ines),
        changed_at: world.now(),
    });
    unit.put_assets(&assets).await.unwrap();
    world.commit(unit).await;
    let cx = bed.as_user(world.helen);
    let cmd = RemoveMember {
        target: TargetMember {
            account: world.harbour.into(),
            user: world.ines.into(),
        },
        reassign_to: Some(world.hugo.into()),
        last_super_admin: LastSuperAdmin::Stays,
    };
    let service = Memberships::new(Arc::clone(&bed.ports));
    let ready = service.remove(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await;
    send(&bed).await;
    let text = text_to(&bed, world.ines, MailKind::Removed).await;
    assert!(text.contains("3 items went to colleagues"), "{text}");
}
