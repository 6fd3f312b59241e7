//! A client severs a partner (D9): this removes every membership that acts for the partner and all
//! its links, and ends the relationship. Only the client can let its people back in.

use latchkey_domain::{
    base::{
        ids::AccountId, page::PageRequest, reference::AccountRef, refusal::Refusal, time::Time,
    },
    gate::Need,
    membership::member::{Member, Person},
    partnership::{relationship::Relationship, severing},
    permission::BuiltIn,
    ports::{Locks, MemberFilter, Reader, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::Partners;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::{account::account_manager, named},
    steps::remove_members::remove_members,
};

/// Severs a partner from an account.
#[derive(Debug, Clone)]
pub struct SeverPartner {
    /// The account.
    pub account: AccountRef,
    /// The partner.
    pub partner: AccountRef,
}

/// The ids of the two accounts.
#[derive(Debug, Clone, Copy)]
struct ClientAndPartner {
    account: AccountId,
    partner: AccountId,
}

/// What happened to a severed partner's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeveredPartner {
    /// How many memberships were removed.
    pub removed: usize,
    /// The members who could not be removed, and why (D5).
    pub kept: Vec<(Person, Refusal)>,
}

impl Partners {
    /// Severs a partner from an account.
    pub async fn sever(
        &self,
        cx: &RequestContext,
        cmd: SeverPartner,
    ) -> Result<Ready<SeveredPartner>, UseCaseError> {
        let attempted = Attempted::new(EventKind::PartnerSevered)
            .in_account(&cmd.account)
            .with_partner(&cmd.partner);
        let work = self.try_sever(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_sever(
        &self,
        cx: &RequestContext,
        cmd: &SeverPartner,
    ) -> Result<Ready<SeveredPartner>, UseCaseError> {
        let ports = &*self.ports;
        let place = [&cmd.account, &cmd.partner];
        let [account, partner] = named::place_for_user(ports, cx, Need::Edit, place).await?;
        let pair = ClientAndPartner { account, partner };
        let now = ports.now();
        let locks = Locks::none().changing(pair.account).reading(pair.partner);
        let mut unit = ports.store.begin(locks).await?;
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager(ports, cx, &mut *unit, pair.account, right, Need::Edit).await?;
        severing::may_sever(&manager, pair.partner)?;
        let relationship = unit.relationship(pair.partner, pair.account).await?;
        let acting = acting(&mut *unit, pair).await?;
        if acting.is_empty() && relationship.is_none() {
            return Err(Refusal::NotFound.into());
        }
        match &relationship {
            Some(relationship) => cx.must_match(relationship.version)?,
            None => cx.must_not_expect()?,
        }
        let super_admins = unit.permanent_super_admins(pair.account).await?;
        let severed = severing::sever(&manager, acting, &super_admins);
        let catalogue = &ports.catalogue;
        let mut events =
            remove_members(&mut *unit, catalogue, pair.account, &severed.removed, now).await?;
        let unlinked = unit.unlink_all(pair.account, pair.partner).await?;
        let days = ports.settings.ends_after_days;
        let ended = end(&mut *unit, relationship, days, now).await?;
        let kept: Vec<_> = severed
            .kept
            .into_iter()
            .map(|(member, refusal)| (member.user, refusal))
            .collect();
        let value = SeveredPartner {
            removed: severed.removed.len(),
            kept,
        };
        if events.is_empty() && unlinked == 0 && ended.is_none() {
            return Ok(Ready::unchanged(value));
        }
        let stay: Vec<String> = value
            .kept
            .iter()
            .map(|(who, _)| who.id.to_string())
            .collect();
        let severed_event = event(pair, EventKind::PartnerSevered)
            .with("removed", value.removed)
            .with("unlinked", unlinked)
            .with("kept", stay);
        events.insert(0, severed_event);
        events.extend(ended);
        let permit = manager.permit();
        Ok(Ready::of(value, unit, &permit, events, (ports, now)))
    }
}

fn event(pair: ClientAndPartner, kind: EventKind) -> Event {
    Event::new(kind)
        .in_account(pair.account)
        .with_partner(pair.partner)
}

/// Reads all members who act for the partner.
async fn acting(
    reader: &mut dyn Reader,
    pair: ClientAndPartner,
) -> Result<Vec<Member>, UseCaseError> {
    let mut all = Vec::new();
    let mut page = PageRequest::first();
    loop {
        let found = reader
            .members(pair.account, &MemberFilter::acting_for(pair.partner), &page)
            .await?;
        all.extend(found.items);
        match found.next {
            Some(next) => page = page.from(next),
            None => return Ok(all),
        }
    }
}

/// Ends the relationship, if there is one and it was not ended on purpose before. Returns the event to
/// record.
async fn end(
    unit: &mut dyn UnitOfWork,
    relationship: Option<Relationship>,
    ends_after_days: u32,
    now: Time,
) -> Result<Option<Event>, UseCaseError> {
    let Some(mut relationship) = relationship else {
        return Ok(None);
    };
    let Some(kind) = relationship.end_services(ends_after_days, now) else {
        return Ok(None);
    };
    unit.save_relationship(&mut relationship).await?;
    Ok(Some(relationship.event(kind, ends_after_days)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::ids::UserId, membership::terms::Terms, partnership::relationship::RelationshipStatus,
    };
    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::{
        client_access::{AddEmployees, ClientAccess},
        frame::mode::Mode,
        testing::{UseCaseBed, refused},
    };

    fn cmd(bed: &UseCaseBed) -> SeverPartner {
        SeverPartner {
            account: bed.world.harbour.into(),
            partner: bed.world.northwind.into(),
        }
    }

    /// All are removed, the relationship ends, and each person is refused for good (D9). Severing
    /// again changes nothing (T4).
    #[tokio::test]
    async fn severing_removes_and_refuses_everyone() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let admin = MembershipBuilder::new(world.harbour, world.jonas);
        world
            .add_member(admin.super_admin().acting_for(world.northwind))
            .await;
        let people = world.set(world.harbour_people).await;
        let kaya = MembershipBuilder::new(world.harbour, world.kaya).set(&people);
        world.add_member(kaya).await;
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        unit.link(world.harbour, world.kaya, world.northwind)
            .await
            .unwrap();
        world.commit(unit).await;

        let service = Partners::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.helen);
        let ready = service.sever(&cx, cmd(&bed)).await.unwrap();
        let severed = bed.done(&cx, ready).await;
        assert_eq!((severed.removed, severed.kept.len()), (2, 0));
        for gone in [world.marit, world.jonas] {
            assert_eq!(world.find_member(world.harbour, gone).await, None);
        }
        world.member(world.harbour, world.kaya).await;
        let mut reader = world.store.reader();
        let linked = reader.is_linked(world.harbour, world.kaya, world.northwind);
        assert!(!linked.await.unwrap(), "nothing is declared any more");
        let relationship = world.relationship(world.harbour).await.unwrap();
        assert_eq!(
            relationship.status(60, world.now()),
            RelationshipStatus::Ended
        );
        let kinds: Vec<EventKind> = bed.trail(9).await.into_iter().map(|it| it.0).collect();
        let expected = [
            EventKind::RelationshipEnded,
            EventKind::MembershipRemoved,
            EventKind::MembershipRemoved,
            EventKind::PartnerSevered,
        ];
        assert_eq!(kinds, expected);
        let ready = service.sever(&cx, cmd(&bed)).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.removed, 0);
        assert_eq!(bed.trail(9).await.len(), 4);
        assert!(is_refused(&bed, world.marit).await && is_refused(&bed, world.jonas).await);
    }

