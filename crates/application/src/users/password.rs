//! Hashes passwords, always before a unit is opened.

use latchkey_domain::people::{password::NewPassword, user::PasswordHash};

use crate::frame::ports::Ports;

/// Hashes a password, if one is given.
pub(super) async fn hash(ports: &Ports, password: Option<NewPassword>) -> Option<PasswordHash> {
    let password = password?.into_secret();
    Some(ports.hasher.hash(password).await)
}
