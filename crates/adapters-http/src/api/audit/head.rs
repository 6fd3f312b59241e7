//! `GET /v1/audit/head`: where the chain over the trail ends, to be noted elsewhere (T3).

use actix_web::HttpResponse;
use latchkey_domain::trail::chain::ChainState;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{answer::Answer, extract::Call, map::Stamp, problem::Problem};

/// Where the chain over the trail ends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditHead)]
pub(crate) struct HeadView {
    /// How many events are sealed; `null` while none is.
    number: Option<u64>,
    /// The hash of the last of them, SHA-256 in hexadecimal.
    #[schema(example = "501ea4d9dc38525e449fd3bcd63f745ab9cb9a3f15c6955e4cbce5cca389eb16")]
    hash: Option<String>,
    sealed_at: Option<Stamp>,
    /// How many events wait to be sealed.
    unsealed: u64,
}

impl From<ChainState> for HeadView {
    fn from(state: ChainState) -> Self {
        let head = Some(state.head).filter(|head| head.number > 0);
        Self {
            number: head.map(|head| head.number),
            hash: head.map(|head| head.hash.to_string()),
            sealed_at: state.sealed_at.map(Stamp),
            unsealed: state.unsealed,
        }
    }
}

#[utoipa::path(get, path = "/v1/audit/head", tag = "Audit", operation_id = "audit_head",
    description = "The end of the chain of hashes into which every event is sealed within seconds. \
        Whoever notes it elsewhere can have `latchkey audit verify --head NUMBER:HASH` prove that \
        nothing up to there was altered.",
    responses((status = 200, description = "The end of the chain.", body = HeadView)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let state = call.api().trail.head(&call.cx).await?;
    Ok(Answer::ok(&HeadView::from(state))?.send())
}
