//! What super admins of a partner are told about its clients.

use latchkey_domain::{people::mail::MailKind, ports::StoreError, trail::event::EventKind};

use super::MailFacts;
use crate::mail::message::{EndOfRelationship, Message, ReaderSide};

impl MailFacts<'_> {
    /// Whether the mail is for people at the partner alone.
    pub(super) fn is_of_partner(&self) -> bool {
        let kinds = [MailKind::RelationshipEnding, MailKind::RelationshipEnded];
        kinds.contains(&self.noted.kind)
    }

    pub(super) async fn partner_side(&mut self) -> Result<Option<Message>, StoreError> {
        if self.noted.kind == MailKind::RelationshipEnding {
            return self.relationship_closes().await;
        }
        let Some(event) = self.first_of(EventKind::RelationshipEnded) else {
            return Ok(None);
        };
        let (Some(partner), Some(client)) =
            (event.record.event.partner, event.record.event.account)
        else {
            return Ok(None);
        };
        let shown = self.account(&event, Some(partner)).await?;
        let act = Self::act(std::slice::from_ref(&event), Some(partner));
        let people = self.acting(partner, Some(client)).await?.len();
        let side = match event.record.actor_account {
            Some(from) if from == partner => Some(ReaderSide::Partner),
            Some(_) => Some(ReaderSide::Client),
            None => None,
        };
        Ok(act.zip(shown).map(|(act, client)| {
            Message::RelationshipEnded(EndOfRelationship {
                act,
                side,
                client,
                people,
            })
        }))
    }
}
