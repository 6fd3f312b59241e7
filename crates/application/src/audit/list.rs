//! Lists the trail: of an account for its super admins and holders of `audit_log.view`, of a
//! partner for holders of `partner.employees.view`, and every trail for the platform (scope `audit`),
//! from which nothing in it is hidden (I7).

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::{AccountRef, UserRef},
        time::Time,
    },
    gate::{self, Caller},
    people::token::Scope,
    permission::BuiltIn,
    ports::{EventFilter, Reader, StoreError, TrailSide},
    trail::event::EventName,
};

use super::{SeenEvent, Trail};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    gates::{account, named, partner},
};

/// The filter for events, as the caller names people and accounts.
#[derive(Debug, Clone, Default)]
pub struct NamedEventFilter {
    /// Done by this user.
    pub actor: Option<UserRef>,
    /// About this user.
    pub user: Option<UserRef>,
    /// In this account.
    pub account: Option<AccountRef>,
    /// Of this kind, or of one that only a newer version knows.
    pub kind: Option<EventName>,
    /// Not before this time.
    pub from: Option<Time>,
    /// Before this time.
    pub to: Option<Time>,
}

impl NamedEventFilter {
    /// The filter with the ids behind the names. Nothing is found of somebody unknown.
    async fn find(&self, ports: &Ports) -> Result<EventFilter, StoreError> {
        let mut filter = EventFilter {
            kind: self.kind.clone(),
            from: self.from,
            to: self.to,
            ..EventFilter::default()
        };
        if let Some(actor) = &self.actor {
            filter.actor = Some(named::user(ports, actor).await?);
        }
        if let Some(user) = &self.user {
            filter.user = Some(named::user(ports, user).await?);
        }
        if let Some(account) = &self.account {
            filter.account = Some(named::account(ports, account).await?);
        }
        Ok(filter)
    }
}

/// Filters of the list of events.
#[derive(Debug, Clone)]
pub struct ListEvents {
    /// The filter.
    pub filter: NamedEventFilter,
    /// The page of the list.
    pub page: PageRequest,
}

/// The side from which the trail is read, as the caller names it.
#[derive(Debug, Clone)]
pub enum NamedSide {
    /// The events in an account.
    Account(AccountRef),
    /// The events that concern a partner.
    Partner(AccountRef),
}

impl Trail {
    /// Lists the events of one side, newest first.
    pub async fn of_side(
        &self,
        cx: &RequestContext,
        side: &NamedSide,
        cmd: &ListEvents,
    ) -> Result<Page<SeenEvent>, UseCaseError> {
        match side {
            NamedSide::Account(account) => self.of_account(cx, account, cmd).await,
            NamedSide::Partner(partner) => self.of_partner(cx, partner, cmd).await,
        }
    }

    /// Lists the events in an account, newest first.
    pub async fn of_account(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
        cmd: &ListEvents,
    ) -> Result<Page<SeenEvent>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let (rights, scope) = (&[BuiltIn::AuditLogView], Scope::Audit);
        let viewer = account::viewer_of(&self.ports, cx, &mut *reader, account, rights, scope);
        let (caller, account) = viewer.await?;
        let filter = cmd.filter.find(&self.ports).await?;
        let side = TrailSide::Account(account);
        list(&mut *reader, caller, side, (&filter, &cmd.page)).await
    }

    /// Lists the events that concern a partner, newest first.
    pub async fn of_partner(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        cmd: &ListEvents,
    ) -> Result<Page<SeenEvent>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let viewer =
            partner::viewer_of(&self.ports, cx, &mut *reader, partner, Scope::Audit).await?;
        let side = TrailSide::Partner(viewer.partner);
        let filter = cmd.filter.find(&self.ports).await?;
        list(&mut *reader, viewer.caller, side, (&filter, &cmd.page)).await
    }

    /// Lists all events, newest first.
    pub async fn of_everything(
        &self,
        cx: &RequestContext,
        cmd: &ListEvents,
    ) -> Result<Page<SeenEvent>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Audit)?;
        let filter = cmd.filter.find(&self.ports).await?;
        let (mut reader, side) = (self.ports.store.reader(), TrailSide::Everything);
        list(&mut *reader, Caller::Platform, side, (&filter, &cmd.page)).await
    }
}

