//! A partner admin adds employees of the partner to a client with one set (A1, A2, A4): each item is
//! clipped by the delegation rule, and succeeds or is refused by itself.

use std::collections::HashMap;

use latchkey_domain::{
    audit::Records,
    authority::{Delegator, Need},
    client_access::{self, Candidate, Chosen, Given},
    event::{AccessSummary, Details, Event, EventKind},
    ids::{AccountId, PermissionSetId, UserId},
    member::Member,
    membership::{Access, Engagement, INVITATION_DAYS, Membership, NewMembership},
    permission::PermissionKey,
    ports::{Locks, UnitOfWork},
    refusal::{FieldError, Refusal},
    seat::{PaidSeats, Seat},
    terms::Terms,
    time::{Time, days},
};

use super::{ClientAccess, gate};
use crate::{context::RequestContext, error::UseCaseError, mode::Mode, ready::Ready};

/// The most employees in one call: one unit writes at most so many memberships (A4).
pub const MOST_EMPLOYEES: usize = 100;

/// Adds employees to a client.
#[derive(Debug, Clone)]
pub struct AddEmployees {
    /// The partner.
    pub partner: AccountId,
    /// The client.
    pub client: AccountId,
    /// Whom.
    pub employees: Vec<UserId>,
    /// With which set.
    pub permission_set: PermissionSetId,
    /// Until when; never beyond the caller's own end (A9).
    pub expires_at: Option<Time>,
    /// For real, or only to see.
    pub mode: Mode,
}

/// What became of one employee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemOutcome {
    /// A member of the client now.
    Added,
    /// Holds the set now.
    Changed,
    /// A rule said no.
    Refused(Refusal),
}

/// The result for one employee, in the order asked (A3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemResult {
    /// Who.
    pub employee: UserId,
    /// What became of them.
    pub outcome: ItemOutcome,
    /// What they are granted there now.
    pub permissions: Vec<PermissionKey>,
    /// What the set has and they did not get.
    pub withheld: Vec<PermissionKey>,
    /// What they kept because the caller does not hold it.
    pub retained: Vec<PermissionKey>,
    /// When their access ends.
    pub expires_at: Option<Time>,
}

/// The results of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// One for each employee, in the order asked.
    pub results: Vec<ItemResult>,
}

