//! `GET /openapi.json`: the document of this API.

use actix_web::{HttpResponse, http::header, web::Data};

/// The text of the document, as the server hands it to the handler.
#[derive(Debug)]
pub(crate) struct DocumentText(pub(crate) String);

#[utoipa::path(get, path = "/openapi.json", tag = "Ops", operation_id = "openapi",
    responses((status = 200, description = "This document, OpenAPI 3.1.", body = Object)))]
pub(crate) async fn handle(document: Data<DocumentText>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(document.0.clone())
}
