//! The partner's clients: the list, a single client, the partner's own name and tags for it, and
//! who works there (U1, R6). Among the clients the reader, and nobody else, finds the accounts where they
//! are on their own behalf (A6).

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::AccountRef,
        refusal::Refusal,
        text::{Name, SearchText, Tag},
        time::Time,
    },
    gate::Need,
    membership::member::Person,
    partnership::relationship::RelationshipStatus,
    people::token::Scope,
    ports::{AccessType, AddableEmployee, ClientFilter, ClientRow, Locks, MemberFilter},
    trail::event::EventKind,
};

use super::ClientAccess;
use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, lists, ready::Ready, refusals::Attempted,
    },
    gates::{named, partner, person::must_be_person},
    steps::member_view::MemberView,
};

/// Filters of the list of clients.
#[derive(Debug, Clone, Default)]
pub struct ListClients {
    /// Kinds of access; empty for every client with a membership or an unended relationship.
    pub access_types: BTreeSet<AccessType>,
    /// Part of the official or the partner's own name.
    pub text: Option<SearchText>,
    /// The status of the relationship.
    pub status: Option<RelationshipStatus>,
    /// A tag of the client.
    pub tag: Option<Tag>,
}

/// A client as its partner sees it, with the relationship's current status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientView {
    /// The client.
    pub row: ClientRow,
    /// The current status of the relationship; `None`: there is none.
    pub status: Option<RelationshipStatus>,
    /// When the relationship ends or ended.
    pub ends_at: Option<Time>,
}

/// The people who work for the partner in a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientEmployees {
    /// Memberships that act for the partner.
    pub members: Page<MemberView>,
    /// Linked people who act for no partner there; nothing else of them is shown.
    pub linked: Vec<Person>,
    /// Verified employees, and lately former ones, who are there on their own behalf (A6); nothing else
    /// of them is shown either.
    pub own_behalf: Vec<Person>,
}

/// Changes the partner's own name and tags for a client.
#[derive(Debug, Clone)]
pub struct ChangeClient {
    /// The partner.
    pub partner: AccountRef,
    /// The client.
    pub client: AccountRef,
    /// The partner's own name; `Some(None)` returns to the official one.
    pub display_name: Option<Option<Name>>,
    /// The partner's own tags.
    pub tags: Option<BTreeSet<Tag>>,
}

/// The maximum number of tags on one client.
pub const MOST_TAGS: usize = 20;

impl ClientAccess {
    /// Lists the partner's clients.
    pub async fn clients(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        wanted: ListClients,
        page: &PageRequest,
    ) -> Result<Page<ClientView>, UseCaseError> {
        let (ports, scope) = (&*self.ports, Scope::Provision);
        if !wanted.access_types.is_empty() {
            let why =
                "looks at the caller's own access, of which the platform has none: leave it out";
            must_be_person(cx, "?access_type", why)?;
        }
        let mut reader = ports.store.reader();
        let viewer = partner::viewer_of(ports, cx, &mut *reader, partner, scope).await?;
        let filter = ClientFilter {
            access_types: wanted.access_types,
            text: wanted.text,
            status: wanted.status,
            tag: wanted.tag,
            ends_after_days: self.ports.settings.ends_after_days,
            now: self.ports.now(),
        };
        let rows = reader.clients(viewer.partner, viewer.user, &filter, page);
        let rows = rows.await?;
        Ok(rows.map(|row| self.view(row)))
    }

    /// Shows one client.
    pub async fn client(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        client: &AccountRef,
    ) -> Result<ClientView, UseCaseError> {
        let (ports, place) = (&*self.ports, [partner, client]);
        let mut reader = ports.store.reader();
        let (viewer, client) = partner::viewer_at(ports, cx, &mut *reader, place).await?;
        let row = reader
            .client(viewer.partner, viewer.user, client, ports.now())
            .await?
            .ok_or(Refusal::NotFound)?;
        Ok(self.view(row))
    }

    /// Lists the people who work for the partner in a client.
    pub async fn client_employees(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        client: &AccountRef,
        page: &PageRequest,
    ) -> Result<ClientEmployees, UseCaseError> {
        let (ports, place) = (&*self.ports, [partner, client]);
        let mut reader = ports.store.reader();
        let (viewer, client) = partner::viewer_at(ports, cx, &mut *reader, place).await?;
        let (partner, now) = (viewer.partner, ports.now());
        let relationship = reader.relationship(partner, client).await?;
        let status = relationship.map(|known| known.status(ports.settings.ends_after_days, now));
        let acting = MemberFilter::acting_for(partner);
        let members = reader.members(client, &acting, page).await?;
        let linked = reader.linked_people(partner, client).await?;
        if status.is_none() && members.items.is_empty() && linked.is_empty() {
            return Err(Refusal::NotFound.into());
        }
        let own_behalf = match status {
            None | Some(RelationshipStatus::Ended) => Vec::new(),
            Some(RelationshipStatus::Connected | RelationshipStatus::Managed) => {
                reader.own_behalf_people(partner, client, now).await?
            }
        };
        let members = members.map(|member| MemberView::of(member, &ports.catalogue, now));
        Ok(ClientEmployees {
            members,
            linked,
            own_behalf,
        })
    }