/// The events of a side, as the caller sees them: the platform sees each whole, whichever side's it reads.
async fn list(
    reader: &mut dyn Reader,
    caller: Caller,
    side: TrailSide,
    (filter, page): (&EventFilter, &PageRequest),
) -> Result<Page<SeenEvent>, UseCaseError> {
    let events = reader.events(side, filter, page).await?;
    let seen_from = match caller {
        Caller::User(_) => side,
        Caller::Platform => TrailSide::Everything,
    };
    Ok(events.map(|seen| SeenEvent::from(seen_from, seen)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{ids::AccountId, text::Reason},
        gate::Need,
        membership::super_admins::SuperAdmins,
        people::account::PartnerAdminsBy,
        trail::{
            audit::Actor,
            event::{Event, EventKind},
        },
    };
    use latchkey_testing::builders::{MembershipBuilder, SetBuilder};

    use super::*;
    use crate::{
        accounts::{Accounts, SetPolicy},
        testing::{UseCaseBed, refused},
    };

    fn all() -> ListEvents {
        ListEvents {
            filter: NamedEventFilter::default(),
            page: PageRequest::first(),
        }
    }

    /// Writes an event to the trail as a user who acts from an account.
    async fn happen(bed: &UseCaseBed, cx: &RequestContext, from: AccountId, event: Event) {
        let world = &bed.world;
        let user = cx.origin.principal.user().unwrap();
        let right = BuiltIn::PartnerEmployeesEdit;
        let locks = latchkey_domain::ports::Locks::none().changing(from);
        let mut unit = world.begin(locks).await;
        let member = unit.member(from, user).await.unwrap();
        let permit = gate::account_manager(
            &cx.origin,
            member.as_ref(),
            &SuperAdmins::default(),
            right,
            Need::Edit,
            &world.catalogue,
            world.now(),
        );
        let permit = permit.unwrap().permit();
        let record =
            latchkey_domain::trail::audit::Records::one(&permit, event, &*world.ids, world.now());
        unit.commit(record).await.unwrap();
    }

    #[tokio::test]
    async fn t2_the_other_side_is_shown_by_name_and_account() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let mut cx = bed.as_user(world.marit);
        cx.origin.reason = Some(Reason::parse("they pay late").unwrap());
        let event = Event::new(EventKind::RelationshipChanged)
            .in_account(world.harbour)
            .with_partner(world.northwind)
            .with("display_name", "The difficult ones")
            .with("count", 1);
        happen(&bed, &cx, world.northwind, event).await;

        let trail = Trail::new(Arc::clone(&bed.ports));
        let helen = bed.as_user(world.helen);
        let seen = trail
            .of_account(&helen, &world.harbour.into(), &all())
            .await
            .unwrap()
            .items;
        let line = &seen[0];
        assert_eq!(line.actor, Actor::User(world.marit));
        assert_eq!(line.actor_name.as_ref().unwrap().as_str(), "Marit Aas");
        assert_eq!(
            line.actor_account_name.as_ref().unwrap().as_str(),
            "Northwind Studio"
        );
        assert_eq!(line.act, None);
        assert_eq!(
            line.event.details.more.keys().collect::<Vec<_>>(),
            ["count"]
        );

        let priya = bed.as_user(world.priya);
        let seen = trail
            .of_partner(&priya, &world.northwind.into(), &all())
            .await
            .unwrap()
            .items;
        let act = seen[0].act.as_ref().unwrap();
        assert_eq!(act.reason.as_ref().unwrap().as_str(), "they pay late");
        assert!(act.address.is_some() && act.token.is_some());
        assert_eq!(seen[0].event.details.more.len(), 2);
    }

    /// What a partner calls its client stands in each event of their relationship, also where the client
    /// acted: it is not for the client (R6).
    #[tokio::test]
    async fn t2_a_client_never_reads_the_partners_words() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let cx = bed.as_user(world.helen);
        let event = Event::new(EventKind::RelationshipEnded)
            .in_account(world.harbour)
            .with_partner(world.northwind)
            .with("display_name", "The difficult ones")
            .with("tags", vec!["slow payer"])
            .with("status", "ended");
        happen(&bed, &cx, world.harbour, event).await;

        let trail = Trail::new(Arc::clone(&bed.ports));
        let seen = trail
            .of_account(&cx, &world.harbour.into(), &all())
            .await
            .unwrap()
            .items;
        let told: Vec<_> = seen[0].event.details.more.keys().collect();
        assert_eq!(told, ["status"]);
    }

    #[tokio::test]
    async fn t2_an_account_sees_its_own_peoples_acts_whole() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        for (user, account) in [(world.helen, world.harbour), (world.freya, world.fjordline)] {
            let cx = bed.as_user(user);
            let cmd = SetPolicy {
                account: account.into(),
                partner_admins_by: PartnerAdminsBy::SuperAdmin,
            };
            let ready = accounts.set_policy(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
        }
        let trail = Trail::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.hugo);
        let mut wanted = all();
        wanted.filter.kind = Some(EventKind::PolicyChanged.into());
        let seen = trail
            .of_account(&cx, &world.harbour.into(), &wanted)
            .await
            .unwrap()
            .items;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].act.as_ref().unwrap().request_id, "req-test");
        wanted.filter.actor = Some(world.freya.into());
        let seen = trail
            .of_account(&cx, &world.harbour.into(), &wanted)
            .await
            .unwrap()
            .items;
        assert_eq!(seen, []);
    }

    #[tokio::test]
    async fn t2_only_the_platform_sees_its_token_and_address() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let helen = bed.as_user(world.helen);
        let seen = trail
            .of_account(&helen, &world.harbour.into(), &all())
            .await
            .unwrap()
            .items;
        assert_eq!(seen[0].event.kind, EventKind::AccountCreated);
        assert_eq!(seen[0].act, None);
        let cx = RequestContext::new(world.as_service(&[Scope::Audit]));
        let seen = trail.of_everything(&cx, &all()).await.unwrap().items;
        assert!(seen.len() > 1 && seen.iter().all(|line| line.act.is_some()));
    }

    /// The platform reads every trail with the scope `audit`, and nothing in it is hidden (I7).
    #[tokio::test]
    async fn i7_the_platform_reads_each_trail_whole() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let mut cx = bed.as_user(world.marit);
        cx.origin.reason = Some(Reason::parse("they pay late").unwrap());
        let event = Event::new(EventKind::RelationshipChanged)
            .in_account(world.harbour)
            .with_partner(world.northwind)
            .with("display_name", "The difficult ones");
        happen(&bed, &cx, world.northwind, event).await;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let audit = RequestContext::new(world.as_service(&[Scope::Audit]));
        for side in [
            NamedSide::Account(world.harbour.into()),
            NamedSide::Partner(world.northwind.into()),
        ] {
            let line = trail
                .of_side(&audit, &side, &all())
                .await
                .unwrap()
                .items
                .remove(0);
            assert_eq!(
                line.event.details.more["display_name"],
                "The difficult ones"
            );
            let act = line.act.unwrap();
            assert_eq!(act.reason.unwrap().as_str(), "they pay late");
            let others = RequestContext::new(world.as_service(&[Scope::Provision]));
            let result = trail.of_side(&others, &side, &all()).await;
            assert_eq!(refused(result), "missing-permission");
        }
        let nowhere: AccountId = world.ids.next();
        for side in [
            NamedSide::Account(nowhere.into()),
            NamedSide::Partner(world.harbour.into()),
        ] {
            let result = trail.of_side(&audit, &side, &all()).await;
            assert_eq!(refused(result), "not-found");
        }
    }

    #[tokio::test]
    async fn of_an_account_is_for_those_with_audit_log_view() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let auditors = SetBuilder::new("Auditors", "audit_log.view").owner(world.harbour);
        let auditors = world.add_set(auditors).await;
        world
            .add_member(MembershipBuilder::new(world.harbour, world.kaya).set(&auditors))
            .await;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let kaya = bed.as_user(world.kaya);
        assert!(
            trail
                .of_account(&kaya, &world.harbour.into(), &all())
                .await
                .is_ok()
        );
        for (user, code) in [
            (world.ines, "missing-permission"),
            (world.marit, "missing-permission"),
            (world.sam, "not-found"),
        ] {
            let result = trail
                .of_account(&bed.as_user(user), &world.harbour.into(), &all())
                .await;
            assert_eq!(refused(result), code);
        }
    }

    #[tokio::test]
    async fn of_a_partner_is_for_managers_the_whole_for_audit() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let trail = Trail::new(Arc::clone(&bed.ports));
        for (user, code) in [
            (world.jonas, "missing-permission"),
            (world.helen, "not-found"),
        ] {
            let result = trail
                .of_partner(&bed.as_user(user), &world.northwind.into(), &all())
                .await;
            assert_eq!(refused(result), code);
        }
        let no_partner = trail
            .of_partner(&bed.as_user(world.helen), &world.harbour.into(), &all())
            .await;
        assert_eq!(refused(no_partner), "not-found");
        let admin = RequestContext::new(world.as_service(&[Scope::Admin]));
        for cx in [admin, bed.as_user(world.marit)] {
            let result = trail.of_everything(&cx, &all()).await;
            assert_eq!(refused(result), "missing-permission");
        }
    }

    /// The trail does not reveal what a 404 hides (A6, T2).
    #[tokio::test]
    async fn a_refused_attempt_does_not_name_what_is_hidden() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let marit = bed.as_user(world.marit);
        let attempt = crate::client_access::TargetEmployee {
            partner: world.northwind.into(),
            client: world.elsewhere.into(),
            employee: world.sam.into(),
        };
        let service = crate::client_access::ClientAccess::new(Arc::clone(&bed.ports));
        assert_eq!(
            refused(service.deactivate(&marit, attempt).await),
            "not-found"
        );
        let trail = Trail::new(Arc::clone(&bed.ports));
        let seen = trail
            .of_partner(&marit, &world.northwind.into(), &all())
            .await;
        let line = seen.unwrap().items.remove(0);
        assert_eq!((line.user_name, line.account_name), (None, None));
        assert!(line.act.is_some(), "one's own people's attempt");
    }
}
