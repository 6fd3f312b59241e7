//! What is told of those who leave an account, decline an invitation, or cannot leave.

use latchkey_domain::{
    base::text::Name, membership::member::NOT_CONFIRMED_YET, ports::StoreError,
    trail::event::EventKind,
};

use super::{MailFacts, account_side::Concerned, partner_of, person_of};
use crate::mail::message::{
    InvitationAnswer, LastOneStays, MemberGone, Message, PersonInMail, ReaderSide, ShownAccess,
};

impl MailFacts<'_> {
    pub(super) async fn member_left(&mut self) -> Result<Option<Message>, StoreError> {
        let Some(event) = self.first_of(EventKind::MembershipRemoved) else {
            return Ok(None);
        };
        let Some(before) = event.record.event.details.before.clone() else {
            return Ok(None);
        };
        let Some(client) = event.record.event.account else {
            return Ok(None);
        };
        let side = self.side(client).await?;
        let seen_from = match side {
            ReaderSide::Client => None,
            ReaderSide::Partner => event.record.event.partner,
        };
        let (account, access) = (
            self.account(&event, seen_from).await?,
            self.access(&before).await?,
        );
        let own = seen_from.or(Some(client).filter(|_| side == ReaderSide::Client));
        let act = Self::act(std::slice::from_ref(&event), own);
        let (Some(act), Some(person), Some(account), Some(access)) =
            (act, person_of(&event), account, access)
        else {
            return Ok(None);
        };
        Ok(Some(Message::MemberLeft(MemberGone {
            act,
            person,
            account,
            partner: partner_of(&event),
            access,
            side,
        })))
    }

    pub(super) async fn invitation_declined(&mut self) -> Result<Option<Message>, StoreError> {
        let Some(event) = self.first_of(EventKind::MembershipRemoved) else {
            return Ok(None);
        };
        let Some(before) = event.record.event.details.before.clone() else {
            return Ok(None);
        };
        let Some(client) = event.record.event.account else {
            return Ok(None);
        };
        let side = self.side(client).await?;
        let account = self.account(&event, None).await?;
        let access: Option<ShownAccess> = self.access(&before).await?;
        let own = match side {
            ReaderSide::Client => Some(client),
            ReaderSide::Partner => event.record.event.partner,
        };
        let act = Self::act(std::slice::from_ref(&event), own);
        let person: Option<PersonInMail> = person_of(&event);
        let (Some(act), Some(person), Some(account), Some(access)) = (act, person, account, access)
        else {
            return Ok(None);
        };
        Ok(Some(Message::InvitationDeclined(InvitationAnswer {
            act,
            // Whoever invited a stub knows them by the address that they entered (I6).
            person: match event.user.as_ref().and_then(|user| user.email.as_ref()) {
                Some(email) if person.name.as_str() == NOT_CONFIRMED_YET => {
                    Name::stored(email.to_string())
                }
                _ => person.name,
            },
            account,
            access,
            side,
        })))
    }

    /// Somebody left their partner and stays super admin, as the account's last one (D8).
    pub(super) async fn last_one_stays(&mut self) -> Result<Option<Message>, StoreError> {
        let Some(concerned) = self.concerned(EventKind::MembershipKept).await? else {
            return Ok(None);
        };
        let Concerned {
            act,
            person,
            partner,
            client,
            ..
        } = concerned;
        let side = self.side(client.id).await?;
        Ok(Some(Message::LastSuperAdminLeft(LastOneStays {
            act,
            person,
            partner,
            client,
            side,
        })))
    }
}
