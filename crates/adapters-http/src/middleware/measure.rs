//! Counts requests and measures their duration, by route pattern.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use actix_web::http::Method;
use metrics::{Counter, Histogram};

/// The method as a label. Unknown methods share one label, so that a caller cannot create labels.
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

/// The metrics of one kind of request.
struct Counts {
    requests: Counter,
    seconds: Histogram,
}

impl Counts {
    /// Looks up the metrics in the registry. This takes longer than to count.
    fn of(method: &'static str, route: &'static str, status: u16) -> Self {
        let status = status.to_string();
        Self {
            requests: metrics::counter!(
                "latchkey_http_requests_total",
                "method" => method, "route" => route, "status" => status.clone()
            ),
            seconds: metrics::histogram!(
                "latchkey_http_request_duration_seconds",
                "method" => method, "route" => route, "status" => status
            ),
        }
    }
}

thread_local! {
    /// The metrics that this thread has looked up. There are few methods, routes and statuses.
    static KNOWN: RefCell<HashMap<(&'static str, &'static str, u16), Counts>> = RefCell::default();
}

/// Counts one request.
pub(super) fn count(method: &'static str, route: &'static str, status: u16, duration: Duration) {
    KNOWN.with_borrow_mut(|known| {
        let counts = known
            .entry((method, route, status))
            .or_insert_with(|| Counts::of(method, route, status));
        counts.requests.increment(1);
        counts.seconds.record(duration.as_secs_f64());
    });
}
