//! `GET …/removals/reviews/{review}/assets`: the names of what somebody owns in a client, for those
//! with an active membership of their own there (D6).

use actix_web::HttpResponse;
use latchkey_application::removals::ReviewedAssets;
use latchkey_domain::base::text::AssetKind;

use crate::{
    answer::Answer,
    extract::{Call, Checks, ListOf, PageParams},
    map::removals::AssetView,
    problem::Problem,
};

/// The item of the review.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct ItemParams {
    /// The client.
    client: String,
    /// The owner of the assets.
    employee: String,
    /// Only of this kind.
    kind: Option<String>,
}

#[utoipa::path(get, path = "/v1/partners/{partner}/removals/reviews/{review}/assets",
    tag = "Removals", operation_id = "list_reviewed_assets", params(ItemParams, PageParams),
    responses((status = 200, description = "The assets as they are now.",
        body = ListOf<AssetView>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let query = call.query(&["client", "employee", "kind", "limit", "cursor"], &[])?;
    let mut checks = Checks::default();
    let page = call.page(&query, &mut checks)?;
    let client = checks.required("?client", query.get("client"), |text| {
        call.account_ref(text)
    });
    let employee = checks.required("?employee", query.get("employee"), |text| {
        call.user_ref(text)
    });
    let kind = query.checked(&mut checks, "kind", AssetKind::parse);
    let (client, employee) = checks.finish(client.zip(employee))?;
    let wanted = ReviewedAssets {
        partner: call.path_account("partner")?,
        review: call.path_id("review")?,
        client,
        employee,
        kind,
    };
    let removals = &call.api().removals;
    let assets = removals.reviewed_assets(&call.cx, &wanted, &page).await?;
    let list = call.list(&query, assets, |asset| AssetView::of(&asset));
    Ok(Answer::ok(&list)?.send())
}
