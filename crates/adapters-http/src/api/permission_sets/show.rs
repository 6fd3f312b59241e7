//! `GET /v1/accounts/{account}/permission-sets/{set}`: one set, standard or of the account.

use actix_web::HttpResponse;
use latchkey_application::permission_sets::TargetSet;

use crate::{
    answer::Answer, extract::Call, map::permission_sets::PermissionSetView, problem::Problem,
};

#[utoipa::path(get, path = "/v1/accounts/{account}/permission-sets/{set}",
    tag = "Permission sets", operation_id = "show_permission_set",
    responses((status = 200, description = "The set.", body = PermissionSetView,
        headers(("ETag" = String, description = "The version of the set.")))))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let permission_set = call.path_permission_set("set")?;
    let target = TargetSet {
        account: call.path_account("account")?,
        permission_set,
    };
    let set = call.api().permission_sets.show(&call.cx, target).await?;
    Ok(Answer::ok(&PermissionSetView::of(&set))?
        .tagged(set.version())
        .send())
}
