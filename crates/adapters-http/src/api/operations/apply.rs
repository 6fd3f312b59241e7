//! `POST /v1/partners/{partner}/permission-sets/{set}/apply`: holders of the partner's set in its clients
//! get its newest version (A7).

use actix_web::HttpResponse;
use latchkey_application::operations::ApplySet;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{accounts, answer, mode};
use crate::{
    extract::Call,
    map::operations::{ForeseenItems, OperationView},
    problem::Problem,
};

/// The clients in which to apply the set.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApplyBody {
    /// Left out: wherever somebody holds an older version.
    clients: Option<Vec<String>>,
    /// `true` only shows the result and changes nothing.
    dry_run: Option<bool>,
}

#[utoipa::path(post, path = "/v1/partners/{partner}/permission-sets/{set}/apply",
    tag = "Operations", operation_id = "apply_permission_set",
    request_body = Option<ApplyBody>,
    responses(
        (status = 202, description = "The operation, which runs in the background.", body = OperationView),
        (status = 200, description = "A dry run: what would become of each.",
            body = ForeseenItems),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let permission_set = call.path_id("set")?;
    let body = call.optional_body::<ApplyBody>()?;
    let mut checks = call.checks();
    let clients = body
        .clients
        .map(|list| accounts(&call, &mut checks, "/clients", list));
    let clients = checks.finish(Some(clients))?;
    let cmd = ApplySet {
        partner: call.path_account("partner")?,
        permission_set,
        clients,
        mode: mode(body.dry_run),
    };
    let act = call.api().operations.apply_set(&call.cx, cmd);
    call.write(act, answer).await
}
