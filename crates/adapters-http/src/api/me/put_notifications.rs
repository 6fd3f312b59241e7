//! `PUT /v1/me/notifications`: the caller says which kinds of mail they do not want (N1).

use actix_web::HttpResponse;
use latchkey_application::notifications::SetNotifications;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, MOST_WORDS, values::word},
    map::{notifications::NotificationsView, words},
    problem::Problem,
};

/// What is switched off from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutNotificationsBody {
    /// Every kind that is not named is on.
    #[schema(value_type = Vec<words::Notice>)]
    muted: Option<Vec<String>>,
}

impl PutNotificationsBody {
    fn checked(self, mut checks: Checks) -> Result<SetNotifications, Problem> {
        if self.muted.is_none() {
            checks.missing("/muted");
        }
        let kinds = self.muted.unwrap_or_default();
        let muted = checks.list("/muted", kinds, MOST_WORDS, word);
        let muted = muted.into_iter().collect();
        checks.finish(Some(SetNotifications { muted }))
    }
}

#[utoipa::path(put, path = "/v1/me/notifications", tag = "Me", operation_id = "put_notifications",
    request_body = PutNotificationsBody,
    responses((status = 200, description = "What is switched off now.", body = NotificationsView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (body, checks) = call.changes::<PutNotificationsBody>(&[])?;
    let set = body.checked(checks)?;
    let act = call.api().notifications.set(&call.cx, set);
    call.write(act, |settings| Answer::ok(&NotificationsView::of(settings)))
        .await
}
