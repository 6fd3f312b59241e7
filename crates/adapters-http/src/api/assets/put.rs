//! `PUT /v1/accounts/{account}/assets`: the platform tells of an account's assets and their owners.

use actix_web::HttpResponse;
use latchkey_application::assets::{MOST_ASSETS, PutAsset, PutAssets};
use latchkey_domain::base::text::{AssetKind, ExternalId, Name, TextError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, given},
    problem::Problem,
};

/// Assets that are new or may have changed; those that are not named stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutAssetsBody {
    /// At most 1,000 of them, each once.
    #[schema(value_type = Vec<PutAssetBody>)]
    assets: Option<Vec<PutAssetBody>>,
}

/// An asset.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutAssetBody {
    /// The platform's own id of it, unique in the account.
    #[schema(value_type = String)]
    external_id: Option<String>,
    /// What kind of thing it is, in the platform's own word of at most 50 characters.
    #[schema(value_type = String)]
    kind: Option<String>,
    /// Never refused: what cannot stay is left out, and a text over 200 characters is cut. Without a
    /// visible character, the `external_id` is the name.
    #[schema(value_type = String)]
    name: Option<String>,
    /// The member who owns it, by either id, whatever the status of the membership; `null`: nobody.
    /// Left out, the owner stays, and a new asset has none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    owner: Option<Option<String>>,
}

/// What became of the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PutAssets)]
pub(crate) struct PutAssetsView {
    /// How many of the assets were new or different.
    upserted: usize,
}

impl PutAssetBody {
    fn checked(self, call: &Call, checks: &mut Checks, at: usize) -> Option<PutAsset> {
        let place = |member: &str| format!("/assets/{at}/{member}");
        let id = self.external_id.as_deref();
        let external_id = checks.required(&place("external_id"), id, ExternalId::parse);
        let kind = checks.required(&place("kind"), self.kind.as_deref(), AssetKind::parse);
        let otherwise = self.external_id.as_deref().unwrap_or_default();
        let name = checks.required(&place("name"), self.name.as_deref(), |name| {
            Ok::<_, TextError>(Name::of_thing(name, otherwise))
        });
        let owner = checks.clearable(&place("owner"), self.owner, |text| call.user_ref(&text));
        Some(PutAsset {
            external_id: external_id?,
            kind: kind?,
            name: name?,
            owner,
        })
    }
}

impl PutAssetsBody {
    fn checked(self, call: &Call) -> Result<Vec<PutAsset>, Problem> {
        let mut checks = call.checks();
        if self.assets.is_none() {
            checks.missing("/assets");
        }
        let assets = self.assets.unwrap_or_default();
        if !checks.short_enough("/assets", &assets, MOST_ASSETS) {
            return checks.finish(None);
        }
        let mut read = Vec::with_capacity(assets.len());
        for (at, asset) in assets.into_iter().enumerate() {
            read.extend(asset.checked(call, &mut checks, at));
        }
        checks.finish(Some(read))
    }
}

#[utoipa::path(put, path = "/v1/accounts/{account}/assets", tag = "Assets",
    operation_id = "put_assets", request_body = PutAssetsBody,
    responses((status = 200, description = "How many were new or different.",
        body = PutAssetsView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let assets = call.body::<PutAssetsBody>()?.checked(&call)?;
    let put = PutAssets {
        account: call.path_account("account")?,
        assets,
    };
    let act = call.api().assets.put(&call.cx, put);
    call.write(act, |upserted| {
        Answer::ok(&PutAssetsView {
            upserted: *upserted,
        })
    })
    .await
}
