//! Access links: each belongs to one employee, stays valid for any number of clients, and grants
//! nothing by itself (L2).

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};

use crate::{
    base::{
        aggregate::aggregate,
        ids::{AccessLinkId, AccountId, UserId},
        refusal::Refusal,
        time::{Time, days},
        version::Version,
        words::words,
    },
    membership::member::Member,
    people::{
        account::Account,
        token::{SecretText, TokenHash},
    },
};

/// The employee who may have a link: one of an enrolled partner, an active employee of it (L1, L2).
pub fn link_subject(
    partner: &Account,
    employee: Option<Member>,
    now: Time,
) -> Result<Member, Refusal> {
    if !partner.is_enrolled() {
        return Err(Refusal::PartnerNotEnrolled);
    }
    employee
        .filter(|member| member.is_employee_here(now))
        .ok_or(Refusal::NotAnEmployee)
}

/// The key from which link tokens are derived. It is kept in the database, and can be replaced.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkKey([u8; 32]);

impl LinkKey {
    /// Makes a key from its bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Makes a key from a new secret, which has as many random bits.
    pub fn of_secret(secret: &SecretText) -> Self {
        Self(Sha256::digest(secret.expose().as_bytes()).into())
    }

    /// The bytes, for stores.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A code over what it is fed, which nobody makes without the key.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub(super) fn mac(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(&self.0).expect("any length will do")
    }
}

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey(***)")
    }
}

words! {
    /// The state of a link.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum LinkState {
        /// The link can be approved.
        Standing = "standing",
        /// The link has expired.
        Lapsed = "lapsed",
        /// The link was revoked.
        Revoked = "revoked",
    }
}

/// The stored state of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLinkState {
    /// The id that the token is derived from.
    pub id: AccessLinkId,
    /// The partner of the employee.
    pub partner: AccountId,
    /// The employee whose link it is.
    pub employee: UserId,
    /// The generation: 1 at first, and one more with each rotation. Tokens of older generations no
    /// longer work.
    pub generation: u32,
    /// The hash of the present token, for finding the link.
    pub token_hash: TokenHash,
    /// The hint of the present token, noted because the key it was derived from can be replaced;
    /// `None` for a link from before hints were noted.
    pub noted_hint: Option<String>,
    /// When the link expires.
    pub expires_at: Time,
    /// When the link was revoked; `None`: not revoked.
    pub revoked_at: Option<Time>,
    /// When the link was issued.
    pub created_at: Time,
    /// Goes up by one with each change.
    pub version: Version,
}

aggregate! {
    /// An employee's access link.
    AccessLink of AccessLinkState
}

