//! The cache of recently used service tokens. It is small, and is emptied when any token is
//! revoked.

use std::sync::Arc;

use latchkey_domain::{base::time::Time, people::token::TokenHash, trail::origin::Principal};
use quick_cache::sync::Cache;

/// The maximum number of cached tokens.
const MOST: usize = 1_024;

/// The principal of a token that was in force when it was read, and when the token expires.
#[derive(Debug, Clone)]
struct KeptToken {
    principal: Arc<Principal>,
    ends: Option<Time>,
}

#[derive(Debug)]
pub(super) struct KeptTokens(Cache<TokenHash, KeptToken>);

impl Default for KeptTokens {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

impl KeptTokens {
    pub(super) fn get(&self, hash: &TokenHash, now: Time) -> Option<Arc<Principal>> {
        let kept = self.0.get(hash)?;
        let in_force = kept.ends.is_none_or(|end| end > now);
        in_force.then_some(kept.principal)
    }

    pub(super) fn insert(&self, hash: TokenHash, principal: Arc<Principal>, ends: Option<Time>) {
        self.0.insert(hash, KeptToken { principal, ends });
    }

    pub(super) fn clear(&self) {
        self.0.clear();
    }
}
