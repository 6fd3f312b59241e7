use super::{StoreError, port::port};
use crate::{base::ids::UserId, people::notifications::NotificationSettings};

port! {
    /// Reads notification settings.
    pub trait NotificationQueries {
        /// The settings of several users, in no order; users who have switched nothing off are left
        /// out.
        async fn notification_settings_among(
            &mut self,
            users: &[UserId],
        ) -> Result<Vec<NotificationSettings>, StoreError>;
    }
}

port! {
    /// Writes notification settings.
    pub trait NotificationRepository {
        /// Replaces a user's settings, or deletes them if nothing is switched off.
        async fn save_notification_settings(
            &mut self,
            settings: &NotificationSettings,
        ) -> Result<(), StoreError>;
    }
}
