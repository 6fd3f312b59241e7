//! Counts requests and how long they take, by route pattern.

use std::time::Duration;

use actix_web::http::Method;

/// The method as a label: one of the known ones, so that nobody can make labels up.
pub(super) fn label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Counts one request.
pub(super) fn count(method: &'static str, route: &'static str, status: u16, duration: Duration) {
    let status = status.to_string();
    metrics::counter!(
        "latchkey_http_requests_total",
        "method" => method, "route" => route, "status" => status.clone()
    )
    .increment(1);
    metrics::histogram!(
        "latchkey_http_request_duration_seconds",
        "method" => method, "route" => route, "status" => status
    )
    .record(duration.as_secs_f64());
}
