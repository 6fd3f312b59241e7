//! `GET /metrics`: the figures, for Prometheus; beside the API, unless they have a listener of their
//! own.

use actix_web::{HttpResponse, web::Data};

use crate::{problem::Problem, state::CurrentApi};

#[utoipa::path(get, path = "/metrics", tag = "Ops", operation_id = "metrics",
    responses((status = 200, description = "The figures, in the text form of Prometheus.",
        content_type = "text/plain", body = String)))]
pub(crate) async fn handle(api: Data<CurrentApi>) -> Result<HttpResponse, Problem> {
    if api.load().settings.serve_metrics {
        Ok(alone(api).await)
    } else {
        Err(Problem::not_found())
    }
}

/// The same on a listener of its own.
pub(crate) async fn alone(api: Data<CurrentApi>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body((api.load().ops.metrics)())
}
