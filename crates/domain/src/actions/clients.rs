//! What a partner's people can do with a client (U2, U4).

use super::{Possible, employees::AskingEmployee};
use crate::{
    base::{refusal::Refusal, time::Time, words::words},
    membership::super_admins::SuperAdmins,
    partnership::change_to_partner_admin::{Billing, ChangeToPartnerAdmin, ChangedBy, NewPartner},
    permission::Catalogue,
};

words! {
    /// What a partner's people do with a client.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ClientAction {
        /// `PATCH` of the client: the partner's own name and tags.
        Change = "change",
        /// `POST …/employees`.
        AddEmployees = "add_employees",
        /// `POST …/deactivations` of this client.
        DeactivateEmployees = "deactivate_employees",
        /// `POST …/reactivations` of this client.
        ReactivateEmployees = "reactivate_employees",
        /// `POST …/removals/review` of this client.
        RemoveEmployees = "remove_employees",
        /// `POST …/end-services`.
        EndServices = "end_services",
        /// `POST …/resume-services`.
        ResumeServices = "resume_services",
        /// `POST …/employees/{oneself}/change-to-partner-admin`.
        ChangeToPartnerAdmin = "change_to_partner_admin",
    }
}

/// A client, with what the rules need beside it.
#[derive(Debug, Clone, Copy)]
pub struct ClientInQuestion<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// Whether it is a client of the partner, and not only an account where the reader is on their own
    /// behalf (A6).
    pub is_client: bool,
    /// The permanent super admins of the client.
    pub super_admins: &'a SuperAdmins,
    /// The partner, as the one that the reader would act for.
    pub partner: NewPartner,
    /// The time.
    pub now: Time,
}

impl ClientInQuestion<'_> {
    /// What somebody can do with the client.
    pub fn actions(&self, asking: AskingEmployee<'_>) -> Vec<Possible> {
        let is_client = self.is_client.then_some(()).ok_or(Refusal::NotFound);
        let manages = asking.manager.map(drop).and(is_client);
        let ask = |action| match action {
            ClientAction::AddEmployees => manages.and(asking.delegator.map(drop)),
            ClientAction::ChangeToPartnerAdmin => self.change_to_partner_admin(asking),
            ClientAction::Change
            | ClientAction::RemoveEmployees
            | ClientAction::EndServices
            | ClientAction::ResumeServices => manages,
            // Such an operation is about whom it finds, and that may be nobody.
            ClientAction::DeactivateEmployees | ClientAction::ReactivateEmployees => {
                asking.manager.map(drop)
            }
        };
        let all = ClientAction::ALL.into_iter();
        all.map(|action| Possible::of(action.as_str(), ask(action)))
            .collect()
    }

    fn change_to_partner_admin(&self, asking: AskingEmployee<'_>) -> Result<(), Refusal> {
        let employment_ends = asking.oneself?.employment_ends();
        let change = ChangeToPartnerAdmin {
            catalogue: self.catalogue,
            by: ChangedBy::Oneself { employment_ends },
            target: asking.own.ok_or(Refusal::NotFound)?,
            partner: self.partner,
            super_admins: self.super_admins,
            billing: Billing::Drop,
        };
        change.carry_out(self.now).map(drop)
    }
}
