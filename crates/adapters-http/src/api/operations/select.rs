//! The body of calls that choose memberships which act for the partner.

use latchkey_application::operations::SelectEmployees;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{accounts, mode, people};
use crate::{extract::Call, problem::Problem};

/// One person everywhere, everyone at one client, or each of these people in each of these clients.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SelectBody {
    /// Left out: everyone who acts for the partner there.
    employees: Option<Vec<String>>,
    /// Left out: every client.
    clients: Option<Vec<String>>,
    /// `true` only shows the result and changes nothing.
    dry_run: Option<bool>,
}

impl SelectBody {
    pub(super) fn read(call: &mut Call) -> Result<SelectEmployees, Problem> {
        let body = call.body::<Self>()?;
        let mut checks = call.checks();
        let employees = body
            .employees
            .map(|list| people(call, &mut checks, "/employees", list));
        let clients = body
            .clients
            .map(|list| accounts(call, &mut checks, "/clients", list));
        let (employees, clients) = checks.finish(Some((employees, clients)))?;
        Ok(SelectEmployees {
            partner: call.path_account("partner")?,
            employees,
            clients,
            mode: mode(body.dry_run),
        })
    }
}
