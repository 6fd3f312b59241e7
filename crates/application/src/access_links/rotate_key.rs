//! The operator replaces the key from which the tokens of all access links are derived (L2). Every
//! link that is not revoked gets a new generation; its last day stays.

use latchkey_domain::{
    gate,
    partnership::access_link::{AccessLink, LinkKey},
    people::token::Scope,
    ports::{Locks, StoreError, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::AccessLinks;
use crate::frame::{
    context::RequestContext,
    error::UseCaseError,
    ready::Ready,
    retry::{overtaken, while_overtaken},
};

/// How many links are read and saved at once.
const BATCH: u16 = 1_000;

impl AccessLinks {
    /// Replaces the key, and returns how many links have a new URL. No node keeps the key in memory:
    /// whoever needs it reads it, and waits for a unit that is replacing it.
    pub async fn rotate_key(&self, cx: &RequestContext) -> Result<Ready<u64>, UseCaseError> {
        while_overtaken(|| async {
            match self.try_rotate_key(cx).await {
                // A link was revoked or rotated meanwhile.
                Err(UseCaseError::Store(StoreError::Stale)) => Err(overtaken()),
                done => done,
            }
        })
        .await
    }

    async fn try_rotate_key(&self, cx: &RequestContext) -> Result<Ready<u64>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let key = LinkKey::of_secret(&ports.secrets.secret());
        let mut unit = ports.store.begin(Locks::none()).await?;
        unit.replace_link_key(&key).await?;
        let mut events = vec![Event::new(EventKind::AccessLinkKeyReplaced)];
        let rotated = follow(&mut *unit, &key, &mut events).await?;
        Ok(Ready::of(rotated, unit, &permit, events, (ports, now)))
    }
}

/// Gives every link that is not revoked its token under the new key.
async fn follow(
    unit: &mut dyn UnitOfWork,
    key: &LinkKey,
    events: &mut Vec<Event>,
) -> Result<u64, StoreError> {
    let (mut after, mut rotated) = (None, 0);
    loop {
        let mut links = unit.unrevoked_links(after, BATCH).await?;
        let Some(last) = links.last() else {
            return Ok(rotated);
        };
        after = Some(last.id);
        for link in &mut links {
            link.follow(key);
            events.push(rotated_event(link, key));
            rotated += 1;
        }
        unit.save_access_links(&mut links).await?;
    }
}

fn rotated_event(link: &AccessLink, key: &LinkKey) -> Event {
    Event::new(EventKind::AccessLinkRotated)
        .in_account(link.partner)
        .about(link.employee)
        .with_partner(link.partner)
        .on(link.id)
        .with("generation", link.generation)
        .with("hint", link.hint(key))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::page::PageRequest;

    use super::*;
    use crate::{
        access_links::{IssueLink, IssuedLink, LinkView, TargetLink},
        testing::{UseCaseBed, refused},
    };

    async fn issued(bed: &UseCaseBed, service: &AccessLinks, employee: usize) -> LinkView {
        let world = &bed.world;
        let cx = bed.as_user(world.marit);
        let employee = [world.tomas, world.jonas, world.priya][employee];
        let cmd = IssueLink {
            partner: world.northwind.into(),
            employee: Some(employee.into()),
        };
        let ready = service.issue(&cx, cmd).await.unwrap();
        match bed.done(&cx, ready).await {
            IssuedLink::New(view) | IssuedLink::Standing(view) => view,
        }
    }

    /// Every standing link gets another token and keeps its last day; a revoked one stays as it is.
    /// The trail tells each partner, and that the key was replaced (L2).
    #[tokio::test]
    async fn every_standing_link_gets_a_new_generation() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = AccessLinks::new(Arc::clone(&bed.ports));
        let marit = bed.as_user(world.marit);
        let old = [
            issued(&bed, &service, 0).await,
            issued(&bed, &service, 1).await,
        ];
        let revoked = issued(&bed, &service, 2).await;
        let target = TargetLink {
            partner: world.northwind.into(),
            link: revoked.link.id,
        };
        let ready = service.revoke(&marit, target).await.unwrap();
        bed.done(&marit, ready).await;

        let platform = bed.as_platform();
        let ready = service.rotate_key(&platform).await.unwrap();
        assert_eq!(bed.done(&platform, ready).await, 2);
        assert_eq!(
            bed.trail(3).await,
            [
                (EventKind::AccessLinkRotated, None),
                (EventKind::AccessLinkRotated, None),
                (EventKind::AccessLinkKeyReplaced, None),
            ]
        );
        for (number, old) in old.iter().enumerate() {
            let new = issued(&bed, &service, number).await;
            assert_eq!(new.link.id, old.link.id);
            assert_eq!(new.link.generation, old.link.generation + 1);
            assert_eq!(new.link.expires_at, old.link.expires_at);
            assert_ne!(new.token, old.token);
            let cx = bed.as_user(world.helen);
            let gone = service.show(&cx, old.token.expose()).await;
            assert_eq!(refused(gone), "not-found");
            let page = service.show(&cx, new.token.expose()).await.unwrap();
            assert_eq!(page.hint, new.hint);
        }
        let partner = world.northwind.into();
        let listed = service.list(&marit, &partner, &PageRequest::first()).await;
        let listed = listed.unwrap().items;
        let shown = listed.iter().find(|view| view.link.id == revoked.link.id);
        assert_eq!(shown.unwrap().hint, revoked.hint);
    }

    #[tokio::test]
    async fn only_the_platform_replaces_the_key() {
        let bed = UseCaseBed::new().await;
        let service = AccessLinks::new(Arc::clone(&bed.ports));
        let provisions = RequestContext::new(bed.world.as_service(&[Scope::Provision]));
        for cx in [bed.as_user(bed.world.marit), provisions] {
            assert_eq!(refused(service.rotate_key(&cx).await), "missing-permission");
        }
    }
}