impl ClientAccess {
    /// Adds employees to a client.
    pub async fn add(
        &self,
        cx: &RequestContext,
        cmd: AddEmployees,
    ) -> Result<Ready<Added>, UseCaseError> {
        let attempted = Event::new(EventKind::MembershipCreated)
            .in_account(cmd.client)
            .with_partner(cmd.partner);
        let work = self.try_add(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_add(
        &self,
        cx: &RequestContext,
        cmd: &AddEmployees,
    ) -> Result<Ready<Added>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        check_shape(cmd, now)?;
        let locks = Locks::none().changing(cmd.client).reading(cmd.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = gate::manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let delegator = gate::delegator(ports, &mut *unit, &manager, cmd.client).await?;
        let chosen =
            gate::chosen_set(&mut *unit, cmd.partner, cmd.client, cmd.permission_set).await?;
        let people = People::load(&mut *unit, cmd).await?;

        let mut plan = Plan::default();
        for candidate in people.candidates() {
            let given = client_access::add(
                &ports.catalogue,
                &delegator,
                &chosen,
                candidate,
                cmd.expires_at,
                now,
            );
            match given {
                Ok(given) => {
                    let employment = candidate.employment.ok_or(Refusal::NotAnEmployee)?;
                    self.plan_one(&mut plan, cmd, &delegator, &chosen, employment, &given, now);
                }
                Err(refusal) => plan.refuse(cmd, candidate.user, refusal),
            }
        }
        let added = Added {
            results: plan.results,
        };
        if cmd.mode == Mode::DryRun {
            return Ok(Ready::unchanged(added));
        }
        unit.insert_memberships(&plan.memberships).await?;
        if let Some(mut relationship) = unit.relationship(cmd.partner, cmd.client).await?
            && !plan.memberships.is_empty()
            && relationship.reconnect(now)
        {
            unit.save_relationship(&mut relationship).await?;
            let connected = Event::new(EventKind::RelationshipConnected);
            plan.events
                .push(connected.in_account(cmd.client).with_partner(cmd.partner));
        }
        let records = Records::of(&manager.permit(), plan.events, &*ports.ids, now);
        Ok(match records {
            Some(records) => Ready::changed(added, unit, records),
            None => Ready::unchanged(added),
        }
        .with_refused(plan.refused))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "all are parts of one line of the plan"
    )]
    fn plan_one(
        &self,
        plan: &mut Plan,
        cmd: &AddEmployees,
        delegator: &Delegator,
        chosen: &Chosen,
        employment: &Member,
        given: &Given,
        now: Time,
    ) {
        let membership = Membership::begin(
            self.ports.ids.next(),
            NewMembership {
                account: cmd.client,
                user: employment.user.id,
                access: Access::PermissionSet(chosen.held),
                adjustments: given.adjustments.clone(),
                seat: Seat::Partner,
                paid_seats: PaidSeats::default(),
                invited_until: (!employment.user.confirmed).then(|| now + days(INVITATION_DAYS)),
                partner: Some(delegator.partner),
                engagement: Engagement::Employee,
                expires_at: given.expires_at,
            },
            now,
        );
        let result = self.result(employment.user.id, ItemOutcome::Added, given);
        let mut event = Event::new(EventKind::MembershipCreated)
            .in_account(cmd.client)
            .about(employment.user.id)
            .with_partner(delegator.partner)
            .on(membership.id);
        event.details = Details {
            after: Some(AccessSummary::of(&membership)),
            added: result.permissions.clone(),
            withheld: result.withheld.clone(),
            ..Details::default()
        };
        plan.events.push(event);
        plan.results.push(result);
        plan.memberships.push(membership);
    }

    /// The result of a set that was given.
    pub(super) fn result(
        &self,
        employee: UserId,
        outcome: ItemOutcome,
        given: &Given,
    ) -> ItemResult {
        let catalogue = &self.ports.catalogue;
        ItemResult {
            employee,
            outcome,
            permissions: catalogue.names(given.delegated.permissions),
            withheld: catalogue.names(given.delegated.withheld),
            retained: catalogue.names(given.delegated.retained),
            expires_at: given.expires_at,
        }
    }
}

fn check_shape(cmd: &AddEmployees, now: Time) -> Result<(), UseCaseError> {
    let mut errors = Vec::new();
    if cmd.employees.is_empty() || cmd.employees.len() > MOST_EMPLOYEES {
        errors.push(FieldError::at(
            "/employees",
            format!("name 1 to {MOST_EMPLOYEES} employees in one call"),
        ));
    }
    for (at, employee) in cmd.employees.iter().enumerate() {
        if cmd
            .employees
            .iter()
            .take(at)
            .any(|earlier| earlier == employee)
        {
            errors.push(FieldError::at(format!("/employees/{at}"), "is named twice"));
        }
    }
    if cmd.expires_at.is_some_and(|end| end <= now) {
        errors.push(FieldError::at("/expires_at", "must lie ahead"));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(UseCaseError::Invalid(errors))
    }
}

/// Everybody the call names, as far as rules ask: three statements, however many they are.
struct People {
    employments: HashMap<UserId, Member>,
    members: Vec<UserId>,
    /// In the order asked.
    terms: Vec<Terms>,
}

impl People {
    async fn load(unit: &mut dyn UnitOfWork, cmd: &AddEmployees) -> Result<Self, UseCaseError> {
        let employments = unit.members_among(cmd.partner, &cmd.employees).await?;
        let members = unit.members_among(cmd.client, &cmd.employees).await?;
        let terms = unit.terms_among(cmd.client, &cmd.employees).await?;
        let mut laid_down: HashMap<UserId, Terms> =
            terms.into_iter().map(|terms| (terms.user, terms)).collect();
        let terms = cmd.employees.iter().map(|user| {
            laid_down
                .remove(user)
                .unwrap_or_else(|| Terms::none(cmd.client, *user))
        });
        Ok(Self {
            employments: employments.into_iter().map(|m| (m.user.id, m)).collect(),
            members: members.into_iter().map(|member| member.user.id).collect(),
            terms: terms.collect(),
        })
    }

    fn candidates(&self) -> impl Iterator<Item = Candidate<'_>> {
        self.terms.iter().map(|terms| Candidate {
            user: terms.user,
            employment: self.employments.get(&terms.user),
            is_member: self.members.contains(&terms.user),
            terms,
        })
    }
}

/// What is to be written, and what is to be answered.
#[derive(Default)]
struct Plan {
    results: Vec<ItemResult>,
    memberships: Vec<Membership>,
    events: Vec<Event>,
    refused: Vec<(Event, Refusal)>,
}

