//! A user sets which kinds of mail they do not want (N1). The new list replaces the old
//! one.

use std::collections::BTreeSet;

use latchkey_domain::{
    gate,
    people::notifications::{Notice, NotificationSettings},
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{Notifications, show::settings_of};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Sets which mails the caller does not want.
#[derive(Debug, Clone)]
pub struct SetNotifications {
    /// The kinds of mail to switch off; all others are on.
    pub muted: BTreeSet<Notice>,
}

impl Notifications {
    /// Sets which mails the caller does not want.
    pub async fn set(
        &self,
        cx: &RequestContext,
        cmd: SetNotifications,
    ) -> Result<Ready<NotificationSettings>, UseCaseError> {
        let muted: Vec<&str> = cmd.muted.iter().map(|kind| kind.as_str()).collect();
        let mut event = Event::new(EventKind::UserChanged).with("muted", muted);
        event.user = cx.origin.principal.user();
        let work = self.try_set(cx, cmd, event.clone());
        self.ports.refusals.watch(&cx.origin, event, work).await
    }

    async fn try_set(
        &self,
        cx: &RequestContext,
        cmd: SetNotifications,
        event: Event,
    ) -> Result<Ready<NotificationSettings>, UseCaseError> {
        let ports = &*self.ports;
        let (user, permit) = gate::self_service(&cx.origin)?;
        let mut unit = ports.store.begin(Locks::none().changing_user(user)).await?;
        let settings = NotificationSettings {
            user,
            muted: cmd.muted,
        };
        if settings_of(&mut *unit, user).await? == settings {
            return Ok(Ready::unchanged(settings));
        }
        unit.save_notification_settings(&settings).await?;
        Ok(Ready::of(
            settings,
            unit,
            &permit,
            [event],
            (ports, ports.now()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn muting(muted: &[Notice]) -> SetNotifications {
        SetNotifications {
            muted: muted.iter().copied().collect(),
        }
    }

    /// Users switch kinds off and on for themselves (N1); the same again changes nothing (T4).
    #[tokio::test]
    async fn a_person_says_which_mails_they_do_not_want() {
        let bed = UseCaseBed::new().await;
        let notifications = Notifications::new(Arc::clone(&bed.ports));
        let helen = bed.as_user(bed.world.helen);
        let shown = notifications.show(&helen).await.unwrap();
        assert!(Notice::ALL.iter().all(|kind| shown.wants(*kind)));

        for _ in 0..2 {
            let ready = notifications
                .set(&helen, muting(&[Notice::ChangeToPartnerAdmin]))
                .await;
            let set = bed.done(&helen, ready.unwrap()).await;
            assert_eq!(notifications.show(&helen).await.unwrap(), set);
            assert!(!set.wants(Notice::ChangeToPartnerAdmin) && set.wants(Notice::AllRemoved));
        }
        assert_eq!(bed.trail(9).await, [(EventKind::UserChanged, None)]);
        let hugo = bed.as_user(bed.world.hugo);
        assert!(notifications.show(&hugo).await.unwrap().muted.is_empty());

        let ready = notifications.set(&helen, muting(&[])).await.unwrap();
        assert!(bed.done(&helen, ready).await.muted.is_empty());
        assert!(notifications.show(&helen).await.unwrap().muted.is_empty());
    }

    /// A read-only token sees the settings but cannot change them; only users have settings.
    #[tokio::test]
    async fn only_a_person_says_so_by_a_token_that_may_change() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let notifications = Notifications::new(Arc::clone(&bed.ports));
        let reading = RequestContext::new(world.as_reader(world.helen));
        assert!(notifications.show(&reading).await.is_ok());
        for cx in [reading, bed.as_platform()] {
            let set = notifications
                .set(&cx, muting(&[Notice::ChangeToPartnerAdmin]))
                .await;
            assert_eq!(refused(set), "missing-permission");
        }
        let shown = notifications.show(&bed.as_platform()).await;
        assert_eq!(refused(shown), "missing-permission");
    }
}
