//! `POST /v1/partners/{partner}/removals/review`: a manager looks at what removing employees would do
//! (D6).

use actix_web::HttpResponse;
use latchkey_application::removals::ReviewRemoval;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    api::operations::{accounts, people},
    extract::Call,
    map::removals::ReviewBody,
    problem::Problem,
};

/// Whom to review, and where: one of both, or both for each of these people in each of those
/// clients; at most 10,000 pairs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewRemovalBody {
    /// Left out: everybody who acts for the partner in the clients.
    employees: Option<Vec<String>>,
    /// Left out: all clients where the people act for the partner.
    clients: Option<Vec<String>>,
}

#[utoipa::path(post, path = "/v1/partners/{partner}/removals/review", tag = "Removals",
    operation_id = "review_removal", request_body = ReviewRemovalBody,
    responses((status = 200, description = "The review, valid for one hour and one \
        confirmation.", body = ReviewBody)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: ReviewRemovalBody = call.body()?;
    let mut checks = call.checks();
    let employees = body
        .employees
        .map(|list| people(&call, &mut checks, "/employees", list));
    let clients = body
        .clients
        .map(|list| accounts(&call, &mut checks, "/clients", list));
    let (employees, clients) = checks.finish(Some((employees, clients)))?;
    let review = ReviewRemoval {
        partner: call.path_account("partner")?,
        employees,
        clients,
    };
    let act = call.api().removals.review(&call.cx, review);
    call.write(act, |view| Answer::ok(&ReviewBody::of(view)))
        .await
}
