//! Counts requests and how long they take, by route pattern.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use actix_web::http::Method;
use metrics::{Counter, Histogram};

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

/// What is counted of one kind of request.
struct Counts {
    requests: Counter,
    seconds: Histogram,
}

impl Counts {
    /// Looks the counts up among all there are, which takes longer than to count.
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
    /// What this thread has looked up: methods, routes and statuses are few.
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
