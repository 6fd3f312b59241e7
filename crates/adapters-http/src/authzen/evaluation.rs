//! `POST /access/v1/evaluation`: may this user do this, in this account, now? (Q1)
//!
//! A question with a missing member, or one of the wrong type, is `malformed`. A denial is an
//! answer with status 200.

use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use super::question::{ActionName, AskedContext, Entity, EvaluationResponse, QuestionParts};
use crate::{
    answer::Answer,
    extract::{Asking, optional_object},
    problem::Problem,
};

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EvaluationRequest<'a> {
    #[serde(borrow, default, deserialize_with = "optional_object")]
    #[schema(value_type = Entity<'a>, required)]
    subject: Option<Entity<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    #[schema(value_type = ActionName<'a>, required)]
    action: Option<ActionName<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    #[schema(value_type = Entity<'a>, required)]
    resource: Option<Entity<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    context: Option<AskedContext<'a>>,
}

#[utoipa::path(post, path = "/access/v1/evaluation", tag = "Deciding", operation_id = "evaluate",
    request_body = EvaluationRequest<'_>,
    responses((status = 200, description = "Yes or no; a denial is an answer too.",
        body = EvaluationResponse<'_>)))]
pub(crate) async fn handle(asking: Asking) -> Result<HttpResponse, Problem> {
    let asked: EvaluationRequest<'_> = asking.json()?;
    let parts = QuestionParts {
        subject: asked.subject.as_ref(),
        action: asked.action.as_ref(),
        resource: asked.resource.as_ref(),
        context: asked.context.as_ref(),
    };
    answer(&asking, parts).await
}

/// Answers one question.
pub(super) async fn answer(
    asking: &Asking,
    parts: QuestionParts<'_, '_>,
) -> Result<HttpResponse, Problem> {
    let question = parts.question(asking).map_err(Problem::malformed)?;
    let decisions = &asking.api().decisions;
    let answer = decisions.evaluate(&asking.who, &question).await?;
    let revision = answer.revision.to_string();
    Ok(Answer::ok(&EvaluationResponse::decided(answer.decision, &revision))?.send())
}
