use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        page::{Page, PageRequest},
    },
    partnership::{
        access_link::{AccessLink, LinkKey},
        consent::Consent,
    },
    people::token::TokenHash,
};

port! {
    /// Reads access links.
    pub trait AccessLinkQueries {
        /// The key from which all tokens are derived. It is made with the database and never
        /// changes.
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
    }
}

port! {
    /// Writes access links and consents.
    pub trait AccessLinkRepository {
        /// Stores a new link. [`Taken::AccessLink`](super::Taken) if the employee has one that is
        /// not revoked.
        async fn insert_access_link(&mut self, link: &AccessLink) -> Result<(), StoreError>;

        /// Saves a changed link.
        async fn save_access_link(&mut self, link: &mut AccessLink) -> Result<(), StoreError>;

        /// Stores a consent (L5).
        async fn insert_consent(&mut self, consent: &Consent) -> Result<(), StoreError>;
    }
}
