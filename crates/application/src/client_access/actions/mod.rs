//! What the caller can do with a partner's clients, and with employees in one of them (U4).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use latchkey_domain::{
    actions::{
        Possible,
        clients::ClientInQuestion,
        employees::{AskingEmployee, EmployeeInQuestion},
        staff::StaffInQuestion,
    },
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal},
    gate::{self, Delegator, Need, PartnerManager},
    membership::{member::Member, super_admins::SuperAdmins},
    partnership::change_to_partner_admin::NewPartner,
    ports::Reader,
};

use super::{ClientAccess, ClientView, EmployeeView};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    gates::{
        asked, named, partner,
        person::{ABOUT_CALLER, ASKED, must_be_person},
    },
    steps::member_view::MemberView,
};

/// Who asks, as the gates of the partner see them.
struct ActionReader {
    manager: Result<PartnerManager, Refusal>,
    oneself: Result<PartnerManager, Refusal>,
    employment: Option<Member>,
}

impl ActionReader {
    async fn load(
        ports: &Ports,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        partner: AccountId,
    ) -> Result<Self, UseCaseError> {
        let user = gate::user(&cx.origin, Need::View)?;
        let employment = reader.member(partner, user).await?;
        let own = employment.as_ref();
        let oneself = gate::changing_manager(&cx.origin, own, user, &ports.catalogue, ports.now());
        Ok(Self {
            manager: asked(partner::manager_by(ports, cx, own, Need::Edit))?,
            oneself,
            employment,
        })
    }

    /// As a partner admin of a client, by the own membership there.
    fn delegator(&self, ports: &Ports, own: Option<&Member>) -> Result<Delegator, Refusal> {
        let manager = self.manager.as_ref().map_err(|refusal| *refusal)?;
        manager.partner_admin_in(own, &ports.catalogue, ports.now())
    }

    fn in_client<'a>(
        &'a self,
        delegator: &'a Result<Delegator, Refusal>,
        own: Option<&'a Member>,
    ) -> AskingEmployee<'a> {
        AskingEmployee {
            manager: self.manager.as_ref().map_err(|refusal| *refusal),
            delegator: delegator.as_ref().map_err(|refusal| *refusal),
            oneself: self.oneself.as_ref().map_err(|refusal| *refusal),
            own,
        }
    }
}

impl ClientAccess {
    /// What the caller can do with these employees in one client, in their order. It takes a fixed number
    /// of statements, however many there are.
    pub async fn employee_actions(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        employees: &[MemberView],
    ) -> Result<Vec<Vec<Possible>>, UseCaseError> {
        must_be_person(cx, ASKED, ABOUT_CALLER)?;
        let Some(first) = employees.first() else {
            return Ok(Vec::new());
        };
        let (ports, client) = (&*self.ports, first.member.account.id);
        let partner = named::account_for_user(ports, cx, Need::View, partner).await?;
        let user = gate::user(&cx.origin, Need::View)?;
        let mut reader = ports.store.reader();
        let asking = ActionReader::load(ports, cx, &mut *reader, partner).await?;
        let own = reader.member(client, user).await?;
        let super_admins = reader.permanent_super_admins(client).await?;
        let delegator = asking.delegator(ports, own.as_ref());
        let asking = asking.in_client(&delegator, own.as_ref());
        let actions = employees.iter().map(|view| {
            let acting = view.member.acting.as_ref();
            let question = EmployeeInQuestion {
                catalogue: &ports.catalogue,
                member: &view.member,
                acting: acting.ok_or(Refusal::NotFound)?,
                super_admins: &super_admins,
                now: ports.now(),
            };
            Ok(question.actions(asking))
        });
        actions.collect()
    }

    /// What the caller can do with these employees and leavers of the partner, in their order. It takes a
    /// fixed number of statements, however many there are.
    pub async fn staff_actions(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        staff: &[EmployeeView],
    ) -> Result<Vec<Vec<Possible>>, UseCaseError> {
        must_be_person(cx, ASKED, ABOUT_CALLER)?;
        let ports = &*self.ports;
        let partner = named::account_for_user(ports, cx, Need::View, partner).await?;
        let mut reader = ports.store.reader();
        let asking = ActionReader::load(ports, cx, &mut *reader, partner).await?;
        let manager = asking.manager.as_ref().map_err(|refusal| *refusal);
        let partner = reader.account(partner).await?.ok_or(Refusal::NotFound)?;
        let actions = staff.iter().map(|view| {
            let question = StaffInQuestion {
                partner: &partner,
                row: &view.row,
                now: ports.now(),
            };
            question.actions(manager)
        });
        Ok(actions.collect())
    }

    /// What the caller can do with these clients, in their order. It takes a fixed number of statements,
    /// however many there are.
    pub async fn client_actions(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        clients: &[ClientView],
    ) -> Result<Vec<Vec<Possible>>, UseCaseError> {
        must_be_person(cx, ASKED, ABOUT_CALLER)?;
        let ports = &*self.ports;
        let partner = named::account_for_user(ports, cx, Need::View, partner).await?;
        let user = gate::user(&cx.origin, Need::View)?;
        let mut reader = ports.store.reader();
        let asking = ActionReader::load(ports, cx, &mut *reader, partner).await?;
        let ids: Vec<_> = clients.iter().map(|view| view.row.client).collect();
        let places: Vec<_> = ids.iter().map(|client| (*client, user)).collect();
        let own = reader.members_at(&places).await?.into_iter();
        let own: BTreeMap<_, _> = own.map(|member| (member.account.id, member)).collect();
        let super_admins = reader.super_admins_of(&ids).await?;
        let account = reader.account(partner).await?.ok_or(Refusal::NotFound)?;
        let none = SuperAdmins::default();
        let actions = clients.iter().map(|view| {
            let client = &view.row.client;
            let own = own.get(client);
            let delegator = asking.delegator(ports, own);
            let question = ClientInQuestion {
                catalogue: &ports.catalogue,
                is_client: view.row.relationship.is_some(),
                super_admins: super_admins.get(client).unwrap_or(&none),
                partner: NewPartner::of(&account, asking.employment.as_ref(), ports.now()),
                now: ports.now(),
            };
            question.actions(asking.in_client(&delegator, own))
        });
        Ok(actions.collect())
    }
}
