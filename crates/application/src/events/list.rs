//! Reads the committed events, for other systems that keep a copy (scope `audit`): each event once, in
//! the order of commits.

use latchkey_domain::{
    base::{ids::EventId, reference::AccountRef, refusal::Refusal},
    gate,
    people::token::Scope,
    ports::{CommittedEvent, OutboxFilter, OutboxPosition, Reader},
    trail::event::EventKind,
};

use super::Events;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::named,
};

/// Which committed events the caller asks for.
#[derive(Debug, Clone)]
pub struct ListCommitted {
    /// Those behind this one.
    pub after: Option<EventId>,
    /// Of these kinds; none for every kind.
    pub kinds: Vec<EventKind>,
    /// In or about these accounts; none for every account.
    pub accounts: Vec<AccountRef>,
    /// At most so many.
    pub most: u32,
}

/// How far somebody has followed the committed events.
#[derive(Debug, Clone)]
pub struct FollowCommitted {
    position: OutboxPosition,
    filter: OutboxFilter,
}

/// How many events somebody who follows them gets at once.
const AT_ONCE: u32 = 200;

impl Events {
    /// The next committed events behind one of them, or from the beginning.
    pub async fn committed(
        &self,
        cx: &RequestContext,
        wanted: &ListCommitted,
    ) -> Result<Vec<CommittedEvent>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Audit)?;
        let mut reader = self.ports.store.reader();
        let after = position(&mut *reader, wanted.after).await?;
        let filter = self.filter(&mut *reader, wanted).await?;
        let after = after.unwrap_or(OutboxPosition::START);
        Ok(reader.committed_events(after, &filter, wanted.most).await?)
    }

    /// Begins to follow the committed events, behind one of them or from now on.
    pub async fn begin_to_follow(
        &self,
        cx: &RequestContext,
        wanted: ListCommitted,
    ) -> Result<FollowCommitted, UseCaseError> {
        gate::platform(&cx.origin, Scope::Audit)?;
        let mut reader = self.ports.store.reader();
        let position = match position(&mut *reader, wanted.after).await? {
            Some(position) => position,
            None => OutboxPosition::end_of(self.ports.store.revision().await?.number),
        };
        let filter = self.filter(&mut *reader, &wanted).await?;
        Ok(FollowCommitted { position, filter })
    }

    /// The events since the last look, as many as are handed out at once.
    pub async fn follow(
        &self,
        cx: &RequestContext,
        follow: &mut FollowCommitted,
    ) -> Result<Vec<CommittedEvent>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Audit)?;
        // Read before the events: they are looked through up to here at least.
        let newest = OutboxPosition::end_of(self.ports.store.revision().await?.number);
        if newest <= follow.position {
            return Ok(Vec::new());
        }
        let mut reader = self.ports.store.reader();
        let found = reader
            .committed_events(follow.position, &follow.filter, AT_ONCE)
            .await?;
        follow.position = match found.last() {
            Some(last) => last.position(),
            None => newest,
        };
        Ok(found)
    }

    async fn filter(
        &self,
        reader: &mut dyn Reader,
        wanted: &ListCommitted,
    ) -> Result<OutboxFilter, UseCaseError> {
        Ok(OutboxFilter {
            kinds: wanted.kinds.clone(),
            accounts: named::accounts(&self.ports, reader, &wanted.accounts).await?,
            operation: None,
            about: None,
            until: None,
        })
    }
}

/// Where the event stands that the caller names.
async fn position(
    reader: &mut dyn Reader,
    event: Option<EventId>,
) -> Result<Option<OutboxPosition>, UseCaseError> {
    let Some(event) = event else {
        return Ok(None);
    };
    let position = reader.position_of(event).await?;
    Ok(Some(position.ok_or(Refusal::NotFound)?))
}
