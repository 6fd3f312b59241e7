//! What stands for a text that is not kept itself.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The SHA-256, in hexadecimal.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(bytes);
    let mut text = String::with_capacity(digest.len() * 2);
    for byte in digest {
        // Writing into a string cannot fail.
        write!(text, "{byte:02x}").ok();
    }
    text
}