    async fn is_refused(bed: &UseCaseBed, user: UserId) -> bool {
        let mut reader = bed.world.store.reader();
        let terms = reader.terms_among(bed.world.harbour, &[user]).await;
        terms.unwrap().iter().any(Terms::is_refused)
    }

    /// No partner admin is left, and severed people cannot be added again (D9).
    #[tokio::test]
    async fn nobody_who_was_severed_comes_back_by_the_partner() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas);
        world.add_member(jonas.partner_admin(world.northwind)).await;
        let service = Partners::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.helen);
        let ready = service.sever(&cx, cmd(&bed)).await.unwrap();
        bed.done(&cx, ready).await;
        let tomas = MembershipBuilder::new(world.harbour, world.tomas);
        world.add_member(tomas.partner_admin(world.northwind)).await;
        let add = AddEmployees {
            partner: world.northwind.into(),
            client: world.harbour.into(),
            employees: vec![world.jonas.into()],
            permission_set: world.standard_set("sales_rep"),
            expires_at: None,
            mode: Mode::CarryOut,
        };
        let access = ClientAccess::new(Arc::clone(&bed.ports));
        let added = access.add(&bed.as_user(world.tomas), add).await.unwrap();
        let outcome = format!("{:?}", added.value());
        assert!(outcome.contains("ClientRefused"), "{outcome}");
    }

    /// The last permanent super admin stays and is named; of several it is the caller (D5, D9).
    #[tokio::test]
    async fn a_last_permanent_super_admin_is_kept() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        for own in [world.helen, world.hugo] {
            let membership = world.member(world.harbour, own).await.membership;
            let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
            unit.remove_membership(&membership).await.unwrap();
            world.commit(unit).await;
        }
        for partners in [world.jonas, world.tomas] {
            let admin = MembershipBuilder::new(world.harbour, partners).super_admin();
            world.add_member(admin.acting_for(world.northwind)).await;
        }
        let service = Partners::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.jonas);
        let ready = service.sever(&cx, cmd(&bed)).await.unwrap();
        let severed = bed.done(&cx, ready).await;
        assert_eq!(severed.removed, 2, "Marit and Tomas");
        let [(kept, refusal)] = &severed.kept[..] else {
            panic!("one stays")
        };
        assert_eq!((kept.id, *refusal), (world.jonas, Refusal::LastSuperAdmin));
        assert!(!is_refused(&bed, world.jonas).await);
    }

    /// A call that expects another version of the relationship severs nothing.
    #[tokio::test]
    async fn a_relationship_that_changed_is_not_severed() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Partners::new(Arc::clone(&bed.ports));
        let version = world.relationship(world.harbour).await.unwrap().version;
        let mut cx = bed.as_user(world.helen);
        cx.expected = Some(version.next());
        let result = service.sever(&cx, cmd(&bed)).await;
        assert!(matches!(result, Err(UseCaseError::Stale)), "{result:?}");
        cx.expected = Some(version);
        assert!(service.sever(&cx, cmd(&bed)).await.is_ok());
    }

    /// Only super admins may sever; a partner without any relationship here is not found (A11).
    #[tokio::test]
    async fn only_a_super_admin_severs_and_only_who_is_there() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Partners::new(Arc::clone(&bed.ports));
        for (who, code) in [
            (world.ines, "missing-permission"),
            (world.marit, "missing-permission"),
            (world.sam, "not-found"),
        ] {
            let result = service.sever(&bed.as_user(who), cmd(&bed)).await;
            assert_eq!(refused(result), code);
        }
        let nothing = SeverPartner {
            partner: world.elsewhere.into(),
            ..cmd(&bed)
        };
        let result = service.sever(&bed.as_user(world.helen), nothing).await;
        assert_eq!(refused(result), "not-found");
    }
}
