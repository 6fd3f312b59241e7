//! `GET /problems/{code}`: what a problem means and what to do, for people.

use actix_web::{HttpRequest, HttpResponse, http::header, web};

use crate::{
    extract::path_must_be_utf8,
    problem::{Code, Problem, page},
};

#[utoipa::path(get, path = "/problems/{code}", tag = "Ops", operation_id = "problem_page",
    responses((status = 200, description = "What the problem means, as a page.",
        content_type = "text/html", body = String)))]
pub(crate) async fn handle(
    request: HttpRequest,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    path_must_be_utf8(&request)?;
    let code = Code::parse(&code).ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(page::html(code)))
}
