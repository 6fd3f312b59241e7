//! Logs one line for each request. It has the route's pattern instead of the path, since a path may
//! hold the token of an access link.

use std::time::Duration;

/// The logged facts of a request.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) request_id: &'a str,
    pub(super) method: &'a str,
    pub(super) route: &'a str,
    pub(super) status: u16,
    pub(super) duration: Duration,
}

/// Writes the line. Decisions are frequent and are logged at debug level only.
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
