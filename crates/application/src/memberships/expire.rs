//! Reports memberships that have expired (A9), each end once, by whichever node comes first. Access
//! itself does not depend on this job: every decision checks the clock.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::ids::{AccountId, UserId},
    gate,
    ports::{DueEnd, Locks},
    trail::event::{Event, EventKind},
};

use super::Memberships;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, turn::JobTurn},
    steps::offboard::{self, MembershipChange},
};

/// The most ends of one turn.
const MOST_ENDS: u16 = 1_000;
/// The most memberships that one unit writes.
const MOST_AT_ONCE: usize = 100;

impl Memberships {
    /// Reports the ends that have passed, in one unit per account, and returns their number. An end
    /// that cannot be reported waits for the next run; the others do not, however many fail.
    pub async fn expire(&self) -> Result<usize, UseCaseError> {
        self.expire_in_pages(MOST_ENDS).await
    }

    async fn expire_in_pages(&self, most: u16) -> Result<usize, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("expire access", &*ports.ids);
        let now = ports.now();
        let mut turn = JobTurn::default();
        let mut reached: Option<DueEnd> = None;
        loop {
            let mut reader = ports.store.reader();
            let ends = reader.ends_to_note(now, reached.as_ref(), most).await?;
            drop(reader);
            let mut ended: BTreeMap<AccountId, Vec<UserId>> = BTreeMap::new();
            for end in &ends {
                ended.entry(end.account).or_default().push(end.user);
            }
            for (account, users) in &ended {
                for users in users.chunks(MOST_AT_ONCE) {
                    self.expire_among(&cx, *account, users, &mut turn).await?;
                }
            }
            reached = ends.last().copied();
            if reached.is_none() || ends.len() < usize::from(most) {
                return turn.into_result();
            }
        }
    }

    /// Reports the ends of one account together. If that fails, one by one, so that one that cannot
    /// be reported keeps none of the others waiting. Only a database out of reach ends the turn.
    async fn expire_among(
        &self,
        cx: &RequestContext,
        account: AccountId,
        users: &[UserId],
        turn: &mut JobTurn,
    ) -> Result<(), UseCaseError> {
        match self.expire_in(cx, account, users).await {
            Err(_) if users.len() > 1 => {
                for user in users {
                    let one = std::slice::from_ref(user);
                    turn.note(self.expire_in(cx, account, one).await)?;
                }
                Ok(())
            }
            result => turn.note(result),
        }
    }

    async fn expire_in(
        &self,
        cx: &RequestContext,
        account: AccountId,
        users: &[UserId],
    ) -> Result<usize, UseCaseError> {
        let ready = self.ready_to_expire(cx, account, users).await?;
        Ok(ready.commit(&self.ports, cx, None).await?.value)
    }

    async fn ready_to_expire(
        &self,
        cx: &RequestContext,
        account: AccountId,
        users: &[UserId],
    ) -> Result<Ready<usize>, UseCaseError> {
        let ports = &*self.ports;
        let permit = gate::job(&cx.origin)?;
        let mut unit = ports.store.begin(Locks::none().changing(account)).await?;
        // Read again under the lock: another node may have been here, or the end was moved.
        let members = unit.members_among(account, users).await?;
        let now = ports.now();
        let mut events = Vec::new();
        let mut told = 0;
        for before in members {
            let mut after = before.clone();
            if after.membership.note_end(now) {
                unit.save_membership(&mut after.membership).await?;
                told += 1;
                let change = MembershipChange {
                    before: &before,
                    after: Some(&after),
                };
                let kind = EventKind::MembershipExpired;
                let ended =
                    || Event::of_membership(kind, &ports.catalogue, Some(&before), Some(&after));
                // The end of a member who acts for nobody is told with what follows from it.
                let overtaken = before.membership.overtakes_end(now);
                let told = (!overtaken).then(ended).into_iter().collect();
                let told = offboard::follow(ports, &cx.origin, &mut *unit, change, told);
                events.extend(told.await?);
            }
        }
        Ok(Ready::of(told, unit, &permit, events, (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::time::days,
        trail::audit::{Actor, Record},
    };
    use latchkey_testing::{FailAt, FailingStore, Failure};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    async fn end(bed: &UseCaseBed, user: UserId, after: u32) {
        let world = &bed.world;
        world
            .change_member(world.harbour, user, |member, now| {
                assert!(member.membership.expire_at(Some(now + days(after)), now));
            })
            .await;
    }

    async fn told(bed: &UseCaseBed) -> Vec<Record> {
        let trail = bed.world.trail().await.into_iter();
        trail
            .filter(|record| record.event.kind == EventKind::MembershipExpired)
            .collect()
    }

    /// A9, T1: an end that comes is reported once, by the installation, with what ended.
    #[tokio::test]
    async fn an_end_is_reported_once() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        end(&bed, world.marit, 1).await;
        assert_eq!(memberships.expire().await.unwrap(), 0, "not yet");
        world.clock.advance(days(1));
        assert_eq!(memberships.expire().await.unwrap(), 1);
        assert_eq!(memberships.expire().await.unwrap(), 0);
        world.clock.advance(days(9));
        assert_eq!(memberships.expire().await.unwrap(), 0);

        let lines = told(&bed).await;
        let [line] = lines.as_slice() else {
            panic!("one line, not {lines:?}");
        };
        assert_eq!(line.actor, Actor::Job("expire access".to_owned()));
        assert_eq!(line.actor_account, None);
        assert_eq!(line.event.account, Some(world.harbour));
        assert_eq!(line.event.user, Some(world.marit));
        assert_eq!(line.event.partner, Some(world.northwind));
        let after = line.event.details.after.as_ref().unwrap();
        assert_eq!(
            (after.status.as_str(), after.expires_at),
            ("active", Some(world.now() - days(9)))
        );
    }

    /// A9: an end that is put off and comes again is reported again; an end that was put off before it
    /// was reported never came.
    #[tokio::test]
    async fn an_end_that_was_put_off_is_reported_again() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        end(&bed, world.marit, 1).await;
        world.clock.advance(days(1));
        assert_eq!(memberships.expire().await.unwrap(), 1);
        for _ in 0..2 {
            end(&bed, world.marit, 2).await;
            world.clock.advance(days(1));
        }
        assert_eq!(memberships.expire().await.unwrap(), 0);
        world.clock.advance(days(1));
        assert_eq!(memberships.expire().await.unwrap(), 1);
        assert_eq!(told(&bed).await.len(), 2);
    }

    /// A9: all ends of an account are reported in one unit; every account has its own.
    #[tokio::test]
    async fn the_ends_of_an_account_are_reported_together() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        for user in [world.marit, world.hugo, world.ines] {
            end(&bed, user, 1).await;
        }
        world
            .change_member(world.northwind, world.jonas, |member, now| {
                assert!(member.membership.expire_at(Some(now + days(1)), now));
            })
            .await;
        world.clock.advance(days(1));
        let before = world.store.revision().await.unwrap().number;
        assert_eq!(memberships.expire().await.unwrap(), 4);
        let after = world.store.revision().await.unwrap().number;
        assert_eq!(after, before + 2);
        assert_eq!(told(&bed).await.len(), 4);
    }

    /// A9: one end that cannot be reported, or a whole page of them, keeps no other waiting.
    #[tokio::test]
    async fn failing_ends_keep_no_others_waiting() {
        let mut bed = UseCaseBed::new().await;
        let store = FailingStore::over(Arc::clone(&bed.world.store));
        Arc::get_mut(&mut bed.ports).unwrap().store = Arc::new(store.clone());
        for (user, after) in [
            (bed.world.marit, 1),
            (bed.world.hugo, 2),
            (bed.world.ines, 3),
        ] {
            end(&bed, user, after).await;
        }
        bed.world.clock.advance(days(3));
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        // The unit of the first page, and the two memberships in it one by one.
        for _ in 0..3 {
            store.fail(FailAt::Begin, Failure::Corrupt);
        }
        assert!(memberships.expire_in_pages(2).await.is_err(), "is logged");
        let [line] = &told(&bed).await[..] else {
            panic!("the second page is reported");
        };
        assert_eq!(line.event.user, Some(bed.world.ines));
        assert_eq!(memberships.expire_in_pages(2).await.unwrap(), 2);

        for user in [bed.world.marit, bed.world.hugo, bed.world.ines] {
            end(&bed, user, 1).await;
        }
        bed.world.clock.advance(days(1));
        // The unit of all, and one of the three.
        for _ in 0..2 {
            store.fail(FailAt::Begin, Failure::Corrupt);
        }
        assert!(memberships.expire().await.is_err(), "is logged");
        assert_eq!(told(&bed).await.len(), 5);
        assert_eq!(memberships.expire().await.unwrap(), 1);
    }

    /// Only the installation itself tells of ends: no token and no command does.
    #[tokio::test]
    async fn nobody_else_tells_of_ends() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        for origin in [
            world.as_user(world.helen),
            world.as_platform(),
            world.as_operator(),
        ] {
            let cx = RequestContext::new(origin);
            let marit = [world.marit];
            let tried = memberships.ready_to_expire(&cx, world.harbour, &marit);
            assert_eq!(refused(tried.await), "missing-permission");
        }
    }
}
