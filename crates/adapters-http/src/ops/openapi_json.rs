//! `GET /openapi.json`: the document of this API.

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header};

use crate::openapi;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi::json().unwrap_or_default());

#[utoipa::path(get, path = "/openapi.json", tag = "Ops", operation_id = "openapi",
    responses((status = 200, description = "This document, OpenAPI 3.1.", body = Object)))]
pub(crate) async fn handle() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(DOCUMENT.as_str())
}
