//! `GET /v1/accounts/{account}/seats`: how many seats are taken.

use actix_web::HttpResponse;
use latchkey_domain::permission::seat::SeatsTaken;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{answer::Answer, extract::Call, problem::Problem};

/// How many seats of an account are taken. A membership holds its seats until it is removed: invited,
/// deactivated and expired ones count too.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeatsTaken)]
pub(crate) struct SeatsView {
    partner: u64,
    core: u64,
    view_only: u64,
    sales: u64,
    service: u64,
    paid: PaidSeatsView,
}

/// How many paid seats are held in addition to a seat.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaidSeatsTaken)]
pub(crate) struct PaidSeatsView {
    sales: u64,
    service: u64,
}

impl SeatsView {
    const fn of(taken: &SeatsTaken) -> Self {
        Self {
            partner: taken.partner,
            core: taken.core,
            view_only: taken.view_only,
            sales: taken.sales,
            service: taken.service,
            paid: PaidSeatsView {
                sales: taken.paid_sales,
                service: taken.paid_service,
            },
        }
    }
}

#[utoipa::path(get, path = "/v1/accounts/{account}/seats", tag = "Members",
    operation_id = "show_seats",
    responses((status = 200, description = "The seats that are taken.", body = SeatsView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    call.query(&[], &[])?;
    let account = call.path_account("account")?;
    let taken = call.api().accounts.seats(&call.cx, &account).await?;
    Ok(Answer::ok(&SeatsView::of(&taken))?.send())
}
