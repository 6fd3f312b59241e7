//! A manager lists the partner's access links (L2).

use std::collections::HashMap;

use latchkey_domain::{
    base::{
        ids::{AccessLinkId, UserId},
        page::{Page, PageRequest},
        reference::AccountRef,
    },
    gate::Need,
    membership::member::Person,
};

use super::{AccessLinks, LinkView};
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{
        partner::manager_of,
        person::{TOKEN, must_be_person},
    },
};

impl AccessLinks {
    /// Lists the partner's links. Listing needs `partner.employees.edit`, because only its holders
    /// may see the URLs (L2).
    pub async fn list(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        page: &PageRequest,
    ) -> Result<Page<LinkView>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let why = "shows the URLs of access links, which only people of the partner see: use a user token";
        must_be_person(cx, TOKEN, why)?;
        let mut reader = ports.store.reader();
        let manager = manager_of(ports, cx, &mut *reader, partner, Need::Edit).await?;
        let key = reader.link_key().await?;
        let links = reader.access_links(manager.partner, page).await?;
        let users: Vec<UserId> = links.items.iter().map(|link| link.employee).collect();
        let people: HashMap<UserId, Person> = reader
            .people_among(&users)
            .await?
            .into_iter()
            .map(|person| (person.id, person))
            .collect();
        let ids: Vec<AccessLinkId> = links.items.iter().map(|link| link.id).collect();
        let counted = reader.approvals_among(&ids).await?;
        let items = links.items.into_iter().filter_map(|link| {
            let employee = people.get(&link.employee)?.clone();
            let approvals = counted.get(&link.id).copied().unwrap_or_default();
            Some(LinkView {
                approvals,
                ..LinkView::of_new(link, &key, employee, now)
            })
        });
        Ok(Page {
            items: items.collect(),
            next: links.next,
        })
    }
}
