//! Which mails a user wants.

use latchkey_domain::people::notifications::NotificationSettings;
use serde::Serialize;
use utoipa::ToSchema;

use super::words;

/// The mails that a user has switched off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notifications)]
pub(crate) struct NotificationsView {
    /// The kinds of mail that the user does not get. Mails about their own access, about partner admins
    /// whom no super admin approved or created, and about last super admins who left are always sent.
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
