//! `DELETE /v1/accounts/{account}/permission-sets/{set}`: an account removes a set that nobody holds.

use actix_web::HttpResponse;
use latchkey_application::permission_sets::TargetSet;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/accounts/{account}/permission-sets/{set}",
    tag = "Permission sets", operation_id = "remove_permission_set",
    request_body = Option<NoMembers>,
    responses((status = 204, description = "The set is gone.")))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let permission_set = call.path_permission_set("set")?;
    call.no_members()?;
    let target = TargetSet {
        account: call.path_account("account")?,
        permission_set,
    };
    let act = call.api().permission_sets.remove(&call.cx, target);
    call.write(act, |()| Ok(Answer::nothing())).await
}
