//! Whom encrypted connections trust: the authorities that browsers trust, and those that this machine
//! trusts besides.

use rustls::{RootCertStore, pki_types::CertificateDer};

/// All of them.
pub(crate) fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let (_added, _ignored) = roots.add_parsable_certificates(of_machine());
    roots
}

/// The authorities that this machine trusts. What is no certificate of one is left out.
pub(crate) fn of_machine() -> Vec<CertificateDer<'static>> {
    let found = rustls_native_certs::load_native_certs();
    for error in found.errors {
        tracing::debug!(%error, "the certificates of this machine cannot all be read");
    }
    let is_one =
        |found: &CertificateDer<'static>| RootCertStore::empty().add(found.clone()).is_ok();
    found.certs.into_iter().filter(is_one).collect()
}