    /// Lists the partner's employees who can be added to a client: those who do not act for it there.
    /// Whether they are members there otherwise is not told (A6).
    pub async fn candidates(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        client: &AccountRef,
        text: Option<&SearchText>,
        page: &PageRequest,
    ) -> Result<Page<AddableEmployee>, UseCaseError> {
        let (ports, place) = (&*self.ports, [partner, client]);
        let mut reader = ports.store.reader();
        let (viewer, client) = partner::viewer_at(ports, cx, &mut *reader, place).await?;
        let partner = viewer.partner;
        partner::relationship(&mut *reader, partner, client).await?;
        Ok(reader
            .addable_employees(partner, client, text, ports.now(), page)
            .await?)
    }

    /// Changes the partner's own name and tags for a client.
    pub async fn change_client(
        &self,
        cx: &RequestContext,
        cmd: ChangeClient,
    ) -> Result<Ready<ClientView>, UseCaseError> {
        let attempted = Attempted::new(EventKind::RelationshipChanged)
            .in_account(&cmd.client)
            .with_partner(&cmd.partner);
        let work = self.try_change_client(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change_client(
        &self,
        cx: &RequestContext,
        cmd: ChangeClient,
    ) -> Result<Ready<ClientView>, UseCaseError> {
        let ports = &*self.ports;
        let tags = cmd.tags.as_ref().map_or(0, BTreeSet::len);
        lists::must_have_at_most(MOST_TAGS, "/tags", tags)?;
        let place = [&cmd.partner, &cmd.client];
        let [partner, client] = named::place_for_user(ports, cx, Need::Edit, place).await?;
        let locks = Locks::none().changing(client).reading(partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let now = ports.now();
        let row = unit.client(partner, manager.user, client, now).await?;
        let mut row = row.ok_or(Refusal::NotFound)?;
        let relationship = row.relationship.as_mut().ok_or(Refusal::NotFound)?;
        cx.must_match(relationship.version)?;
        let renamed = cmd
            .display_name
            .is_some_and(|name| relationship.rename(name));
        let tagged = cmd.tags.is_some_and(|tags| relationship.set_tags(tags));
        if !renamed && !tagged {
            return Ok(Ready::unchanged(self.view(row)));
        }
        unit.save_relationship(relationship).await?;
        let days = ports.settings.ends_after_days;
        let event = relationship.event(EventKind::RelationshipChanged, days);
        let permit = manager.permit();
        Ok(Ready::of(
            self.view(row),
            unit,
            &permit,
            [event],
            (ports, now),
        ))
    }

    fn view(&self, row: ClientRow) -> ClientView {
        let days = self.ports.settings.ends_after_days;
        let relationship = row.relationship.as_ref();
        ClientView {
            status: relationship.map(|known| known.status(days, self.ports.now())),
            ends_at: relationship.and_then(|known| known.ends_at(days)),
            row,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// The partner's own name and tags are visible only to it, and it finds its clients by them
    /// (R6, U1).
    #[tokio::test]
    async fn a_client_is_found_by_the_partners_name_for_it() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.tomas);
        let cmd = ChangeClient {
            partner: world.northwind.into(),
            client: world.harbour.into(),
            display_name: Some(Some(Name::parse("The Harbour job").unwrap())),
            tags: Some(BTreeSet::from([Tag::parse("retail").unwrap()])),
        };
        let ready = service.change_client(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let page = PageRequest::first();
        for (text, tag, found) in [
            (Some("harbour JOB"), None, 1),
            (Some("& pine"), None, 1),
            (Some("nowhere"), None, 0),
            (None, Some("retail"), 1),
            (None, Some("wholesale"), 0),
        ] {
            let wanted = ListClients {
                text: text.map(|text| SearchText::parse(text).unwrap()),
                tag: tag.map(|tag| Tag::parse(tag).unwrap()),
                ..ListClients::default()
            };
            let listed = service
                .clients(&cx, &world.northwind.into(), wanted, &page)
                .await
                .unwrap();
            assert_eq!(listed.items.len(), found, "{text:?} {tag:?}");
        }
        let ready = service.change_client(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(bed.trail(9).await, [(EventKind::RelationshipChanged, None)]);
    }

    /// The people who work for the partner are shown, but not the client's own people; another
    /// partner's client is not found (A6).
    #[tokio::test]
    async fn a_partner_sees_only_its_own_people_in_a_client() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.priya);
        let page = PageRequest::first();
        let shown = service
            .client_employees(&cx, &world.northwind.into(), &world.harbour.into(), &page)
            .await;
        let people: Vec<_> = shown
            .unwrap()
            .members
            .items
            .iter()
            .map(|view| view.member.user.id)
            .collect();
        assert_eq!(people, [world.marit]);
        let client = service
            .client(&cx, &world.northwind.into(), &world.harbour.into())
            .await
            .unwrap();
        assert_eq!((client.row.active, client.row.deactivated), (1, 0));
        assert_eq!(client.status, Some(RelationshipStatus::Connected));
        for result in [
            service
                .client(&cx, &world.northwind.into(), &world.fjordline.into())
                .await
                .map(|_| ()),
            service
                .client_employees(&cx, &world.northwind.into(), &world.fjordline.into(), &page)
                .await
                .map(|_| ()),
            service
                .client(
                    &bed.as_user(world.helen),
                    &world.northwind.into(),
                    &world.harbour.into(),
                )
                .await
                .map(|_| ()),
        ] {
            assert_eq!(refused(result), "not-found");
        }
    }
}
