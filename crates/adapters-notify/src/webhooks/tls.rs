//! Whom an encrypted connection trusts: the authorities that browsers trust, and those that this
//! machine trusts besides.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::ring};

/// How connections are encrypted.
pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let of_machine = rustls_native_certs::load_native_certs();
    for error in of_machine.errors {
        tracing::debug!(%error, "the certificates of this machine cannot all be read");
    }
    let (_added, _ignored) = roots.add_parsable_certificates(of_machine.certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
