//! `GET /livez`: the process runs.

use actix_web::HttpResponse;

#[utoipa::path(get, path = "/livez", tag = "Ops", operation_id = "livez",
    responses((status = 200, description = "The process runs.", content_type = "text/plain",
        body = String)))]
pub(crate) async fn handle() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}
