//! A partner admin adds employees of the partner to a client with one set (A1, A2, A4). The
//! delegation rule clips each item, and each item succeeds or is refused on its own.

use latchkey_domain::{
    base::{
        ids::PermissionSetId,
        reference::{AccountRef, UserRef},
        refusal::FieldErrors,
        time::Time,
    },
    gate::{self, Need},
    ports::Locks,
    trail::event::EventKind,
};

use super::ClientAccess;
use crate::{
    frame::{
        context::RequestContext, ends::check_end, error::UseCaseError, lists, mode::Mode,
        ready::Ready, refusals::Attempted,
    },
    gates::{named, partner},
    plan::{self, Adding, EmployeeResult, Employees, PlanFacts},
};

/// The maximum number of employees in one call, because one unit writes at most so many memberships
/// (A4).
pub const MOST_EMPLOYEES: usize = 100;

/// Adds employees to a client.
#[derive(Debug, Clone)]
pub struct AddEmployees {
    /// The partner.
    pub partner: AccountRef,
    /// The client.
    pub client: AccountRef,
    /// The employees.
    pub employees: Vec<UserRef>,
    /// The set to give.
    pub permission_set: PermissionSetId,
    /// When the access ends; at the latest with the caller's own access (A9).
    pub expires_at: Option<Time>,
    /// Whether this is a dry run.
    pub mode: Mode,
}

/// The results of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// One result per employee, in the requested order.
    pub results: Vec<EmployeeResult>,
}

impl ClientAccess {
    /// Adds employees to a client.
    pub async fn add(
        &self,
        cx: &RequestContext,
        cmd: AddEmployees,
    ) -> Result<Ready<Added>, UseCaseError> {
        let attempted = Attempted::new(EventKind::MembershipCreated)
            .in_account(&cmd.client)
            .with_partner(&cmd.partner);
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
        gate::user(&cx.origin, Need::Edit)?;
        cmd.check(now)?;
        let [partner, client] = named::place(ports, [&cmd.partner, &cmd.client]).await?;
        let locks = Locks::none().changing(client).reading(partner);
        let mut unit = ports.store.begin(locks).await?;
        let users = if cmd.names_by_external_id() {
            // A caller without the right learns nothing about whom the names belong to.
            let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
            partner::delegator(ports, &mut *unit, &manager, client).await?;
            let users = named::users(ports, &mut *unit, &cmd.employees).await?;
            lists::must_be_named_once("/employees", &users)?;
            users
        } else {
            named::users(ports, &mut *unit, &cmd.employees).await?
        };
        let adding = Adding {
            employees: Employees {
                partner,
                client,
                users: &users,
            },
            expires_at: cmd.expires_at,
        };
        let targets = (partner, &adding.employees.pairs()[..]);
        let set = cmd.permission_set;
        let mut facts = PlanFacts::for_adding(ports, cx, &mut *unit, targets, set).await?;
        let mut plan = plan::add(ports, &mut facts, adding)?;
        let results = std::mem::take(&mut plan.results);
        let added = Added { results };
        if cmd.mode == Mode::DryRun {
            return Ok(Ready::unchanged(added));
        }
        plan.write(&mut *unit).await?;
        Ok(
            Ready::of(added, unit, &plan.permit, plan.events, (ports, now))
                .with_refused(plan.refused),
        )
    }
}

impl AddEmployees {
    fn check(&self, now: Time) -> Result<(), UseCaseError> {
        let mut errors = FieldErrors::default();
        let (count, most) = (self.employees.len(), MOST_EMPLOYEES);
        lists::check_count(&mut errors, "/employees", count, most);
        if count <= most {
            lists::check_once(&mut errors, "/employees", &self.employees);
        }
        check_end(&mut errors, self.expires_at, now);
        Ok(errors.into_result()?)
    }