impl Plan {
    fn refuse(&mut self, cmd: &AddEmployees, employee: UserId, refusal: Refusal) {
        let attempted = Event::new(EventKind::MembershipCreated)
            .in_account(cmd.client)
            .about(employee)
            .with_partner(cmd.partner);
        self.refused.push((attempted, refusal));
        self.results.push(ItemResult {
            employee,
            outcome: ItemOutcome::Refused(refusal),
            permissions: Vec::new(),
            withheld: Vec::new(),
            retained: Vec::new(),
            expires_at: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        permission::Catalogue,
        terms::Rank,
        time::{Clock, days},
    };

    use super::*;
    use crate::testing::{Desk, refused};

    fn add(desk: &Desk, employees: &[UserId], set: PermissionSetId) -> AddEmployees {
        AddEmployees {
            partner: desk.world.northwind,
            client: desk.world.harbour,
            employees: employees.to_vec(),
            permission_set: set,
            expires_at: None,
            mode: Mode::CarryOut,
        }
    }

    fn names(keys: &[PermissionKey]) -> Vec<&str> {
        keys.iter().map(PermissionKey::as_str).collect()
    }

    /// Takes reports from Marit in the client, as its super admin would.
    async fn without_reports(desk: &Desk) {
        let world = &desk.world;
        let keys = [world.key("reports.view"), world.key("reports.edit")];
        world
            .change_member(world.harbour, world.marit, |member, _| {
                assert!(member.terms.withhold(&keys, Rank::SuperAdmin));
            })
            .await;
    }

    fn reports(catalogue: &Catalogue, keys: &[PermissionKey]) -> bool {
        catalogue
            .grant(keys)
            .contains(catalogue.index_named("reports.view").unwrap())
    }

    /// A1, A2, A3, S2: what the actor lacks is withheld and named; the rest is given, with the
    /// partner seat, and effective at once.
    #[tokio::test]
    async fn an_actor_gives_only_what_they_hold() {
        let desk = Desk::new().await;
        let world = &desk.world;
        without_reports(&desk).await;
        let service = ClientAccess::new(Arc::clone(&desk.ports));
        let cx = desk.as_user(world.marit);
        let set = world.standard_set("marketing_manager");
        assert!(reports(
            &world.catalogue,
            world.set(set).await.permissions()
        ));

        let ready = service
            .add(&cx, add(&desk, &[world.tomas, world.kaya], set))
            .await
            .unwrap();
        let added = desk.done(&cx, ready).await;

        for result in &added.results {
            assert_eq!(result.outcome, ItemOutcome::Added);
            assert!(
                names(&result.withheld)
                    .iter()
                    .any(|key| key.starts_with("reports."))
            );
            assert!(!reports(&world.catalogue, &result.permissions));
        }
        let member = world.member(world.harbour, world.tomas).await;
        assert_eq!(member.membership.seat, Seat::Partner);
        assert_eq!(member.membership.partner, Some(world.northwind));
        let effective = member.effective(&world.catalogue, world.now());
        assert!(!effective.is_empty());
        assert!(!effective.contains(world.catalogue.index_named("reports.view").unwrap()));
        assert_eq!(
            desk.trail(2).await,
            [
                (EventKind::MembershipCreated, None),
                (EventKind::MembershipCreated, None)
            ]
        );
    }

    /// A4, A6: each item succeeds or is refused by itself, and refusals reach the trail (T1).
    #[tokio::test]
    async fn each_employee_succeeds_or_is_refused_alone() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let service = ClientAccess::new(Arc::clone(&desk.ports));
        let cx = desk.as_user(world.marit);
        let set = world.standard_set("sales_rep");
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                let _changed = member
                    .membership
                    .set_engagement(Engagement::Contractor, now);
            })
            .await;
        let asked = [world.marit, world.helen, world.tomas, world.sam];
        let ready = service.add(&cx, add(&desk, &asked, set)).await.unwrap();
        let added = desk.done(&cx, ready).await;
        let outcomes: Vec<_> = added.results.iter().map(|result| result.outcome).collect();
        assert_eq!(
            outcomes,
            [
                ItemOutcome::Refused(Refusal::SelfTarget),
                ItemOutcome::Refused(Refusal::NotAnEmployee),
                ItemOutcome::Added,
                ItemOutcome::Refused(Refusal::NotAnEmployee),
            ]
        );
        let again = service
            .add(&cx, add(&desk, &[world.tomas], set))
            .await
            .unwrap();
        let again = desk.done(&cx, again).await;
        assert_eq!(
            again.results[0].outcome,
            ItemOutcome::Refused(Refusal::AlreadyAMember)
        );
        assert_eq!(
            desk.trail(1).await,
            [(
                EventKind::MembershipCreated,
                Some("already-a-member".to_owned())
            )]
        );
    }

    /// D9: whom the client has refused is not added; what it withholds is not given.
    #[tokio::test]
    async fn the_clients_word_outlives_the_membership() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let set = world.standard_set("sales_rep");
        let mut refusing = Terms::none(world.harbour, world.tomas);
        refusing.refused = true;
        let mut withholding = Terms::none(world.harbour, world.priya);
        assert!(withholding.withhold(&[world.key("contacts.view")], Rank::SuperAdmin));
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        unit.save_terms(&refusing).await.unwrap();
        unit.save_terms(&withholding).await.unwrap();
        world.commit(unit).await;

        let service = ClientAccess::new(Arc::clone(&desk.ports));
        let cx = desk.as_user(world.marit);
        let ready = service
            .add(&cx, add(&desk, &[world.tomas, world.priya], set))
            .await
            .unwrap();
        let added = desk.done(&cx, ready).await;
        assert_eq!(
            added.results[0].outcome,
            ItemOutcome::Refused(Refusal::ClientRefused)
        );
        assert_eq!(added.results[1].outcome, ItemOutcome::Added);
        assert!(names(&added.results[1].withheld).contains(&"contacts.view"));
    }

    /// A3: a dry run answers the same and changes nothing.
    #[tokio::test]
    async fn a_dry_run_changes_nothing() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let service = ClientAccess::new(Arc::clone(&desk.ports));
        let cx = desk.as_user(world.marit);
        let mut cmd = add(&desk, &[world.tomas], world.standard_set("sales_rep"));
        cmd.mode = Mode::DryRun;
        let ready = service.add(&cx, cmd).await.unwrap();
        let added = desk.done(&cx, ready).await;
        assert_eq!(added.results[0].outcome, ItemOutcome::Added);
        assert_eq!(world.find_member(world.harbour, world.tomas).await, None);
        assert!(desk.trail(1).await.is_empty());
    }

    /// A1, A11, D1, L1: who may not add, and why.
    #[tokio::test]
    async fn adding_needs_the_right_in_the_partner_and_partner_admin_in_the_client() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let service = ClientAccess::new(Arc::clone(&desk.ports));
        let cmd = || add(&desk, &[world.jonas], world.standard_set("sales_rep"));
        for (who, code) in [
            (world.priya, "missing-permission"),
            (world.helen, "not-found"),
            (world.tomas, "not-partner-admin"),
        ] {
            assert_eq!(refused(service.add(&desk.as_user(who), cmd()).await), code);
            assert_eq!(desk.trail(1).await[0].1.as_deref(), Some(code));
        }
        let mut elsewhere = cmd();
        elsewhere.client = world.fjordline;
        let marit = desk.as_user(world.marit);
        assert_eq!(refused(service.add(&marit, elsewhere).await), "not-found");
        let mut foreign_set = cmd();
        foreign_set.permission_set = PermissionSetId::from_uuid(world.sam.uuid());
        assert_eq!(refused(service.add(&marit, foreign_set).await), "not-found");
        world
            .change_account(world.northwind, |account, now| {
                let _changed = account.enrol(None, now);
            })
            .await;
        assert_eq!(
            refused(service.add(&marit, cmd()).await),
            "partner-not-enrolled"
        );
    }

    /// A9: no access given from the partner side outlives the actor's own.
    #[tokio::test]
    async fn the_end_is_clipped_to_the_actors_own() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let own_end = world.clock.now() + days(10);
        world
            .change_member(world.harbour, world.marit, |member, now| {
                let _changed = member.membership.expire_at(Some(own_end), now);
            })
            .await;
        let service = ClientAccess::new(Arc::clone(&desk.ports));
        let cx = desk.as_user(world.marit);
        let mut cmd = add(&desk, &[world.tomas], world.standard_set("sales_rep"));
        cmd.expires_at = Some(own_end + days(1));
        let ready = service.add(&cx, cmd).await.unwrap();
        let added = desk.done(&cx, ready).await;
        assert_eq!(added.results[0].expires_at, Some(own_end));
    }
}
