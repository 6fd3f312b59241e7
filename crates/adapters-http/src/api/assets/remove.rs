//! `DELETE /v1/accounts/{account}/assets/{asset}`: the platform says that an asset is no more.

use actix_web::HttpResponse;
use latchkey_application::assets::RemoveAsset;
use latchkey_domain::{base::text::ExternalId, ports::AssetRef};

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/accounts/{account}/assets/{asset}", tag = "Assets",
    operation_id = "remove_asset", request_body = Option<NoMembers>,
    responses((status = 204, description = "The asset is gone.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let text = call.path_text("asset")?;
    let asset = match text.parse() {
        Ok(id) => AssetRef::Id(id),
        Err(_) => {
            AssetRef::External(ExternalId::parse(&text).map_err(|_cause| Problem::not_found())?)
        }
    };
    let remove = RemoveAsset {
        account: call.path_account("account")?,
        asset,
    };
    let act = call.api().assets.remove(&call.cx, remove);
    call.write(act, |()| Ok(Answer::nothing())).await
}
