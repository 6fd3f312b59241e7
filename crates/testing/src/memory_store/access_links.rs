use std::collections::HashMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        page::{Page, PageRequest, Position},
    },
    partnership::{
        access_link::{AccessLink, LinkKey},
        consent::{Consent, LinkApprovals, SeenApproval},
    },
    people::token::TokenHash,
    ports::{AccessLinkQueries, AccessLinkRepository, StoreError, Taken},
};

use super::{
    list::{Order, by_id, page_of},
    state::{State, taken},
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> AccessLinkQueries for Memory<S> {
    async fn link_key(&mut self) -> Result<LinkKey, StoreError> {
        self.look(|view| {
            let first = || LinkKey::new(*b"the link key of the memory store");
            view.state.link_key.clone().unwrap_or_else(first)
        })
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

    async fn unrevoked_links(
        &mut self,
        after: Option<AccessLinkId>,
        most: u16,
    ) -> Result<Vec<AccessLink>, StoreError> {
        self.look(|view| {
            let links = view.state.access_links.values();
            links
                .filter(|link| link.revoked_at.is_none())
                .filter(|link| after.is_none_or(|after| link.id > after))
                .take(most.into())
                .cloned()
                .collect()
        })
    }

    async fn approvals_among(
        &mut self,
        links: &[AccessLinkId],
    ) -> Result<HashMap<AccessLinkId, LinkApprovals>, StoreError> {
        self.look(|view| {
            let mut all: HashMap<AccessLinkId, LinkApprovals> = HashMap::new();
            for consent in &view.state.consents {
                if links.contains(&consent.link) {
                    let approvals = all.entry(consent.link).or_default();
                    approvals.count += 1;
                    approvals.last_at = approvals.last_at.max(Some(consent.at));
                }
            }
            all
        })
    }

    async fn approvals(
        &mut self,
        link: AccessLinkId,
        page: &PageRequest,
    ) -> Result<Page<SeenApproval>, StoreError> {
        self.look(|view| {
            let state = view.state;
            let numbered = (1..).zip(&state.consents);
            let of_link = numbered.filter(|(_, consent)| consent.link == link);
            let seen = of_link.map(|(number, consent)| state.approval(number, consent));
            page_of(seen.collect(), Order::Down, page, |seen: &SeenApproval| {
                Position {
                    key: format!("{:020}", seen.number),
                    id: link.uuid(),
                }
            })
        })
    }
}

impl State {
    fn approval(&self, number: u64, consent: &Consent) -> SeenApproval {
        let approver = self.memberships.get(&(consent.client, consent.approver));
        let acts_for = approver.and_then(|membership| membership.partner);
        let is_hidden = acts_for.is_some_and(|acts_for| acts_for != consent.partner);
        SeenApproval {
            number,
            client: consent.client,
            client_name: self.shown_name(consent.partner, consent.client),
            official_name: self.official_name(consent.client),
            at: consent.at,
            approver: (!is_hidden).then(|| {
                let person = self.person(consent.approver);
                (person.id, person.name)
            }),
            hint: consent.shown.hint.clone(),
        }
    }
}

fn is_unrevoked(link: &AccessLink, partner: AccountId, employee: UserId) -> bool {
    link.partner == partner && link.employee == employee && link.revoked_at.is_none()
}

#[async_trait]
impl AccessLinkRepository for Memory<Draft> {
    async fn hold_link_key(&mut self) -> Result<LinkKey, StoreError> {
        self.link_key().await
    }

    async fn replace_link_key(&mut self, key: &LinkKey) -> Result<(), StoreError> {
        self.write(|state| {
            state.link_key = Some(key.clone());
            Ok(())
        })
    }

    async fn save_access_links(&mut self, links: &mut [AccessLink]) -> Result<(), StoreError> {
        for link in links {
            self.save_access_link(link).await?;
        }
        Ok(())
    }

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
