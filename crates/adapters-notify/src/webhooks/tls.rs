//! How webhooks are encrypted, and why they could not be.

use std::sync::Arc;

use latchkey_domain::outbox::attempt::SendFailure;
use rustls::{CertificateError, ClientConfig, crypto::ring};

use crate::trust;

/// How connections are encrypted.
pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(trust::roots())
        .with_no_client_auth();
    Ok(config)
}

/// What an operator of the receiver has to mend.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all others have no common remedy"
)]
pub(super) fn failure(error: &rustls::Error) -> SendFailure {
    use CertificateError as Wrong;
    let rustls::Error::InvalidCertificate(wrong) = error else {
        return SendFailure::Encryption;
    };
    match wrong {
        Wrong::Expired
        | Wrong::ExpiredContext { .. }
        | Wrong::NotValidYet
        | Wrong::NotValidYetContext { .. } => SendFailure::CertificateExpired,
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
            SendFailure::CertificateOfOther
        }
        _ => SendFailure::CertificateNotTrusted,
    }
}
