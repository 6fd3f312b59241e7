//! `DELETE /v1/accounts/{account}/partners/{partner}`: the account ends everything with a partner in one
//! act (D9).

use actix_web::HttpResponse;
use latchkey_application::partners::SeverPartner;

use crate::{
    answer::Answer,
    extract::{Call, NoMembers},
    map::partners::SeveredView,
    problem::Problem,
};

#[utoipa::path(delete, path = "/v1/accounts/{account}/partners/{partner}", tag = "Members",
    operation_id = "sever_partner", request_body = Option<NoMembers>,
    responses((status = 200, description = "Members who acted for the partner are removed, except \
        those listed: a last permanent super admin stays.", body = SeveredView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    call.no_members()?;
    let sever = SeverPartner {
        account: call.path_account("account")?,
        partner: call.path_account("partner")?,
    };
    let act = call.api().partners.sever(&call.cx, sever);
    call.write(act, |severed| Answer::ok(&SeveredView::of(severed)))
        .await
}
