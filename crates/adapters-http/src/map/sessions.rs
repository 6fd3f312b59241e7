//! Sessions of the pages.

use latchkey_domain::people::session::BrowserSession;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Stamp, words};

/// A session of the pages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
    #[schema(example = "ses_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// How it began.
    #[schema(value_type = words::SignInWay)]
    began_by: &'static str,
    created_at: Stamp,
    /// When it was last used, to the minute.
    last_seen_at: Stamp,
    /// When it ends, unless it is used before.
    idle_until: Stamp,
    /// When it ends, however much it is used.
    ends_at: Stamp,
    /// What the browser called itself.
    user_agent: Option<String>,
    /// The network address from which it began.
    address: Option<String>,
}

impl SessionView {
    pub(crate) fn of(session: &BrowserSession) -> Self {
        Self {
            id: session.id.to_string(),
            began_by: session.way.as_str(),
            created_at: session.created_at.into(),
            last_seen_at: session.last_seen_at.into(),
            idle_until: session.idle_until.into(),
            ends_at: session.ends_at.into(),
            user_agent: session.user_agent.as_ref().map(ToString::to_string),
            address: session.address.map(|address| address.to_string()),
        }
    }
}
