use std::collections::HashMap;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        page::{Page, PageRequest},
    },
    partnership::{
        access_link::{AccessLink, LinkKey},
        consent::{Consent, LinkApprovals, SeenApproval},
    },
    people::token::TokenHash,
};

port! {
    /// Reads access links.
    pub trait AccessLinkQueries {
        /// The key from which all tokens are derived. It is made with the database and stays until
        /// it is replaced.
        async fn link_key(&mut self) -> Result<LinkKey, StoreError>;

        /// The link with this id.
        async fn access_link(&mut self, id: AccessLinkId) -> Result<Option<AccessLink>, StoreError>;

        /// The link whose present token has this hash.
        async fn access_link_by_token(
            &mut self,
            hash: &TokenHash,
        ) -> Result<Option<AccessLink>, StoreError>;

        /// The employee's newest link that is not revoked, expired or not.
        async fn unrevoked_link(
            &mut self,
            partner: AccountId,
            employee: UserId,
        ) -> Result<Option<AccessLink>, StoreError>;

        /// The partner's links, newest first, with revoked ones.
        async fn access_links(
            &mut self,
            partner: AccountId,
            page: &PageRequest,
        ) -> Result<Page<AccessLink>, StoreError>;

        /// The links of all partners that are not revoked, expired or not, in the order of their
        /// ids, beginning behind `after`, at most `most`.
        async fn unrevoked_links(
            &mut self,
            after: Option<AccessLinkId>,
            most: u16,
        ) -> Result<Vec<AccessLink>, StoreError>;

        /// How often each of these links was approved, and when last. Links that never were are left
        /// out.
        async fn approvals_among(
            &mut self,
            links: &[AccessLinkId],
        ) -> Result<HashMap<AccessLinkId, LinkApprovals>, StoreError>;

        /// The approvals of a link, newest first.
        async fn approvals(
            &mut self,
            link: AccessLinkId,
            page: &PageRequest,
        ) -> Result<Page<SeenApproval>, StoreError>;
    }
}

port! {
    /// Writes access links and consents.
    pub trait AccessLinkRepository {
        /// The key from which all tokens are derived, which is not replaced before this unit ends.
        async fn hold_link_key(&mut self) -> Result<LinkKey, StoreError>;

        /// Replaces the key. The call waits, as for any lock, for units that hold the old one, and
        /// whoever asks for it waits for this unit.
        async fn replace_link_key(&mut self, key: &LinkKey) -> Result<(), StoreError>;

        /// Saves changed links together. [`StoreError::Stale`] if one was changed since it was read.
        async fn save_access_links(&mut self, links: &mut [AccessLink]) -> Result<(), StoreError>;

        /// Stores a new link. [`Taken::AccessLink`](super::Taken) if the employee has one that is
        /// not revoked.
        async fn insert_access_link(&mut self, link: &AccessLink) -> Result<(), StoreError>;

        /// Saves a changed link.
        async fn save_access_link(&mut self, link: &mut AccessLink) -> Result<(), StoreError>;

        /// Stores a consent (L5).
        async fn insert_consent(&mut self, consent: &Consent) -> Result<(), StoreError>;
    }
}
