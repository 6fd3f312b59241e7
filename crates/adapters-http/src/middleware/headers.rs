//! The headers that every answer carries.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::request_id::X_REQUEST_ID;
use crate::limit::Allowance;

/// Adds the headers that the answer does not have.
pub(super) fn add(headers: &mut HeaderMap, request_id: &str, allowance: Option<Allowance>) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static(X_REQUEST_ID), id);
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Some(allowance) = allowance {
        let numbers = [
            ("ratelimit-limit", allowance.limit),
            ("ratelimit-remaining", allowance.remaining),
            ("ratelimit-reset", allowance.reset),
        ];
        for (name, number) in numbers {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
        }
    }
}
