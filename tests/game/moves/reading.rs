//! What somebody looks at, and everything that they read there.

use std::fmt::Debug;

use latchkey_application::{
    access_links::AccessLinks,
    audit::{ListEvents, NamedEventFilter, Trail},
    client_access::{ClientAccess, ListClients, ListEmployees},
    frame::error::UseCaseError,
    memberships::{ListMembers, Memberships, TargetMember},
    partners::Partners,
    removals::{Removals, ReviewRemoval},
};
use latchkey_domain::base::page::PageRequest;

use super::{Got, Outcome, own_side::address};
use crate::{
    cast::{LinkNo, Place, Who},
    stage::Stage,
};

/// Something to look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum View {
    TrailOfAccount(Place),
    TrailOfPartner(Place),
    Members(Place),
    Member(Place, Who),
    Explained(Place, Who),
    Assignable(Place, Who),
    PartnersOf(Place),
    Clients(Place),
    ClientEmployees(Place, Place),
    Employees(Place),
    Employee(Place, Who),
    Links(Place),
    Link(LinkNo),
    Review(Place, Place, Who),
}

impl View {
    /// Whom it names by their id.
    pub(super) const fn names(&self) -> Option<Who> {
        match self {
            Self::Member(_, who)
            | Self::Explained(_, who)
            | Self::Employee(_, who)
            | Self::Review(_, _, who) => Some(*who),
            _ => None,
        }
    }
}

/// What is read: every text of the answer.
fn read<T: Debug>(answer: Result<T, UseCaseError>) -> Outcome {
    match answer {
        Ok(shown) => Outcome {
            said: format!("{shown:?}"),
            ..Outcome::nothing()
        },
        Err(error) => Outcome {
            got: Got::Refused(error.refusal().map_or("invalid", |refusal| refusal.code())),
            said: format!("{error:?}"),
            ..Outcome::nothing()
        },
    }
}

pub(super) async fn look(stage: &Stage, by: Who, view: &View) -> Outcome {
    let cx = stage.as_user(by);
    let page = PageRequest::first();
    let newest = ListEvents {
        filter: NamedEventFilter::default(),
        page: PageRequest::first(),
    };
    let account = |place: &Place| stage.account(*place).into();
    let access = ClientAccess::new(stage.ports());
    let members = Memberships::new(stage.ports());
    let target = |place: &Place, who: &Who| TargetMember {
        account: stage.account(*place).into(),
        user: stage.user(*who).into(),
    };
    match view {
        View::TrailOfAccount(place) => {
            let trail = Trail::new(stage.ports());
            read(trail.of_account(&cx, &account(place), &newest).await)
        }
        View::TrailOfPartner(place) => {
            let trail = Trail::new(stage.ports());
            read(trail.of_partner(&cx, &account(place), &newest).await)
        }
        View::Members(place) => read(
            members
                .members(&cx, &account(place), ListMembers::default(), &page)
                .await,
        ),
        View::Member(place, who) => read(members.member(&cx, target(place, who)).await),
        View::Explained(place, who) => read(members.explain(&cx, target(place, who)).await),
        View::Assignable(place, who) => {
            let email = address(*who);
            read(
                members
                    .assignable_access(&cx, &account(place), &email)
                    .await,
            )
        }
        View::PartnersOf(place) => {
            let partners = Partners::new(stage.ports());
            read(partners.list(&cx, &account(place), &page).await)
        }
        View::Clients(partner) => {
            let all = ListClients::default();
            read(access.clients(&cx, &account(partner), all, &page).await)
        }
        View::ClientEmployees(partner, client) => {
            let (partner, client) = (account(partner), account(client));
            read(access.client_employees(&cx, &partner, &client, &page).await)
        }
        View::Employees(partner) => {
            let all = ListEmployees::default();
            read(access.employees(&cx, &account(partner), all, &page).await)
        }
        View::Employee(partner, who) => {
            let employee = stage.user(*who).into();
            read(access.employee(&cx, &account(partner), &employee).await)
        }
        View::Links(partner) => {
            let links = AccessLinks::new(stage.ports());
            read(links.list(&cx, &account(partner), &page).await)
        }
        View::Link(link) => match stage.link_token(*link).await {
            Some(token) => read(AccessLinks::new(stage.ports()).show(&cx, &token).await),
            None => Outcome::not_called(),
        },
        View::Review(partner, client, who) => {
            let wanted = ReviewRemoval {
                partner: account(partner),
                employees: Some(vec![stage.user(*who).into()]),
                clients: Some(vec![account(client)]),
            };
            // Dropped, not committed: a review changes nothing.
            let review = Removals::new(stage.ports()).review(&cx, wanted).await;
            read(review.map(|ready| ready.value().clone()))
        }
    }
}
