use super::{StoreError, port::port};
use crate::{base::ids::UserId, people::notifications::NotificationSettings};

port! {
    /// Reads which mails people want.
    pub trait NotificationQueries {
        /// The settings of several people, in no order; whoever has switched nothing off is left
        /// out.
        async fn notification_settings_among(
            &mut self,
            users: &[UserId],
        ) -> Result<Vec<NotificationSettings>, StoreError>;
    }
}

port! {
    /// Writes which mails people want.
    pub trait NotificationRepository {
        /// Keeps somebody's settings in the place of those they had, or forgets them where nothing
        /// is switched off.
        async fn save_notification_settings(
            &mut self,
            settings: &NotificationSettings,
        ) -> Result<(), StoreError>;
    }
}
