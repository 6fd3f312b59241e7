use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        page::{Page, PageRequest},
    },
    partnership::{
        access_link::{AccessLink, LinkKey},
        consent::Consent,
    },
    people::token::TokenHash,
    ports::{AccessLinkQueries, AccessLinkRepository, StoreError, Taken},
};

use super::{
    list::{Order, by_id, page_of},
    state::taken,
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> AccessLinkQueries for Memory<S> {
    async fn link_key(&mut self) -> Result<LinkKey, StoreError> {
        self.look(|_view| LinkKey::new(*b"the link key of the memory store"))
    }

    async fn access_link(&mut self, id: AccessLinkId) -> Result<Option<AccessLink>, StoreError> {
        self.look(|view| view.state.access_links.get(&id).cloned())
    }

    async fn access_link_by_token(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<AccessLink>, StoreError> {
        self.look(|view| {
            let mut links = view.state.access_links.values();
            links.find(|link| link.token_hash == *hash).cloned()
        })
    }

    async fn unrevoked_link(
        &mut self,
        partner: AccountId,
        employee: UserId,
    ) -> Result<Option<AccessLink>, StoreError> {
        self.look(|view| {
            let mut newest_first = view.state.access_links.values().rev();
            newest_first
                .find(|link| is_unrevoked(link, partner, employee))
                .cloned()
        })
    }

    async fn access_links(
        &mut self,
        partner: AccountId,
        page: &PageRequest,
    ) -> Result<Page<AccessLink>, StoreError> {
        self.look(|view| {
            let links = view.state.access_links.values();
            let links = links.filter(|link| link.partner == partner).cloned();
            page_of(links.collect(), Order::Down, page, |link: &AccessLink| {
                by_id(link.id.uuid())
            })
        })
    }
}

fn is_unrevoked(link: &AccessLink, partner: AccountId, employee: UserId) -> bool {
    link.partner == partner && link.employee == employee && link.revoked_at.is_none()
}

#[async_trait]
impl AccessLinkRepository for Memory<Draft> {
    async fn insert_access_link(&mut self, link: &AccessLink) -> Result<(), StoreError> {
        self.write(|state| {
            taken(Taken::Id, state.access_links.contains_key(&link.id))?;
            let mut links = state.access_links.values();
            let standing = links.any(|other| is_unrevoked(other, link.partner, link.employee));
            taken(Taken::AccessLink, standing && link.revoked_at.is_none())?;
            state.access_links.insert(link.id, link.clone());
            Ok(())
        })
    }

    async fn save_access_link(&mut self, link: &mut AccessLink) -> Result<(), StoreError> {
        self.write(|state| {
            let stored = state.access_links.get(&link.id);
            if stored.is_none_or(|stored| stored.version != link.version) {
                return Err(StoreError::Stale);
            }
            link.saved();
            state.access_links.insert(link.id, link.clone());
            Ok(())
        })
    }

    async fn insert_consent(&mut self, consent: &Consent) -> Result<(), StoreError> {
        self.write(|state| {
            state.consents.push(consent.clone());
            Ok(())
        })
    }
}
