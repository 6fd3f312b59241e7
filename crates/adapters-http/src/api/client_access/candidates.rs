//! `GET …/clients/{client}/candidates`: the employees who can be added to a client (A6).

use actix_web::HttpResponse;

use crate::{
    answer::Answer,
    extract::{Call, Checks, ListOf, PageParams},
    map::employees::CandidateItem,
    problem::Problem,
};

/// Filters of the candidates.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct CandidateParams {
    /// Part of the name or address, any case.
    #[param(max_length = 200)]
    q: Option<String>,
}

#[utoipa::path(get, path = "/v1/partners/{partner}/clients/{client}/candidates",
    tag = "Client access", operation_id = "list_candidates", params(CandidateParams, PageParams),
    responses((status = 200, description = "Employees who do not act for the partner there, by name.",
        body = ListOf<CandidateItem>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let query = call.query(&["q", "limit", "cursor"], &[])?;
    let mut checks = Checks::default();
    let text = query.text(&mut checks, "q");
    let page = call.page(&query, &mut checks)?;
    let text = checks.finish(Some(text))?;
    let partner = call.path_account("partner")?;
    let client = call.path_account("client")?;
    let service = &call.api().client_access;
    let found = service
        .candidates(&call.cx, &partner, &client, text.as_ref(), &page)
        .await?;
    let list = call.list(&query, found, |employee| CandidateItem::of(&employee));
    Ok(Answer::ok(&list)?.send())
}
