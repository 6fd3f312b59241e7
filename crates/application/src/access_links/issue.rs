//! A manager gets their own access link or a colleague's (L2): the standing one, or a new one.

use latchkey_domain::{
    access_link::{AccessLink, LinkState},
    audit::Records,
    authority::Need,
    event::{Event, EventKind},
    ids::{AccountId, UserId},
    ports::Locks,
    refusal::Refusal,
};

use super::{AccessLinks, LinkView};
use crate::{client_access::manager, context::RequestContext, error::UseCaseError, ready::Ready};

/// Gets the link of an employee.
#[derive(Debug, Clone, Copy)]
pub struct IssueLink {
    /// The partner.
    pub partner: AccountId,
    /// Whose; `None`: the caller's own.
    pub employee: Option<UserId>,
}

/// The link, and whether it was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuedLink {
    /// A new one.
    New(LinkView),
    /// The standing one.
    Standing(LinkView),
}

impl AccessLinks {
    /// Gets an employee's link.
    pub async fn issue(
        &self,
        cx: &RequestContext,
        cmd: IssueLink,
    ) -> Result<Ready<IssuedLink>, UseCaseError> {
        let mut attempted = Event::new(EventKind::AccessLinkIssued)
            .in_account(cmd.partner)
            .with_partner(cmd.partner);
        attempted.user = cmd.employee.or(cx.origin.principal.user());
        let work = self.try_issue(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_issue(
        &self,
        cx: &RequestContext,
        cmd: IssueLink,
    ) -> Result<Ready<IssuedLink>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let mut unit = ports
            .store
            .begin(Locks::none().changing(cmd.partner))
            .await?;
        let manager = manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let partner = unit.account(cmd.partner).await?.ok_or(Refusal::NotFound)?;
        if !partner.is_enrolled() {
            return Err(Refusal::PartnerNotEnrolled.into());
        }
        let employee = cmd.employee.unwrap_or(manager.user);
        let member = unit.member(cmd.partner, employee).await?;
        let member = member.filter(|member| member.is_employee_here(now));
        let member = member.ok_or(Refusal::NotAnEmployee)?;

        let key = unit.link_key().await?;
        let mut events = Vec::new();
        if let Some(mut link) = unit.unrevoked_link(cmd.partner, employee).await? {
            if link.state(now) == LinkState::Standing {
                let view = LinkView::of(link, &key, member.user, now);
                return Ok(Ready::unchanged(IssuedLink::Standing(view)));
            }
            link.revoke(now);
            unit.save_access_link(&mut link).await?;
            events.push(super::revoke::revoked(&link));
        }
        let days = ports.settings.link_lifetime_days;
        let link = AccessLink::issue(ports.ids.next(), cmd.partner, employee, &key, days, now);
        unit.insert_access_link(&link).await?;
        let issued = Event::new(EventKind::AccessLinkIssued)
            .in_account(cmd.partner)
            .about(employee)
            .with_partner(cmd.partner)
            .on(link.id)
            .with("hint", link.hint(&key));
        events.push(issued);
        let view = LinkView::of(link, &key, member.user, now);
        Ok(
            match Records::of(&manager.permit(), events, &*ports.ids, now) {
                Some(records) => Ready::changed(IssuedLink::New(view), unit, records),
                None => Ready::unchanged(IssuedLink::New(view)),
            },
        )
    }
}
