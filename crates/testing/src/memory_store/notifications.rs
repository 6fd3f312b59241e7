use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::ids::UserId,
    people::notifications::NotificationSettings,
    ports::{NotificationQueries, NotificationRepository, StoreError},
};

use super::unit::{Draft, Look, Memory};

#[async_trait]
impl<S: Look> NotificationQueries for Memory<S> {
    async fn notification_settings_among(
        &mut self,
        users: &[UserId],
    ) -> Result<Vec<NotificationSettings>, StoreError> {
        let users: BTreeSet<_> = users.iter().collect();
        self.look(|view| {
            let settings = users.into_iter().filter_map(|user| {
                let muted = view.state.muted.get(user)?.clone();
                Some(NotificationSettings { user: *user, muted })
            });
            settings.collect()
        })
    }
}

#[async_trait]
impl NotificationRepository for Memory<Draft> {
    async fn save_notification_settings(
        &mut self,
        settings: &NotificationSettings,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            if settings.muted.is_empty() {
                state.muted.remove(&settings.user);
            } else {
                state.muted.insert(settings.user, settings.muted.clone());
            }
            Ok(())
        })
    }
}
