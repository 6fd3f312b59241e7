//! The partner's employees: the list, the leavers with what they still have (D8), a single one, the clients
//! where they can be linked, and their engagement.

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        text::SearchText,
    },
    gate::Need,
    membership::Engagement,
    people::token::Scope,
    ports::{ClockReading, EmployeeFilter, EmployeeRow, EmployeeState, Locks, NamedClient},
    trail::event::{Event, EventKind},
};

use super::ClientAccess;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::{named, partner},
};

/// Filters of the list of employees.
#[derive(Debug, Clone, Default)]
pub struct ListEmployees {
    /// Active employees, or leavers.
    pub state: EmployeeState,
    /// Part of the name or email address.
    pub text: Option<SearchText>,
    /// The engagement.
    pub engagement: Option<Engagement>,
    /// Whether the email address is verified.
    pub verified: Option<bool>,
}

/// An employee or a former one, with the clients where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeView {
    /// The person and the clients.
    pub row: EmployeeRow,
    /// Whether they are employed, or have left.
    pub state: EmployeeState,
}

/// Changes an employee's engagement.
#[derive(Debug, Clone)]
pub struct ChangeEngagement {
    /// The partner.
    pub partner: AccountRef,
    /// The employee.
    pub employee: UserRef,
    /// The engagement.
    pub engagement: Engagement,
}

impl ClientAccess {
    /// Lists the partner's employees.
    pub async fn employees(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        wanted: ListEmployees,
        page: &PageRequest,
    ) -> Result<Page<EmployeeView>, UseCaseError> {
        let (ports, scope) = (&*self.ports, Scope::Provision);
        let mut reader = ports.store.reader();
        let viewer = partner::viewer_of(ports, cx, &mut *reader, partner, scope).await?;
        let filter = EmployeeFilter {
            state: wanted.state,
            text: wanted.text,
            engagement: wanted.engagement,
            verified: wanted.verified,
        };
        let at = self.ports.clock_reading();
        let rows = reader.employees(viewer.partner, &filter, at, page).await?;
        Ok(rows.map(|row| EmployeeView::of(row, at)))
    }

    /// Shows one employee, or a former one who has left something behind.
    pub async fn employee(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        employee: &UserRef,
    ) -> Result<EmployeeView, UseCaseError> {
        let (ports, scope) = (&*self.ports, Scope::Provision);
        let mut reader = ports.store.reader();
        let viewer = partner::viewer_of(ports, cx, &mut *reader, partner, scope).await?;
        let user = named::user_in(ports, &mut *reader, employee).await?;
        let at = self.ports.clock_reading();
        let found = reader.employee(viewer.partner, user, at).await?;
        Ok(EmployeeView::of(found.ok_or(Refusal::NotFound)?, at))
    }

    /// Lists the partner's clients where an employee does not act for it. Whether they are members there
    /// otherwise is not told (A6).
    pub async fn linkable_clients(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        employee: &UserRef,
        page: &PageRequest,
    ) -> Result<Page<NamedClient>, UseCaseError> {
        let (ports, scope) = (&*self.ports, Scope::Provision);
        let mut reader = ports.store.reader();
        let viewer = partner::viewer_of(ports, cx, &mut *reader, partner, scope).await?;
        let user = named::user_in(ports, &mut *reader, employee).await?;
        let found = partner::employee(&mut *reader, viewer.partner, user).await?;
        let now = ports.now();
        if !found.is_some_and(|found| found.is_active(now)) {
            return Err(Refusal::NotFound.into());
        }
        Ok(reader.linkable_clients(viewer.partner, user, page).await?)
    }

    /// Changes an employee's engagement.
    pub async fn change_engagement(
        &self,
        cx: &RequestContext,
        cmd: ChangeEngagement,
    ) -> Result<Ready<EmployeeView>, UseCaseError> {
        let attempted = Attempted::new(EventKind::MembershipChanged)
            .in_account(&cmd.partner)
            .about(&cmd.employee)
            .with_partner(&cmd.partner);
        let work = self.try_change_engagement(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change_engagement(
        &self,
        cx: &RequestContext,
        cmd: &ChangeEngagement,
    ) -> Result<Ready<EmployeeView>, UseCaseError> {
        let ports = &*self.ports;
        let at = self.ports.clock_reading();
        let partner = named::account_for_user(ports, cx, Need::Edit, &cmd.partner).await?;
        let mut unit = ports.store.begin(Locks::none().changing(partner)).await?;
        let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let user = named::user_in(ports, &mut *unit, &cmd.employee).await?;
        let found = unit.employee(partner, user, at).await?;
        let mut row = found.ok_or(Refusal::NotFound)?;
        let employed = row.is_employed(at.now);
        let member = row.member.as_mut().filter(|_| employed);
        let member = member.ok_or(Refusal::NotFound)?;
        cx.must_match(member.membership.version)?;
        let before = member.clone();
        if !member.membership.set_engagement(cmd.engagement, at.now) {
            return Ok(Ready::unchanged(EmployeeView::of(row, at)));
        }
        unit.save_membership(&mut member.membership).await?;
        let event = Event::of_membership(
            EventKind::MembershipChanged,
            &ports.catalogue,
            Some(&before),
            Some(member),
        )
        .with("engagement", cmd.engagement.as_str());
        let permit = manager.permit();
        let view = EmployeeView::of(row, at);
        Ok(Ready::of(view, unit, &permit, [event], (ports, at.now)))
    }
}

impl EmployeeView {
    fn of(row: EmployeeRow, at: ClockReading) -> Self {
        let state = if row.is_employed(at.now) {
            EmployeeState::Employed
        } else {
            EmployeeState::Left
        };
        Self { row, state }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// Employees and contractors are listed with their clients and whether they are verified (U2,
    /// I2).
    #[tokio::test]
    async fn employees_are_listed_with_their_clients() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.tomas);
        let marit = service
            .employee(&cx, &world.northwind.into(), &world.marit.into())
            .await
            .unwrap();
        assert_eq!(
            marit
                .row
                .clients
                .iter()
                .map(|c| c.client)
                .collect::<Vec<_>>(),
            [world.harbour]
        );
        let wanted = ListEmployees {
            verified: Some(false),
            ..ListEmployees::default()
        };
        let page = PageRequest::first();
        let listed = service
            .employees(&cx, &world.northwind.into(), wanted, &page)
            .await
            .unwrap();
        let people: Vec<_> = listed.items.iter().map(|view| view.row.person.id).collect();
        assert_eq!(people, [world.kaya]);

        let cmd = ChangeEngagement {
            partner: world.northwind.into(),
            employee: world.jonas.into(),
            engagement: Engagement::Contractor,
        };
        let ready = service.change_engagement(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let jonas = service
            .employee(&cx, &world.northwind.into(), &world.jonas.into())
            .await
            .unwrap();
        let member = jonas.row.member.unwrap();
        assert_eq!(member.membership.engagement, Engagement::Contractor);
        let stranger = service
            .employee(&cx, &world.northwind.into(), &world.sam.into())
            .await;
        assert_eq!(refused(stranger), "not-found");
        let priya = bed.as_user(world.priya);
        assert_eq!(
            refused(service.change_engagement(&priya, cmd).await),
            "missing-permission"
        );
    }
}