    fn names_by_external_id(&self) -> bool {
        let external = |name: &UserRef| matches!(name, UserRef::External(_));
        self.employees.iter().any(external)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            ids::UserId,
            refusal::Refusal,
            text::ExternalId,
            time::{Clock, days},
        },
        membership::{
            Engagement,
            terms::{Rank, Terms},
        },
        permission::{Catalogue, PermissionKey, seat::Seat},
    };

    use super::*;
    use crate::{
        plan::EmployeeOutcome,
        testing::{UseCaseBed, refused},
    };

    fn add(bed: &UseCaseBed, employees: &[UserId], set: PermissionSetId) -> AddEmployees {
        AddEmployees {
            partner: bed.world.northwind.into(),
            client: bed.world.harbour.into(),
            employees: employees.iter().copied().map(UserRef::Id).collect(),
            permission_set: set,
            expires_at: None,
            mode: Mode::CarryOut,
        }
    }

    fn names(keys: &[PermissionKey]) -> Vec<&str> {
        keys.iter().map(PermissionKey::as_str).collect()
    }

    /// Withholds reports from Marit in the client, as its super admin would.
    async fn without_reports(bed: &UseCaseBed) {
        let world = &bed.world;
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

    /// What the actor lacks is withheld and named. The rest is given with the partner seat, and is
    /// effective immediately (A1, A2, A3, S2).
    #[tokio::test]
    async fn an_actor_gives_only_what_they_hold() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        without_reports(&bed).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let set = world.standard_set("marketing_manager");
        assert!(reports(
            &world.catalogue,
            world.set(set).await.permissions()
        ));

        let ready = service
            .add(&cx, add(&bed, &[world.tomas, world.kaya], set))
            .await
            .unwrap();
        let added = bed.done(&cx, ready).await;

        for result in &added.results {
            assert_eq!(result.outcome, EmployeeOutcome::Added);
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
            bed.trail(2).await,
            [
                (EventKind::MembershipCreated, None),
                (EventKind::MembershipCreated, None)
            ]
        );
    }

    /// Each item succeeds or is refused on its own, and refusals reach the trail (A4, A6, T1).
    #[tokio::test]
    async fn each_employee_succeeds_or_is_refused_alone() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let set = world.standard_set("sales_rep");
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                let _changed = member
                    .membership
                    .set_engagement(Engagement::Contractor, now);
            })
            .await;
        let asked = [world.marit, world.helen, world.tomas, world.sam];
        let ready = service.add(&cx, add(&bed, &asked, set)).await.unwrap();
        let added = bed.done(&cx, ready).await;
        let outcomes: Vec<_> = added.results.iter().map(|result| result.outcome).collect();
        assert_eq!(
            outcomes,
            [
                EmployeeOutcome::Refused(Refusal::SelfTarget),
                EmployeeOutcome::Refused(Refusal::NotAnEmployee),
                EmployeeOutcome::Added,
                EmployeeOutcome::Refused(Refusal::NotAnEmployee),
            ]
        );
        let again = service
            .add(&cx, add(&bed, &[world.tomas], set))
            .await
            .unwrap();
        let again = bed.done(&cx, again).await;
        assert_eq!(
            again.results[0].outcome,
            EmployeeOutcome::Refused(Refusal::AlreadyAMember)
        );
        assert_eq!(
            bed.trail(1).await,
            [(
                EventKind::MembershipCreated,
                Some("already-a-member".to_owned())
            )]
        );
    }

    /// A person whom the client has refused is not added; what it withholds is not given (D9).
    #[tokio::test]
    async fn the_clients_word_outlives_the_membership() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let set = world.standard_set("sales_rep");
        let mut refusing = Terms::none(world.harbour, world.tomas);
        refusing.refuse(Rank::SuperAdmin);
        let mut withholding = Terms::none(world.harbour, world.priya);
        assert!(withholding.withhold(&[world.key("contacts.view")], Rank::SuperAdmin));
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        unit.save_terms(&refusing).await.unwrap();
        unit.save_terms(&withholding).await.unwrap();
        world.commit(unit).await;

        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let ready = service
            .add(&cx, add(&bed, &[world.tomas, world.priya], set))
            .await
            .unwrap();
        let added = bed.done(&cx, ready).await;
        assert_eq!(
            added.results[0].outcome,
            EmployeeOutcome::Refused(Refusal::ClientRefused)
        );
        assert_eq!(added.results[1].outcome, EmployeeOutcome::Added);
        assert!(names(&added.results[1].withheld).contains(&"contacts.view"));
    }

    /// A dry run answers the same and changes nothing (A3).
    #[tokio::test]
    async fn a_dry_run_changes_nothing() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let mut cmd = add(&bed, &[world.tomas], world.standard_set("sales_rep"));
        cmd.mode = Mode::DryRun;
        let ready = service.add(&cx, cmd).await.unwrap();
        let added = bed.done(&cx, ready).await;
        assert_eq!(added.results[0].outcome, EmployeeOutcome::Added);
        assert_eq!(world.find_member(world.harbour, world.tomas).await, None);
        assert!(bed.trail(1).await.is_empty());
    }

    /// Who may not add, and why (A1, A11, D1, L1).
    #[tokio::test]
    async fn takes_the_right_at_home_and_partner_admin_there() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cmd = || add(&bed, &[world.jonas], world.standard_set("sales_rep"));
        for (who, code) in [
            (world.priya, "missing-permission"),
            (world.helen, "not-found"),
            (world.tomas, "not-partner-admin"),
        ] {
            assert_eq!(refused(service.add(&bed.as_user(who), cmd()).await), code);
            assert_eq!(bed.trail(1).await[0].1.as_deref(), Some(code));
        }
        let mut elsewhere = cmd();
        elsewhere.client = world.fjordline.into();
        let marit = bed.as_user(world.marit);
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

    /// No access given from the partner side outlives the actor's own (A9).
    #[tokio::test]
    async fn the_end_is_clipped_to_the_actors_own() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let own_end = world.clock.now() + days(10);
        world
            .change_member(world.harbour, world.marit, |member, now| {
                let _changed = member.membership.expire_at(Some(own_end), now);
            })
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let mut cmd = add(&bed, &[world.tomas], world.standard_set("sales_rep"));
        cmd.expires_at = Some(own_end + days(1));
        let ready = service.add(&cx, cmd).await.unwrap();
        let added = bed.done(&cx, ready).await;
        assert_eq!(added.results[0].expires_at, Some(own_end));
    }

    fn external(text: &str) -> UserRef {
        UserRef::External(ExternalId::parse(text).unwrap())
    }

    /// Naming a person by both ids is naming them twice; a caller without the right does not learn
    /// this.
    #[tokio::test]
    async fn a_person_named_by_both_ids_is_named_twice() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let mut cmd = add(&bed, &[world.tomas], world.standard_set("sales_rep"));
        cmd.employees.push(external("u-tomas"));
        for (who, code) in [
            (world.priya, "missing-permission"),
            (world.helen, "not-found"),
            (world.tomas, "not-partner-admin"),
        ] {
            let result = service.add(&bed.as_user(who), cmd.clone()).await;
            assert_eq!(refused(result), code);
        }
        let result = service.add(&bed.as_user(world.marit), cmd).await;
        let Err(UseCaseError::Invalid(errors)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(errors.listed()[0].pointer, "/employees/1");
    }

    /// Two unknown names are two people who are not employees.
    #[tokio::test]
    async fn each_unknown_name_is_no_employee() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let mut cmd = add(&bed, &[], world.standard_set("sales_rep"));
        cmd.employees = vec![external("nobody-a"), external("nobody-b")];
        let ready = service.add(&cx, cmd).await.unwrap();
        let results = bed.done(&cx, ready).await.results;
        let no_employee = EmployeeOutcome::Refused(Refusal::NotAnEmployee);
        assert_eq!(results.len(), 2);
        assert!(results.iter().all(|result| result.outcome == no_employee));
    }
}
