//! `GET /v1/me/notifications`: which mails the caller has switched off (N1).

use actix_web::HttpResponse;

use crate::{
    answer::Answer, extract::Call, map::notifications::NotificationsView, problem::Problem,
};

#[utoipa::path(get, path = "/v1/me/notifications", tag = "Me",
    operation_id = "show_notifications",
    responses((status = 200, description = "What the caller has switched off.",
        body = NotificationsView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let settings = call.api().notifications.show(&call.cx).await?;
    Ok(Answer::ok(&NotificationsView::of(&settings))?.send())
}
