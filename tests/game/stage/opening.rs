//! The scene in which every game begins.

use latchkey_application::{
    accounts::{Accounts, SetEmailDomains},
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    memberships::{Memberships, ProvisionMember, RequestedAccess, RequestedChange},
    permission_sets::{CreatePermissionSet, PermissionSets},
    users::{RegisterUser, Users},
};
use latchkey_domain::{
    base::text::{ExternalId, Locale, Name},
    people::{
        account::{NewAccount, Program},
        email::{EmailAddress, EmailDomain},
    },
    permission::{
        PermissionKey, SetName,
        seat::{Seat, SeatPricing},
    },
};

use super::Stage;
use crate::{
    cast::{
        AGENCY, AGENCY_BOSS, AGENCY_CONTRACTOR, AGENCY_DESK, AGENCY_DOMAIN, AGENCY_EDITOR,
        AGENCY_VIEW, AGENCY_WORKER, BAKERY, BAKERY_DESK, BAKERY_MANAGER, CINEMA, CINEMA_CLERK,
        CINEMA_DESK, CINEMA_MANAGER, GARDEN, GARDEN_CLERK, HARBOUR, PEOPLE, PLACES, PRIVATE,
        PRIVATE_A, Place, READER, RIVAL, RIVAL_BOSS, RIVAL_DESK, RIVAL_DOMAIN, RIVAL_WORKER, SETS,
        Who,
    },
    moves::Access,
};

impl Stage {
    pub(super) async fn open(&mut self) {
        let cx = self.as_platform();
        for (at, name) in PLACES.iter().enumerate() {
            let enrolled = at < PRIVATE.0;
            let new = NewAccount {
                external_id: None,
                name: Name::parse(name).unwrap(),
                program: enrolled.then_some(Program::SolutionsPartner),
                seat_pricing: SeatPricing::SeatBased,
            };
            let ready = Accounts::new(self.ports()).create(&cx, new).await;
            let account = self.done(&cx, ready).await.id;
            self.accounts.push(account);
        }
        for who in Who::all() {
            self.users.push(None);
            if PEOPLE[who.0].registered {
                let new = RegisterUser {
                    email: EmailAddress::parse(&who.address()).unwrap(),
                    name: Name::parse(&who.name()).unwrap(),
                    locale: Locale::En,
                    external_id: None,
                    password: None,
                };
                let ready = Users::new(self.ports()).register(&cx, new).await;
                self.users[who.0] = Some(self.done(&cx, ready).await.id);
            }
        }
        for (partner, domain) in [(AGENCY, AGENCY_DOMAIN), (RIVAL, RIVAL_DOMAIN)] {
            let wanted = SetEmailDomains {
                partner: self.account(partner).into(),
                domains: [EmailDomain::parse(domain).unwrap()].into(),
            };
            let accounts = Accounts::new(self.ports());
            let ready = accounts.set_email_domains(&cx, wanted).await;
            self.done(&cx, ready).await;
        }
        self.seat_super_admins().await;
        self.make_sets().await;
        self.seat_others().await;
    }

    async fn seat_super_admins(&self) {
        for (place, boss) in [
            (AGENCY, AGENCY_BOSS),
            (RIVAL, RIVAL_BOSS),
            (PRIVATE, PRIVATE_A),
        ] {
            self.seat(place, boss, Access::Super, None).await;
        }
        for place in Place::clients() {
            for owner in place.owners() {
                self.seat(place, *owner, Access::Super, None).await;
            }
        }
    }

    async fn make_sets(&mut self) {
        let mut reader = self.ports.store.reader();
        let standard = reader.standard_sets().await.unwrap();
        drop(reader);
        for set in &SETS {
            let id = match set.owner {
                None => {
                    let is = |id: &ExternalId| id.as_str() == set.word;
                    let found = standard
                        .iter()
                        .find(|set| set.external_id().is_some_and(is));
                    found.unwrap().id()
                }
                Some(owner) => {
                    let by = match owner {
                        AGENCY => AGENCY_BOSS,
                        RIVAL => RIVAL_BOSS,
                        client => client.owners()[0],
                    };
                    let cx = self.as_user(by);
                    let keys = set.permissions.iter().map(|key| key.parse().unwrap());
                    let wanted = CreatePermissionSet {
                        account: self.account(owner).into(),
                        name: SetName::parse(set.word).unwrap(),
                        description: None,
                        external_id: None,
                        permissions: keys.collect::<Vec<PermissionKey>>(),
                    };
                    let sets = PermissionSets::new(self.ports());
                    let ready = sets.create(&cx, wanted).await;
                    self.done(&cx, ready).await.id()
                }
            };
            self.sets.push(id);
        }
    }

    async fn seat_others(&self) {
        let set = Access::Set;
        for (place, who, access, partner) in [
            (AGENCY, AGENCY_EDITOR, set(AGENCY_DESK), None),
            (AGENCY, AGENCY_WORKER, set(AGENCY_VIEW), None),
            (AGENCY, AGENCY_CONTRACTOR, set(READER), None),
            (RIVAL, RIVAL_WORKER, set(RIVAL_DESK), None),
            (BAKERY, BAKERY_MANAGER, set(BAKERY_DESK), None),
            (CINEMA, CINEMA_MANAGER, set(CINEMA_DESK), None),
            (CINEMA, CINEMA_CLERK, set(READER), None),
            (GARDEN, GARDEN_CLERK, set(READER), None),
        ]
        .into_iter()
        .chain(let_in_from_the_beginning())
        {
            self.seat(place, who, access, partner).await;
        }
    }

    /// The platform makes somebody a member.
    async fn seat(&self, place: Place, who: Who, access: Access, partner: Option<Place>) {
        let cx = self.as_platform();
        let seat = if partner.is_some() {
            Seat::Partner
        } else {
            Seat::Core
        };
        let change = RequestedChange {
            access: Some(match access {
                Access::Super => RequestedAccess::SuperAdmin,
                Access::Admin => RequestedAccess::PartnerAdmin,
                Access::Set(set) => RequestedAccess::PermissionSet(self.set(set)),
            }),
            seat: Some(seat),
            partner: Some(partner.map(|partner| self.account(partner).into())),
            ..RequestedChange::default()
        };
        let wanted = ProvisionMember {
            account: self.account(place).into(),
            user: self.user(who).into(),
            change,
            notify: false,
        };
        let ready = Memberships::new(self.ports()).provision(&cx, wanted).await;
        self.done(&cx, ready).await;
    }

    async fn done<T>(&self, cx: &RequestContext, ready: Result<Ready<T>, UseCaseError>) -> T {
        let done = ready.unwrap().commit(&self.ports, cx, None).await;
        done.unwrap().value
    }
}

/// Which of the adversary's people the clients have let in before the game begins: where, whom, with
/// what, and for whom they act.
pub(crate) fn let_in_from_the_beginning() -> Vec<(Place, Who, Access, Option<Place>)> {
    vec![
        (BAKERY, AGENCY_EDITOR, Access::Admin, Some(AGENCY)),
        (CINEMA, AGENCY_BOSS, Access::Super, Some(AGENCY)),
        (CINEMA, AGENCY_WORKER, Access::Set(READER), Some(AGENCY)),
        (CINEMA, RIVAL_WORKER, Access::Admin, Some(RIVAL)),
        (HARBOUR, AGENCY_BOSS, Access::Super, Some(AGENCY)),
        (HARBOUR, PRIVATE_A, Access::Set(READER), None),
        (HARBOUR, AGENCY_WORKER, Access::Set(READER), None),
    ]
}
