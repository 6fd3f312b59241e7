//! An account adds a member (A8, L7, S2, I1): a person found by their address, or made known with it. It
//! lifts what the account had refused them, as far as the caller may (D9).

#[cfg(test)]
mod tests;

use latchkey_domain::{
    account_side::{begins_as, provisioning::Requester},
    base::{
        ids::{AccountId, UserId},
        reference::AccountRef,
        refusal::Refusal,
        text::Name,
    },
    gate::Need,
    people::{email::EmailAddress, user::User},
    permission::BuiltIn,
    ports::{Locks, StoreError, Taken, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::{
    Memberships, RequestedChange,
    requested_change::{NamedPartner, acting_for, ended, partner_named, provision},
};
use crate::{
    frame::{
        context::RequestContext,
        ends::must_be_to_come,
        error::UseCaseError,
        ready::Ready,
        refusals::Attempted,
        retry::{must_be_as_read, overtaken, while_overtaken},
    },
    gates::{account::account_manager, named},
    memberships::context::{MembershipContext, Offer},
    steps::{member_view::MemberView, returning::lay_down_again},
};

/// Adds a member.
#[derive(Debug, Clone)]
pub struct CreateMember {
    /// The account.
    pub account: AccountRef,
    /// The address of the person.
    pub email: EmailAddress,
    /// What the account calls a person who is not known yet (I6). Everybody else has a name.
    pub name: Option<Name>,
    /// What they get; access and seat must be given.
    pub change: RequestedChange,
}

impl Memberships {
    /// Adds a member.
    pub async fn create(
        &self,
        cx: &RequestContext,
        cmd: CreateMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = Attempted::new(EventKind::MembershipCreated).in_account(&cmd.account);
        let work = while_overtaken(|| self.try_create(cx, &cmd));
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_create(
        &self,
        cx: &RequestContext,
        cmd: &CreateMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let (catalogue, now) = (&ports.catalogue, ports.now());
        must_be_to_come(cmd.change.expires_at.flatten(), now)?;
        let meant = named::account_for_user(ports, cx, Need::Edit, &cmd.account).await?;
        let (locks, named_partner, expected) = self.before_locks(cx, cmd, meant).await?;
        let mut unit = ports.store.begin(locks).await?;
        let right = BuiltIn::UsersEdit;
        let manager = account_manager(ports, cx, &mut *unit, meant, right, Need::Edit).await?;
        let account = unit.account(meant).await?.ok_or(Refusal::NotFound)?;
        let known = unit.user_by_email(&cmd.email).await?;
        let people = (known.as_ref(), None);
        let meant = acting_for(
            &mut *unit,
            &cmd.change,
            named_partner,
            account.id,
            people,
            now,
        )
        .await?;
        let user = known.as_ref().map(|user| user.id);
        must_be_as_read(&expected, &(user, meant.partner))?;
        if let Some(user) = &known
            && unit.member(account.id, user.id).await?.is_some()
        {
            return Err(Refusal::AlreadyAMember.into());
        }

        let mut events = Vec::new();
        let user = if let Some(user) = known {
            user
        } else {
            let user = User::invite(ports.ids.next(), cmd.email.clone(), now);
            add_stub(&mut *unit, &user).await?;
            lay_down_again(&mut *unit, &user, now).await?;
            let event = Event::new(EventKind::UserCreated).about(user.id);
            events.push(
                event
                    .with("confirmed", false)
                    .with("status", user.status.as_str()),
            );
            user
        };
        let side = meant.side(&manager, &account);
        let context =
            MembershipContext::load(&mut *unit, account.clone(), user, None, meant.partner).await?;
        let status = begins_as(&account, &context.user, meant.partner, context.terms());
        let access = cmd.change.access.as_ref();
        let access = context
            .given_access(&mut *unit, access, Offer::OwnOnly)
            .await?;
        let provision = provision(&cmd.change, access, Some(status), &meant, None);
        let mut provisioned = context
            .provisioning(catalogue, Requester::Account(side))
            .carry_out(&provision, &*ports.ids, now)?;
        if let Some(name) = cmd.name.clone().filter(|_| context.user.stub) {
            provisioned.membership.call(name);
        }
        let ended = ended(None, provisioned.membership.access, meant.partner);
        let kept = context.keep(&mut *unit, provisioned, ended, (ports, cx));
        let (member, more) = kept.await?.ok_or(Refusal::NotFound)?;
        events.extend(more);
        let view = MemberView::of(member, catalogue, now);
        let permit = manager.permit();
        Ok(Ready::of(view, unit, &permit, events, (ports, now)))
    }

    /// Reads ahead what the unit will lock: the person, if they are known, and the partner they would act
    /// for. The gate comes first here too: a stranger learns nothing from the time the answer takes.
    async fn before_locks(
        &self,
        cx: &RequestContext,
        cmd: &CreateMember,
        account: AccountId,
    ) -> Result<(Locks, NamedPartner, ExpectedPerson), UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let right = BuiltIn::UsersEdit;
        account_manager(ports, cx, &mut *reader, account, right, Need::Edit).await?;
        let known = reader.user_by_email(&cmd.email).await?;
        let named_partner = partner_named(ports, &mut *reader, cmd.change.partner.as_ref()).await?;
        let now = ports.now();
        let people = (known.as_ref(), None);
        let meant = acting_for(
            &mut *reader,
            &cmd.change,
            named_partner,
            account,
            people,
            now,
        )
        .await?;
        let mut locks = Locks::none().changing(account);
        if let Some(user) = &known {
            locks = locks.reading_user(user.id);
        }
        if let Some(partner) = meant.partner {
            locks = locks.reading(partner);
        }
        Ok((
            locks,
            named_partner,
            (known.map(|user| user.id), meant.partner),
        ))
    }
}

/// The person with the address, and the partner they would act for.
type ExpectedPerson = (Option<UserId>, Option<AccountId>);

async fn add_stub(unit: &mut dyn UnitOfWork, user: &User) -> Result<(), UseCaseError> {
    match unit.insert_user(user).await {
        // Another call made them known at this moment: the next attempt finds them.
        Err(StoreError::Taken(Taken::Email)) => Err(overtaken()),
        other => Ok(other?),
    }
}
