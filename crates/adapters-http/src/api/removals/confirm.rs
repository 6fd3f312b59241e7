//! `POST /v1/partners/{partner}/removals`: a manager confirms a review, and the operation that carries
//! it out begins (D6, D7).

use actix_web::HttpResponse;
use latchkey_application::removals::{ConfirmRemoval, Confirmation, ConfirmedItem, MOST_KINDS};
use latchkey_domain::{
    base::{ids::ReviewId, text::AssetKind},
    work::{operation::MOST_ITEMS, removal::Action},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::id;
use crate::{
    answer::Answer,
    extract::{Call, Checks, values::word},
    map::{
        operations::OperationView,
        removals::{ReviewBody, StaleReview},
        words,
    },
    problem::{Code, Problem},
};

/// What is confirmed of a review.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmRemovalBody {
    #[schema(value_type = String, example = "rev_01h455vb4pex5vsknk084sn02q")]
    review: Option<String>,
    /// Items of the review, each once.
    #[schema(value_type = Vec<ConfirmedItemBody>)]
    items: Option<Vec<ConfirmedItemBody>>,
}

/// A chosen item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmedItemBody {
    #[schema(value_type = String)]
    client: Option<String>,
    #[schema(value_type = String)]
    employee: Option<String>,
    /// Left out: `remove`.
    #[schema(value_type = Option<words::RemovalAction>)]
    action: Option<String>,
    /// The new owner of the person's assets there; without it they have no owner.
    reassign_to: Option<String>,
    /// A new owner for each kind of asset, each kind once.
    reassign: Option<Vec<ReassignBody>>,
}

/// A kind of assets and who gets them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReassignBody {
    #[schema(value_type = String)]
    kind: Option<String>,
    #[schema(value_type = String)]
    to: Option<String>,
}

impl ConfirmedItemBody {
    fn checked(self, call: &Call, checks: &mut Checks, at: usize) -> Option<ConfirmedItem> {
        let client = |text: &str| call.account_ref(text);
        let person = |text: &str| call.user_ref(text);
        let place = |member: &str| format!("/items/{at}/{member}");
        let client = checks.required(&place("client"), self.client.as_deref(), client);
        let employee = checks.required(&place("employee"), self.employee.as_deref(), person);
        let action = self.action.as_deref();
        let action = checks.optional::<_, Action, _>(&place("action"), action, word);
        let to = self.reassign_to.as_deref();
        let reassign_to = checks.optional(&place("reassign_to"), to, person);
        let mut reassign = Vec::new();
        let by_kind = self.reassign.unwrap_or_default();
        if !checks.short_enough(&place("reassign"), &by_kind, MOST_KINDS) {
            return None;
        }
        for (n, body) in by_kind.into_iter().enumerate() {
            let place = |member: &str| place(&format!("reassign/{n}/{member}"));
            let kind = checks.required(&place("kind"), body.kind.as_deref(), AssetKind::parse);
            let to = checks.required(&place("to"), body.to.as_deref(), person);
            reassign.extend(kind.zip(to));
        }
        Some(ConfirmedItem {
            client: client?,
            employee: employee?,
            action: action.unwrap_or(Action::Remove),
            reassign_to,
            reassign,
        })
    }
}

impl ConfirmRemovalBody {
    fn checked(self, call: &Call) -> Result<(ReviewId, Vec<ConfirmedItem>), Problem> {
        let mut checks = call.checks();
        let review = self.review.as_deref();
        let review = checks.required("/review", review, |text| id("rev", text));
        if self.items.is_none() {
            checks.missing("/items");
        }
        let mut items = Vec::new();
        // One more than the most: the use case says itself that there are too many.
        let sent = self.items.into_iter().flatten().take(MOST_ITEMS + 1);
        for (at, item) in sent.enumerate() {
            items.extend(item.checked(call, &mut checks, at));
        }
        checks.finish(review.map(|review| (review, items)))
    }
}

#[utoipa::path(post, path = "/v1/partners/{partner}/removals", tag = "Removals",
    operation_id = "confirm_removal", request_body = ConfirmRemovalBody,
    responses(
        (status = 202, description = "The operation, which runs in the background.", body = OperationView),
        (status = 409, description = "For `stale-review`, the fresh review is in `review`.",
            body = StaleReview<'_>, content_type = "application/problem+json"),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let (review, items) = call.body::<ConfirmRemovalBody>()?.checked(&call)?;
    let confirm = ConfirmRemoval {
        partner: call.path_account("partner")?,
        review,
        items,
    };
    let request_id = call.cx.origin.request_id.clone();
    let act = call.api().removals.confirm(&call.cx, confirm);
    call.write(act, |confirmation| match confirmation {
        Confirmation::Started(operation) => Answer::accepted(&OperationView::of(operation)),
        Confirmation::Stale(fresh) => {
            let problem = Problem::of(Code::StaleReview);
            let body = StaleReview {
                problem: problem.body(&request_id),
                review: ReviewBody::of(fresh),
            };
            Answer::problem(problem.code(), &body)
        }
    })
    .await
}
