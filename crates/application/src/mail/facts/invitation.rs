//! The invitation that a mail brings, with the secret of its link.

use latchkey_domain::{
    partnership::invitation::invitation_token,
    ports::{CommittedEvent, StoreError},
};

use super::{
    MailFacts,
    own_access::{inviting, side_of},
    seat_of,
};
use crate::mail::message::NewInvitation;

impl MailFacts<'_> {
    /// The invitation as it stands now; `None`: it was accepted, declined or cancelled since.
    pub(super) async fn invitation(
        &mut self,
        told: &[CommittedEvent],
    ) -> Result<Option<NewInvitation>, StoreError> {
        let Some(event) = inviting(told) else {
            return Ok(None);
        };
        let details = &event.record.event.details;
        let (Some(account), Some(after)) = (event.record.event.account, &details.after) else {
            return Ok(None);
        };
        let member = self.reader.member(account, self.user.id).await?;
        let membership = member.map(|member| member.membership);
        let Some((membership, until)) =
            membership.and_then(|it| it.invited_until.map(|until| (it, until)))
        else {
            return Ok(None);
        };
        let act = Self::act(std::slice::from_ref(event), side_of(event));
        let (access, shown) = (self.access(after).await?, self.account(event, None).await?);
        let address = self.user.email.as_ref();
        let (Some(act), Some(access), Some(seat), Some(shown), Some(address)) =
            (act, access, seat_of(after), shown, address)
        else {
            return Ok(None);
        };
        let key = self.reader.link_key().await?;
        Ok(Some(NewInvitation {
            act,
            account: shown,
            access,
            seat,
            acts_for: event.partner.as_ref().map(|partner| partner.name.clone()),
            until,
            token: invitation_token(&key, membership.id, until, address),
        }))
    }
}
