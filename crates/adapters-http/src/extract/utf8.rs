//! Refuses what is not UTF-8 once it is decoded. It would be read with replacements, so that
//! several of them were the same text.

use actix_web::HttpRequest;
use percent_encoding::percent_decode_str;

use crate::problem::Problem;

/// Checks the path of a request.
pub(crate) fn path_must_be_utf8(request: &HttpRequest) -> Result<(), Problem> {
    must_be_utf8(request.uri().path(), "The path is not UTF-8.")
}

/// Checks the query string of a request.
pub(super) fn query_must_be_utf8(request: &HttpRequest) -> Result<(), Problem> {
    must_be_utf8(request.query_string(), "The query string is not UTF-8.")
}

fn must_be_utf8(text: &str, wrong: &'static str) -> Result<(), Problem> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(drop)
        .map_err(|_cause| Problem::malformed(wrong))
}
