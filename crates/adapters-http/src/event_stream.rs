//! Server-sent events.

use std::fmt::Write as _;

/// How many looks without news pass before a comment keeps the connection open.
pub(crate) const QUIET_LOOKS: u32 = 60;

/// Says after how many milliseconds a reader that lost the connection comes back.
pub(crate) const RETRY_LINE: &str = "retry: 1000\n";

/// The comment that keeps the connection open.
pub(crate) const STILL_THERE: &str = ": still there\n\n";

/// Writes one event, whose data has no line breaks.
pub(crate) fn write_event(text: &mut String, event: &str, id: &str, data: &str) {
    // Writing to a string cannot fail.
    write!(text, "id: {id}\nevent: {event}\ndata: {data}\n\n").ok();
}
