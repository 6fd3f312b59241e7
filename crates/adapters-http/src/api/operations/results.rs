//! `GET /v1/operations/{operation}/results`: what became of each item.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use latchkey_application::operations::ListItems;
use latchkey_domain::work::operation::ItemOutcome;

use crate::{
    answer::Answer,
    extract::{Call, Checks, ListOf, PageParams, values::one_of},
    map::{operations::OperationItemView, words},
    problem::Problem,
};

/// Filters of the results.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct ResultParams {
    /// Only results with this outcome; `succeeded` stands for several.
    #[param(value_type = Option<words::OutcomeFilter>)]
    outcome: Option<String>,
}

/// The outcomes that a word stands for.
fn outcomes(text: &str) -> Option<BTreeSet<ItemOutcome>> {
    let all = ItemOutcome::ALL.into_iter();
    match text {
        "succeeded" => Some(all.filter(|outcome| outcome.is_success()).collect()),
        _ => ItemOutcome::parse(text).map(|outcome| [outcome].into()),
    }
}

#[utoipa::path(get, path = "/v1/operations/{operation}/results", tag = "Operations",
    operation_id = "list_operation_results", params(ResultParams, PageParams),
    responses((status = 200, description = "Items with their results, in their order.",
        body = ListOf<OperationItemView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let query = call.query(&["outcome", "limit", "cursor"], &[])?;
    let operation = call.path_id("operation")?;
    let mut checks = Checks::default();
    let known = one_of(words::OutcomeFilter::known, outcomes);
    let outcomes = query.checked(&mut checks, "outcome", known);
    let page = call.page(&query, &mut checks)?;
    let wanted = checks.finish(Some(ListItems {
        operation,
        outcomes,
        page,
    }))?;
    let page = call.api().operations.items(&call.cx, &wanted).await?;
    let list = call.list(&query, page, |row| OperationItemView::of(&row));
    Ok(Answer::ok(&list)?.send())
}
