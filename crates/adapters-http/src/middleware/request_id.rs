//! The id of a request in log lines and events: the caller's own, if it is valid.

use actix_web::http::header::{HeaderMap, HeaderValue};
use latchkey_application::frame::idempotency::Calls;

/// The header with the id, in requests and answers.
pub(crate) const X_REQUEST_ID: &str = "x-request-id";

/// The id of the current request.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

impl RequestId {
    /// Takes the caller's id if it has 1 to 128 visible ASCII characters, else makes one.
    pub(crate) fn of(headers: &HeaderMap, calls: &Calls) -> Self {
        let sent = headers.get(X_REQUEST_ID).map(HeaderValue::as_bytes);
        let sane =
            |id: &&[u8]| (1..=128).contains(&id.len()) && id.iter().all(u8::is_ascii_graphic);
        match sent.filter(sane).map(<[u8]>::to_vec).map(String::from_utf8) {
            Some(Ok(id)) => Self(id),
            Some(Err(_)) | None => Self(calls.new_id()),
        }
    }
}
