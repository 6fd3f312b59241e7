//! `GET /problems/{code}`: what a problem means and what to do, for people.

use actix_web::{HttpResponse, http::header, web};

use crate::problem::{Code, Problem, page};

#[utoipa::path(get, path = "/problems/{code}", tag = "Ops", operation_id = "problem_page",
    responses((status = 200, description = "What the problem means, as a page.",
        content_type = "text/html", body = String)))]
pub(crate) async fn handle(code: web::Path<String>) -> Result<HttpResponse, Problem> {
    let code = Code::parse(&code).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(page::html(code)))
}
