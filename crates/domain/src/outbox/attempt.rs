//! One attempt to deliver a webhook, and how it ended.

use std::time::Duration;

use super::retry_after::RetryAfter;
use crate::base::{time::Time, words::words};

words! {
    /// Why there was no answer.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum SendFailure {
        /// The host leads to no address to which webhooks may be sent.
        AddressNotAllowed = "address_not_allowed",
        /// The name of the host is unknown.
        NameNotResolved = "name_not_resolved",
        /// No connection could be made, or it ended without an answer.
        Connection = "connection",
        /// The certificate is not valid: no authority that this server trusts has issued it.
        CertificateNotTrusted = "certificate_not_trusted",
        /// The certificate is not valid any more, or not yet.
        CertificateExpired = "certificate_expired",
        /// The certificate is not valid for the host: it is one of another name.
        CertificateOfOther = "certificate_of_other_name",
        /// The connection could not be encrypted, for another reason than the certificate.
        Encryption = "tls",
        /// The answer did not come in time.
        Timeout = "timeout",
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendOutcome {
    /// The receiver answered.
    Answered {
        /// The status.
        status: u16,
        /// When it wants to be asked again.
        retry_after: Option<RetryAfter>,
    },
    /// There was no answer.
    Failed(SendFailure),
}

impl SendOutcome {
    /// Whether the receiver has taken it: 2xx, and nothing else.
    pub const fn is_success(self) -> bool {
        matches!(
            self,
            Self::Answered {
                status: 200..=299,
                ..
            }
        )
    }

    /// Whether the receiver wants nothing more, ever: 410.
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Answered { status: 410, .. })
    }

    /// The status, if there was an answer.
    pub const fn status(self) -> Option<u16> {
        match self {
            Self::Answered { status, .. } => Some(status),
            Self::Failed(_) => None,
        }
    }

    /// Why there was no answer, if there was none.
    pub const fn failure(self) -> Option<SendFailure> {
        match self {
            Self::Answered { .. } => None,
            Self::Failed(failure) => Some(failure),
        }
    }

    /// Until when the receiver wants nothing: it says so with a status that asks to come back later.
    pub fn wants_pause_until(self, now: Time) -> Option<Time> {
        match self {
            Self::Answered {
                status: 429 | 502..=504,
                retry_after: Some(after),
            } => Some(after.time(now)).filter(|until| *until > now),
            Self::Answered { .. } | Self::Failed(_) => None,
        }
    }
}

/// An attempt that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// When it ended.
    pub at: Time,
    /// How long it took, in whole milliseconds.
    pub took: Duration,
    /// The status of the answer; `None`: there was none.
    pub status: Option<u16>,
    /// Why there was none.
    pub failure: Option<SendFailure>,
}

impl Attempt {
    /// An attempt that ended so.
    pub const fn of(outcome: SendOutcome, at: Time, took: Duration) -> Self {
        Self {
            at,
            took,
            status: outcome.status(),
            failure: outcome.failure(),
        }
    }

    /// Whether the receiver has taken it.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, Some(200..=299))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, retry_after: Option<RetryAfter>) -> SendOutcome {
        SendOutcome::Answered {
            status,
            retry_after,
        }
    }

    #[test]
    fn only_2xx_is_a_success() {
        for status in [200, 202, 204, 299] {
            assert!(answered(status, None).is_success(), "{status}");
        }
        for status in [100, 199, 300, 301, 302, 307, 308, 400, 410, 500] {
            assert!(!answered(status, None).is_success(), "{status}");
        }
        assert!(!SendOutcome::Failed(SendFailure::Timeout).is_success());
    }

    #[test]
    fn a_busy_receiver_is_given_a_pause() {
        let now = Time::UNIX_EPOCH;
        let after = Some(RetryAfter::Seconds(7));
        let until = Some(now + chrono::Duration::seconds(7));
        for status in [429, 502, 503, 504] {
            assert_eq!(answered(status, after).wants_pause_until(now), until);
            assert_eq!(answered(status, None).wants_pause_until(now), None);
        }
        for status in [200, 301, 400, 500] {
            assert_eq!(answered(status, after).wants_pause_until(now), None);
        }
    }
}
