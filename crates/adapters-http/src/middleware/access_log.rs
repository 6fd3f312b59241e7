//! One line for each request. The path is never in it, since it may hold the token of a link: the
//! route's pattern is.

use std::time::Duration;

/// What is logged of a request.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) request_id: &'a str,
    pub(super) method: &'a str,
    pub(super) route: &'a str,
    pub(super) status: u16,
    pub(super) duration: Duration,
}

/// Writes the line; decisions, of which there are very many, only when debugging.
pub(super) fn write(line: &Line<'_>) {
    let Line {
        request_id,
        method,
        route,
        status,
        duration,
    } = line;
    let micros = duration.as_micros();
    if route.starts_with("/access/v1/") {
        tracing::debug!(request_id, method, route, status, micros, "request");
    } else {
        tracing::info!(request_id, method, route, status, micros, "request");
    }
}
