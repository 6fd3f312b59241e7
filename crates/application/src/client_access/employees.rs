//! The partner's employees: the list, a single employee, and their engagement.

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
    ports::{EmployeeFilter, EmployeeRow, Locks},
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
    /// Part of the name or email address.
    pub text: Option<SearchText>,
    /// The engagement.
    pub engagement: Option<Engagement>,
    /// Whether the email address is verified.
    pub verified: Option<bool>,
}

/// An employee with the clients where they act for the partner.
pub type EmployeeView = EmployeeRow;

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
            text: wanted.text,
            engagement: wanted.engagement,
            verified: wanted.verified,
            user: None,
        };
        Ok(reader
            .employees(viewer.partner, &filter, ports.now(), page)
            .await?)
    }

    /// Shows one employee.
    pub async fn employee(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        employee: &UserRef,
    ) -> Result<EmployeeView, UseCaseError> {
        let (ports, scope) = (&*self.ports, Scope::Provision);
        let mut reader = ports.store.reader();
        let viewer = partner::viewer_of(ports, cx, &mut *reader, partner, scope).await?;
        let filter = EmployeeFilter {
            user: Some(named::user_in(ports, &mut *reader, employee).await?),
            ..EmployeeFilter::default()
        };
        let page = PageRequest::first();
        let found = reader
            .employees(viewer.partner, &filter, ports.now(), &page)
            .await?;
        Ok(found.items.into_iter().next().ok_or(Refusal::NotFound)?)
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
        let now = ports.now();
        let partner = named::account_for_user(ports, cx, Need::Edit, &cmd.partner).await?;
        let mut unit = ports.store.begin(Locks::none().changing(partner)).await?;
        let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let filter = EmployeeFilter {
            user: Some(named::user_in(ports, &mut *unit, &cmd.employee).await?),
            ..EmployeeFilter::default()
        };
        let found = unit
            .employees(partner, &filter, now, &PageRequest::first())
            .await?;
        let mut row = found.items.into_iter().next().ok_or(Refusal::NotFound)?;
        cx.must_match(row.member.membership.version)?;
        let before = row.member.clone();
        if !row.member.membership.set_engagement(cmd.engagement, now) {
            return Ok(Ready::unchanged(row));
        }
        unit.save_membership(&mut row.member.membership).await?;
        let event = Event::of_membership(
            EventKind::MembershipChanged,
            &ports.catalogue,
            Some(&before),
            Some(&row.member),
        )
        .with("engagement", cmd.engagement.as_str());
        let permit = manager.permit();
        Ok(Ready::of(row, unit, &permit, [event], (ports, now)))
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
            marit.clients.iter().map(|c| c.client).collect::<Vec<_>>(),
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
        let people: Vec<_> = listed.items.iter().map(|row| row.member.user.id).collect();
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
        assert_eq!(jonas.member.membership.engagement, Engagement::Contractor);
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
