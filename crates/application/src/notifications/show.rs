//! A user sees which mails they have switched off (N1).

use latchkey_domain::{
    base::ids::UserId,
    gate::{self, Need},
    people::notifications::NotificationSettings,
    ports::Reader,
};

use super::Notifications;
use crate::frame::{context::RequestContext, error::UseCaseError};

impl Notifications {
    /// The caller's own settings.
    pub async fn show(&self, cx: &RequestContext) -> Result<NotificationSettings, UseCaseError> {
        let user = gate::user(&cx.origin, Need::View)?;
        settings_of(&mut *self.ports.store.reader(), user).await
    }
}

/// The settings of a user.
pub(super) async fn settings_of(
    reader: &mut dyn Reader,
    user: UserId,
) -> Result<NotificationSettings, UseCaseError> {
    let known = reader.notification_settings_among(&[user]).await?.pop();
    Ok(known.unwrap_or_else(|| NotificationSettings::of_everything(user)))
}
