//! The body of calls that choose memberships which act for the partner.

use latchkey_application::operations::SelectEmployees;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{accounts, mode, people};
use crate::{
    extract::{Call, Checks},
    problem::Problem,
};

/// One person everywhere, everyone at one client, or each of these people in each of these clients.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SelectBody {
    /// Left out: everyone who acts for the partner there.
    employees: Option<Vec<String>>,
    /// Left out: every client.
    clients: Option<Vec<String>>,
    /// Whether only to show what would become of it.
    dry_run: Option<bool>,
}

impl SelectBody {
    pub(super) async fn read(call: &mut Call) -> Result<SelectEmployees, Problem> {
        let body = call.body::<Self>()?;
        let mut checks = Checks::default();
        let employees = match body.employees {
            Some(list) => Some(people(call, &mut checks, "/employees", list).await?),
            None => None,
        };
        let clients = match body.clients {
            Some(list) => Some(accounts(call, &mut checks, "/clients", list).await?),
            None => None,
        };
        checks.finish(Some(()))?;
        Ok(SelectEmployees {
            partner: call.path_account("partner").await?,
            employees,
            clients,
            mode: mode(body.dry_run),
        })
    }
}
