//! `POST /v1/partners/{partner}/assignments`: a partner admin adds many employees to many clients (A4).

use actix_web::HttpResponse;
use latchkey_application::operations::{AssignEmployees, BegunOperation};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{accounts, answer, mode, people};
use crate::{
    answer::Answer,
    extract::Call,
    map::{
        operations::{ForeseenClientView, ForeseenClients, OperationView},
        permission_sets::set_id,
    },
    problem::Problem,
};

/// The employees, the clients and the permission set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignBody {
    /// The clients; with the employees they make at most 10,000 pairs.
    #[schema(value_type = Vec<String>)]
    clients: Option<Vec<String>>,
    #[schema(value_type = Vec<String>)]
    employees: Option<Vec<String>>,
    /// A standard set, or one of the partner's own.
    #[schema(value_type = String)]
    permission_set: Option<String>,
    /// When their access ends; in each client never beyond the caller's own end.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<String>,
    /// `true` only shows the result and changes nothing.
    dry_run: Option<bool>,
}

#[utoipa::path(post, path = "/v1/partners/{partner}/assignments", tag = "Operations",
    operation_id = "assign_employees", request_body = AssignBody,
    responses(
        (status = 202, description = "The operation, which runs in the background.", body = OperationView),
        (status = 200, description = "A dry run: what would become of it, client by client.",
            body = ForeseenClients),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.body::<AssignBody>()?;
    let mut checks = call.checks();
    for (pointer, list) in [("/clients", &body.clients), ("/employees", &body.employees)] {
        if list.is_none() {
            checks.missing(pointer);
        }
    }
    let clients = body.clients.unwrap_or_default();
    let clients = accounts(&call, &mut checks, "/clients", clients);
    let employees = body.employees.unwrap_or_default();
    let employees = people(&call, &mut checks, "/employees", employees);
    let set = checks.required("/permission_set", body.permission_set.as_deref(), set_id);
    let expires_at = checks.end("/expires_at", body.expires_at.as_deref());
    let permission_set = checks.finish(set)?;
    let cmd = AssignEmployees {
        partner: call.path_account("partner")?,
        clients,
        employees,
        permission_set,
        expires_at,
        mode: mode(body.dry_run),
    };
    let act = call.api().operations.assign(&call.cx, cmd);
    call.write(act, |begun| match begun {
        BegunOperation::Started(_) => answer(begun),
        BegunOperation::Foreseen(clients) => Answer::ok(&ForeseenClients {
            results: clients
                .iter()
                .map(|client| ForeseenClientView::of(client, permission_set))
                .collect(),
        }),
    })
    .await
}