fn derive(key: &LinkKey, id: AccessLinkId, generation: u32) -> SecretText {
    let mut mac = key.mac();
    mac.update(id.uuid().as_bytes());
    mac.update(&generation.to_be_bytes());
    SecretText::new(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// The last four characters of a token.
fn last_four(token: &SecretText) -> String {
    let from = token.expose().len().saturating_sub(4);
    token.expose().get(from..).unwrap_or_default().to_owned()
}

impl AccessLink {
    /// Issues a link for an employee.
    pub fn issue(
        id: AccessLinkId,
        partner: AccountId,
        employee: UserId,
        key: &LinkKey,
        lifetime_days: u32,
        now: Time,
    ) -> Self {
        let token = derive(key, id, 1);
        Self(AccessLinkState {
            id,
            partner,
            employee,
            generation: 1,
            token_hash: TokenHash::of(token.expose()),
            noted_hint: Some(last_four(&token)),
            expires_at: now + days(lifetime_days),
            revoked_at: None,
            created_at: now,
            version: Version::FIRST,
        })
    }

    /// The token: the last path segment of the URL. It is derived each time and never stored (L2).
    pub fn token(&self, key: &LinkKey) -> SecretText {
        derive(key, self.id, self.generation)
    }

    /// The last four characters of the token, shown on the approval page so that both sides can
    /// compare them (L2). Empty for a link that was revoked before hints were noted, once the key
    /// was replaced.
    pub fn hint(&self, key: &LinkKey) -> String {
        if let Some(hint) = &self.noted_hint {
            return hint.clone();
        }
        let token = self.token(key);
        if TokenHash::of(token.expose()) == self.token_hash {
            last_four(&token)
        } else {
            String::new()
        }
    }

    /// The state of the link.
    pub fn state(&self, now: Time) -> LinkState {
        if self.revoked_at.is_some() {
            LinkState::Revoked
        } else if self.expires_at <= now {
            LinkState::Lapsed
        } else {
            LinkState::Standing
        }
    }

    /// Refuses a link that was revoked or has expired.
    pub fn must_stand(&self, now: Time) -> Result<(), Refusal> {
        match self.state(now) {
            LinkState::Standing => Ok(()),
            LinkState::Lapsed | LinkState::Revoked => Err(Refusal::LinkNotValid),
        }
    }

    /// Gives the link a new token and a new lifetime; the old URL stops working. An expired link
    /// becomes valid again, a revoked one is refused.
    pub fn rotate(&mut self, key: &LinkKey, lifetime_days: u32, now: Time) -> Result<(), Refusal> {
        if self.revoked_at.is_some() {
            return Err(Refusal::LinkNotValid);
        }
        self.renew(key);
        self.0.expires_at = now + days(lifetime_days);
        Ok(())
    }

    /// Gives the link a new token because the key was replaced. Its last day stays. A revoked link is
    /// left alone.
    pub fn follow(&mut self, key: &LinkKey) {
        if self.revoked_at.is_none() {
            self.renew(key);
        }
    }

    fn renew(&mut self, key: &LinkKey) {
        self.0.generation = self.generation.saturating_add(1);
        let token = self.token(key);
        self.0.token_hash = TokenHash::of(token.expose());
        self.0.noted_hint = Some(last_four(&token));
    }

    /// Revokes the link. Tells whether that changed anything.
    pub fn revoke(&mut self, now: Time) -> bool {
        let changed = self.revoked_at.is_none();
        self.0.revoked_at.get_or_insert(now);
        changed
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn link(now: Time) -> AccessLink {
        let id = Uuid::from_u128(1);
        let (id, partner, employee) = (
            AccessLinkId::from_uuid(id),
            AccountId::from_uuid(id),
            UserId::from_uuid(id),
        );
        AccessLink::issue(id, partner, employee, &LinkKey::new([7; 32]), 90, now)
    }

    /// L2: the key is never written down.
    #[test]
    fn a_link_key_is_not_shown() {
        let shown = format!("{:?}", LinkKey::new([7; 32]));
        assert_eq!(shown, "LinkKey(***)");
    }

    /// A token has 256 bits, is the same each time it is shown, and changes with a rotation (L2).
    #[test]
    fn the_token_is_derived_and_rotating_changes_it() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let key = LinkKey::new([7; 32]);
        let mut link = link(now);
        let first = link.token(&key);
        assert_eq!(first.expose().len(), 43);
        assert_eq!(first, link.token(&key));
        assert_eq!(link.hint(&key), first.expose().get(39..).unwrap());
        link.rotate(&key, 90, now).unwrap();
        assert_ne!(first, link.token(&key));
        assert_eq!(link.token_hash, TokenHash::of(link.token(&key).expose()));
    }

    /// When the key is replaced, a link gets a new generation and keeps its last day; a revoked one
    /// keeps its hint (L2).
    #[test]
    fn a_link_follows_a_replaced_key() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let (old, new) = (LinkKey::new([7; 32]), LinkKey::new([8; 32]));
        let mut standing = link(now);
        let before = standing.clone();
        standing.follow(&new);
        assert_eq!(standing.generation, 2);
        assert_eq!(standing.expires_at, before.expires_at);
        let token = standing.token(&new);
        assert_eq!(standing.token_hash, TokenHash::of(token.expose()));
        assert_ne!(token, before.token(&old));
        assert_eq!(standing.hint(&new), token.expose().get(39..).unwrap());

        let mut revoked = link(now);
        revoked.revoke(now);
        let before = revoked.clone();
        revoked.follow(&new);
        assert_eq!(revoked, before);
        assert_eq!(revoked.hint(&new), before.hint(&old));
        let mut from_before = before.clone();
        from_before.0.noted_hint = None;
        assert_eq!(from_before.hint(&old), before.hint(&old));
        assert_eq!(from_before.hint(&new), "");
    }

    /// A link expires 90 days after it was issued or rotated, and can be revoked (L2).
    #[test]
    fn rotating_revives_a_lapsed_link_not_a_revoked_one() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let key = LinkKey::new([7; 32]);
        let mut link = link(now);
        assert_eq!(link.state(now + days(90)), LinkState::Lapsed);
        link.rotate(&key, 90, now + days(90)).unwrap();
        assert_eq!(link.state(now + days(91)), LinkState::Standing);
        assert!(link.revoke(now));
        assert!(!link.revoke(now));
        assert_eq!(link.rotate(&key, 90, now), Err(Refusal::LinkNotValid));
    }
}
