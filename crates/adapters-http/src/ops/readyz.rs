//! `GET /readyz`: the database is reachable and its schema is current.

use std::{io, sync::Arc};

use actix_web::{HttpResponse, web::Data};

use crate::{problem::Problem, state::CurrentApi};

#[utoipa::path(get, path = "/readyz", tag = "Ops", operation_id = "readyz",
    responses((status = 200, description = "Requests can be served.", content_type = "text/plain",
        body = String)))]
pub(crate) async fn handle(api: Data<CurrentApi>) -> Result<HttpResponse, Problem> {
    match (api.load().ops.readiness)().await {
        Ok(()) => Ok(HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("ok\n")),
        Err(why) => Err(Problem::unavailable().caused_by(Arc::new(io::Error::other(why)))),
    }
}
