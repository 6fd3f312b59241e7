//! A client declines an access link (L6). The employee is notified; the link stays valid.

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal},
    gate::Need,
    membership::terms::Terms,
    partnership::approval::Approval,
    permission::BuiltIn,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{AccessLinks, load};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    gates::{account::account_manager, named},
};

/// Declines a link for one account. The reason is part of the request context.
#[derive(Debug, Clone)]
pub struct DeclineLink {
    /// The token of the link.
    pub token: String,
    /// The account that declines.
    pub account: AccountRef,
}

impl AccessLinks {
    /// Declines a link for one account. Needs the right to approve; the link stays valid.
    pub async fn decline(
        &self,
        cx: &RequestContext,
        cmd: DeclineLink,
    ) -> Result<Ready<()>, UseCaseError> {
        let link = load::link_of(&mut *self.ports.store.reader(), &cmd.token).await;
        let attempted = load::attempted(
            EventKind::AccessLinkDeclined,
            &cmd.account,
            link.as_ref().ok(),
        );
        let work = async { self.try_decline(cx, &cmd, link?.partner).await };
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_decline(
        &self,
        cx: &RequestContext,
        cmd: &DeclineLink,
        partner: AccountId,
    ) -> Result<Ready<()>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let account = named::account_for_user(ports, cx, Need::Edit, &cmd.account).await?;
        let locks = Locks::none().reading(partner).changing(account);
        let mut unit = ports.store.begin(locks).await?;
        unit.hold_link_key().await?;
        let found = load::found(&mut *unit, &cmd.token).await?;
        let right = BuiltIn::UsersEdit;
        let approver = account_manager(ports, cx, &mut *unit, account, right, Need::Edit).await?;
        let client = unit.account(account).await?.ok_or(Refusal::NotFound)?;
        let employee = found.link.employee;
        let existing = unit.member(account, employee).await?;
        let approval = Approval {
            link: &found.link,
            partner: &found.partner,
            employment: found.employment.as_ref(),
            client: &client,
            approver: &approver,
            existing: existing.as_ref(),
            terms: &Terms::none(account, employee),
        };
        approval.may_decide()?;
        approval.must_be_usable(now)?;
        let event = Event::new(EventKind::AccessLinkDeclined)
            .in_account(account)
            .about(employee)
            .with_partner(partner)
            .on(found.link.id);
        let permit = approver.permit();
        Ok(Ready::of((), unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        access_links::{ApproveLink, IssueLink, IssuedLink},
        testing::{UseCaseBed, refused},
    };

    /// Declining needs the right to approve; the link can still be approved afterwards (L6).
    #[tokio::test]
    async fn declining_leaves_the_link_standing() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = AccessLinks::new(Arc::clone(&bed.ports));
        let marit = bed.as_user(world.marit);
        let cmd = IssueLink {
            partner: world.northwind.into(),
            employee: Some(world.tomas.into()),
        };
        let ready = service.issue(&marit, cmd).await.unwrap();
        let IssuedLink::New(view) = bed.done(&marit, ready).await else {
            panic!("a new link")
        };
        let token = view.token.expose().to_owned();
        let cmd = DeclineLink {
            token: token.clone(),
            account: world.fjordline.into(),
        };
        assert_eq!(
            refused(service.decline(&marit, cmd.clone()).await),
            "not-found"
        );
        let freya = bed.as_user(world.freya);
        let ready = service.decline(&freya, cmd).await.unwrap();
        bed.done(&freya, ready).await;
        assert_eq!(bed.trail(1).await, [(EventKind::AccessLinkDeclined, None)]);
        assert_eq!(world.find_member(world.fjordline, world.tomas).await, None);
        let approve = ApproveLink {
            token,
            account: world.fjordline.into(),
            expires_at: None,
        };
        let ready = service.approve(&freya, approve).await.unwrap();
        bed.done(&freya, ready).await;
    }
}
