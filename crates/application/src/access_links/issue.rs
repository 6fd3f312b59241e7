//! A manager gets their own access link or a colleague's (L2): the active one, or a new one.

use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        refusal::Refusal,
    },
    gate::Need,
    partnership::access_link::{AccessLink, LinkState, link_subject},
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{AccessLinks, LinkView};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::{named, partner::manager},
    steps::revoked::revoked,
};

/// Gets the link of an employee.
#[derive(Debug, Clone)]
pub struct IssueLink {
    /// The partner.
    pub partner: AccountRef,
    /// The employee; `None` for the caller.
    pub employee: Option<UserRef>,
}

/// The link, and whether it is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuedLink {
    /// A new one.
    New(LinkView),
    /// The active link from before.
    Standing(LinkView),
}

impl AccessLinks {
    /// Gets an employee's link.
    pub async fn issue(
        &self,
        cx: &RequestContext,
        cmd: IssueLink,
    ) -> Result<Ready<IssuedLink>, UseCaseError> {
        let mut attempted = Attempted::new(EventKind::AccessLinkIssued)
            .in_account(&cmd.partner)
            .with_partner(&cmd.partner);
        let own = cx.origin.principal.user().map(UserRef::Id);
        if let Some(whose) = cmd.employee.as_ref().or(own.as_ref()) {
            attempted = attempted.about(whose);
        }
        let work = self.try_issue(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_issue(
        &self,
        cx: &RequestContext,
        cmd: &IssueLink,
    ) -> Result<Ready<IssuedLink>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let partner_id = named::account_for_user(ports, cx, Need::Edit, &cmd.partner).await?;
        let mut unit = ports
            .store
            .begin(Locks::none().changing(partner_id))
            .await?;
        let manager = manager(ports, cx, &mut *unit, partner_id, Need::Edit).await?;
        let partner = unit.account(partner_id).await?.ok_or(Refusal::NotFound)?;
        let employee = match &cmd.employee {
            Some(employee) => named::user_in(ports, &mut *unit, employee).await?,
            None => manager.user,
        };
        let member = unit.member(partner.id, employee).await?;
        let member = link_subject(&partner, member, now)?;

        let key = unit.hold_link_key().await?;
        let mut events = Vec::new();
        if let Some(mut link) = unit.unrevoked_link(partner.id, employee).await? {
            if link.state(now) == LinkState::Standing {
                let view = LinkView::of(&mut *unit, link, &key, member.user, now).await?;
                return Ok(Ready::unchanged(IssuedLink::Standing(view)));
            }
            link.revoke(now);
            unit.save_access_link(&mut link).await?;
            events.push(revoked(&link));
        }
        let days = ports.settings.link_lifetime_days;
        let link = AccessLink::issue(ports.ids.next(), partner.id, employee, &key, days, now);
        unit.insert_access_link(&link).await?;
        let issued = Event::new(EventKind::AccessLinkIssued)
            .in_account(partner.id)
            .about(employee)
            .with_partner(partner.id)
            .on(link.id)
            .with("hint", link.hint(&key));
        events.push(issued);
        let view = LinkView::of_new(link, &key, member.user, now);
        let permit = manager.permit();
        Ok(Ready::of(
            IssuedLink::New(view),
            unit,
            &permit,
            events,
            (ports, now),
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::{page::PageRequest, time::days};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// Managers get their own link or a colleague's. An active link is returned again, an expired
    /// one is replaced. Others get none (L2).
    #[tokio::test]
    async fn the_standing_link_is_given_again() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = AccessLinks::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.tomas);
        let cmd = IssueLink {
            partner: world.northwind.into(),
            employee: Some(world.jonas.into()),
        };
        let ready = service.issue(&cx, cmd.clone()).await.unwrap();
        let IssuedLink::New(first) = bed.done(&cx, ready).await else {
            panic!("a new link")
        };
        let ready = service.issue(&cx, cmd.clone()).await.unwrap();
        let IssuedLink::Standing(again) = bed.done(&cx, ready).await else {
            panic!("standing")
        };
        assert_eq!(first, again);
        assert_eq!(bed.trail(9).await, [(EventKind::AccessLinkIssued, None)]);

        world.clock.advance(days(90));
        let ready = service.issue(&cx, cmd.clone()).await.unwrap();
        let IssuedLink::New(second) = bed.done(&cx, ready).await else {
            panic!("a new link")
        };
        assert_ne!(first.token, second.token);
        let listed = service
            .list(&cx, &world.northwind.into(), &PageRequest::first())
            .await
            .unwrap();
        let states: Vec<_> = listed.items.iter().map(|view| view.state).collect();
        assert_eq!(states, [LinkState::Standing, LinkState::Revoked]);

        let priya = bed.as_user(world.priya);
        assert_eq!(
            refused(service.issue(&priya, cmd).await),
            "missing-permission"
        );
        let listed = service
            .list(&priya, &world.northwind.into(), &PageRequest::first())
            .await;
        assert_eq!(refused(listed), "missing-permission");
        let cmd = IssueLink {
            partner: world.northwind.into(),
            employee: Some(world.helen.into()),
        };
        assert_eq!(
            refused(service.issue(&cx, cmd.clone()).await),
            "not-an-employee"
        );
    }
}
