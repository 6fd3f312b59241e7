//! How the mails that somebody wants look as JSON.

use latchkey_domain::people::notifications::NotificationSettings;
use serde::Serialize;
use utoipa::ToSchema;

use super::words;

/// What somebody has switched off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notifications)]
pub(crate) struct NotificationsView {
    /// The kinds of mail to super admins that they do not get.
    #[schema(value_type = Vec<words::Notice>)]
    muted: Vec<&'static str>,
}

impl NotificationsView {
    pub(crate) fn of(settings: &NotificationSettings) -> Self {
        let muted = settings.muted.iter().map(|kind| kind.as_str());
        Self {
            muted: muted.collect(),
        }
    }
}
