//! Hashes passwords, always before a unit is opened.

use latchkey_domain::people::{token::SecretText, user::PasswordHash};

use crate::frame::{error::UseCaseError, ports::Ports};

/// The maximum length of a password in bytes, which limits the work of the hasher.
pub const LONGEST_PASSWORD: usize = 1024;

/// Hashes a password, if one is given.
pub(super) async fn hash(
    ports: &Ports,
    password: Option<SecretText>,
) -> Result<Option<PasswordHash>, UseCaseError> {
    let Some(password) = password else {
        return Ok(None);
    };
    if password.expose().is_empty() || password.expose().len() > LONGEST_PASSWORD {
        let detail = format!("must be 1 to {LONGEST_PASSWORD} bytes long");
        return Err(UseCaseError::invalid("/password", detail));
    }
    Ok(Some(ports.hasher.hash(password).await))
}
