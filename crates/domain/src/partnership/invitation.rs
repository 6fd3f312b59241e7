//! The link that accepts an invitation (I1).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;

use super::access_link::LinkKey;
use crate::{
    base::{ids::MembershipId, time::Time},
    people::{email::EmailAddress, token::SecretText},
};

/// What the key is used for here, so that no link of another kind has the same token.
const PURPOSE: &[u8] = b"latchkey invitation";

/// The secret last part of an invitation's link. It is derived from the membership, the end of the
/// invitation and the address that it was mailed to. So it need not be stored, and it proves that address
/// alone. An invitation that is sent again has another one, and one that was accepted, declined or cancelled
/// has none.
pub fn invitation_token(
    key: &LinkKey,
    membership: MembershipId,
    until: Time,
    address: &EmailAddress,
) -> SecretText {
    let mut mac = key.mac();
    mac.update(PURPOSE);
    mac.update(membership.uuid().as_bytes());
    mac.update(&until.timestamp_micros().to_be_bytes());
    mac.update(address.as_str().as_bytes());
    let mut token = membership.uuid().as_bytes().to_vec();
    token.extend(mac.finalize().into_bytes());
    SecretText::new(URL_SAFE_NO_PAD.encode(token))
}

/// The membership that a token names, whether or not the rest of it is right.
pub fn invited_membership(token: &str) -> Option<MembershipId> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (id, _mac) = bytes.split_at_checked(16)?;
    Some(MembershipId::from_uuid(uuid::Uuid::from_slice(id).ok()?))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::*;

    #[test]
    fn a_token_is_that_of_one_invitation() {
        let key = LinkKey::new([7; 32]);
        let id = |number| MembershipId::from_uuid(uuid::Uuid::from_u128(number));
        let until = DateTime::UNIX_EPOCH;
        let uma = EmailAddress::parse("uma@a.example").unwrap();
        let pia = EmailAddress::parse("pia@a.example").unwrap();
        let token = invitation_token(&key, id(1), until, &uma);
        assert_eq!(token, invitation_token(&key, id(1), until, &uma));
        assert_eq!(invited_membership(token.expose()), Some(id(1)));
        for other in [
            invitation_token(&key, id(1), until + Duration::microseconds(1), &uma),
            invitation_token(&key, id(2), until, &uma),
            invitation_token(&LinkKey::new([8; 32]), id(1), until, &uma),
            invitation_token(&key, id(1), until, &pia),
        ] {
            assert_ne!(other, token);
        }
        for wrong in ["", "AA", "#", "łódź"] {
            assert_eq!(invited_membership(wrong), None, "{wrong}");
        }
    }
}
