//! An account takes a person on (A8, L7, S2, I1): found by their address, or made known with it. It
//! lifts what the account had refused them, as far as the caller may (D9).

use latchkey_domain::{
    account_side::begins_as,
    audit::Records,
    authority::Need,
    email::EmailAddress,
    event::{Event, EventKind},
    ids::{AccountId, UserId},
    permission::BuiltIn,
    ports::{Locks, StoreError, Taken, UnitOfWork},
    provisioning::Speaker,
    refusal::Refusal,
    text::{Locale, Name},
    user::{NewUser, User},
};

use super::{
    MemberView, Memberships, SaidOfMember, account_manager,
    ground::{Ground, Offer},
    said::ended,
};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Takes a person on.
#[derive(Debug, Clone)]
pub struct CreateMember {
    /// In which account.
    pub account: AccountId,
    /// Whom.
    pub email: EmailAddress,
    /// What to call somebody who is not known yet.
    pub name: Option<Name>,
    /// What they get; access and seat must be said.
    pub said: SaidOfMember,
}

impl Memberships {
    /// Takes a person on.
    pub async fn create(
        &self,
        cx: &RequestContext,
        cmd: CreateMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = Event::new(EventKind::MembershipCreated).in_account(cmd.account);
        let work = self.try_create(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_create(
        &self,
        cx: &RequestContext,
        cmd: &CreateMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let (catalogue, now) = (&ports.catalogue, ports.now());
        cmd.said.check(now)?;
        let (locks, expected) = self.before_locks(cx, cmd).await?;
        let mut unit = ports.store.begin(locks).await?;
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager(ports, cx, &mut *unit, cmd.account, right, Need::Edit).await?;
        let account = unit.account(cmd.account).await?.ok_or(Refusal::NotFound)?;
        let known = unit.user_by_email(&cmd.email).await?;
        let meant = cmd
            .said
            .meant(&mut *unit, cmd.account, known.as_ref(), None, now)
            .await?;
        if (known.as_ref().map(|user| user.id), meant.partner) != expected {
            // Somebody was quicker: what was locked is no longer enough.
            return Err(StoreError::Contended(None).into());
        }
        if let Some(user) = &known
            && unit.member(cmd.account, user.id).await?.is_some()
        {
            return Err(Refusal::AlreadyAMember.into());
        }

        let mut events = Vec::new();
        let user = match known {
            Some(user) => user,
            None => {
                let user = self.stranger(cmd);
                make_known(&mut *unit, &user).await?;
                let event = Event::new(EventKind::UserCreated).about(user.id);
                events.push(
                    event
                        .with("confirmed", false)
                        .with("status", user.status.as_str()),
                );
                user
            }
        };
        let side = meant.side(&manager, &account);
        let status = begins_as(&account, &user, meant.partner);
        let ground = Ground::load(&mut *unit, account, user, None, meant.partner).await?;
        let access = cmd.said.access.as_ref();
        let access = ground
            .given_access(&mut *unit, access, Offer::OwnOnly)
            .await?;
        let provision = cmd.said.provision(access, Some(status), &meant, None);
        let provisioned = ground
            .provisioning(catalogue, Speaker::Account(side))
            .carry_out(&provision, &*ports.ids, now)?;
        let ended = ended(None, provisioned.membership.access, meant.partner);
        let kept = ground.keep(&mut *unit, provisioned, ended, (ports, cx));
        let (member, more) = kept.await?.ok_or(Refusal::NotFound)?;
        events.extend(more);
        let view = MemberView::of(member, catalogue, now);
        Ok(
            match Records::of(&manager.permit(), events, &*ports.ids, now) {
                Some(records) => Ready::changed(view, unit, records),
                None => Ready::unchanged(view),
            },
        )
    }

    /// What the unit will rest on: the person, if they are known, and the partner they would act for.
    /// The gate comes first here too, so that a stranger cannot tell by the time it takes.
    async fn before_locks(
        &self,
        cx: &RequestContext,
        cmd: &CreateMember,
    ) -> Result<(Locks, Expected), UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let right = BuiltIn::UsersEdit;
        account_manager(ports, cx, &mut *reader, cmd.account, right, Need::Edit).await?;
        let known = reader.user_by_email(&cmd.email).await?;
        let meant = cmd
            .said
            .meant(&mut *reader, cmd.account, known.as_ref(), None, ports.now())
            .await?;
        let mut locks = Locks::none().changing(cmd.account);
        if let Some(user) = &known {
            locks = locks.reading_user(user.id);
        }
        if let Some(partner) = meant.partner {
            locks = locks.reading(partner);
        }
        Ok((locks, (known.map(|user| user.id), meant.partner)))
    }

    /// A person whom nobody knew: their address is not known to be theirs (I1). Without a name they
    /// are called as their address begins.
    fn stranger(&self, cmd: &CreateMember) -> User {
        let name = cmd.name.clone();
        let new = NewUser {
            external_id: None,
            email: cmd.email.clone(),
            confirmed: false,
            name: name.unwrap_or_else(|| Name::stored(cmd.email.local_part().to_owned())),
            locale: Locale::default(),
            password: None,
        };
        User::register(self.ports.ids.next(), new, self.ports.now())
    }
}

/// Who has the address, and for whom they would act.
type Expected = (Option<UserId>, Option<AccountId>);

async fn make_known(unit: &mut dyn UnitOfWork, user: &User) -> Result<(), UseCaseError> {
    match unit.insert_user(user).await {
        // Somebody made them known at this moment: asked again, the call finds them.
        Err(StoreError::Taken(Taken::Email)) => Err(StoreError::Contended(None).into()),
        other => Ok(other?),
    }
}
