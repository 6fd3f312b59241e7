//! `POST /access/v1/evaluations`: many questions at once (Q1).
//!
//! A part that is absent from a question is taken whole from the batch. An invalid question is
//! answered with no and an error; the other questions are still answered. A batch without questions
//! is itself one question.

use actix_web::HttpResponse;
use latchkey_application::decisions::Semantic;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    evaluation,
    question::{ActionName, AskedContext, Entity, EvaluationResponse, QuestionParts},
};
use crate::{
    answer::Answer,
    extract::{Asking, list_of_objects, optional_object},
    problem::Problem,
};

/// The most questions in one batch.
const MOST: usize = 1_000;

/// Questions, and their shared parts.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EvaluationsRequest<'a> {
    #[serde(borrow, default, deserialize_with = "optional_object")]
    subject: Option<Entity<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    action: Option<ActionName<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    resource: Option<Entity<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    context: Option<AskedContext<'a>>,
    #[serde(default, deserialize_with = "optional_object")]
    options: Option<Options>,
    /// At most 1,000. If there are none, the whole body is one question.
    #[serde(borrow, default, deserialize_with = "list_of_objects")]
    #[schema(max_items = 1000)]
    evaluations: Vec<BatchItem<'a>>,
}

/// One question. Absent parts are taken from the batch.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = EvaluationsItem)]
pub(crate) struct BatchItem<'a> {
    #[serde(borrow, default, deserialize_with = "optional_object")]
    subject: Option<Entity<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    action: Option<ActionName<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    resource: Option<Entity<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    context: Option<AskedContext<'a>>,
}

/// How the batch is carried out. Other members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = EvaluationsOptions)]
pub(crate) struct Options {
    #[serde(default)]
    evaluations_semantic: Option<AskedSemantic>,
}

/// After the first deciding answer.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[schema(as = EvaluationsSemantic)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AskedSemantic {
    /// After every question.
    ExecuteAll,
    /// After the first no, which is the last answer.
    DenyOnFirstDeny,
    /// After the first yes, which is the last answer.
    PermitOnFirstPermit,
}

impl From<AskedSemantic> for Semantic {
    fn from(asked: AskedSemantic) -> Self {
        match asked {
            AskedSemantic::ExecuteAll => Self::ExecuteAll,
            AskedSemantic::DenyOnFirstDeny => Self::DenyOnFirstDeny,
            AskedSemantic::PermitOnFirstPermit => Self::PermitOnFirstPermit,
        }
    }
}

/// The answers, in the order of the questions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvaluationsResponse<'a> {
    evaluations: Vec<EvaluationResponse<'a>>,
}

impl<'a> EvaluationsRequest<'a> {
    /// Defaults for all questions, or the one question.
    const fn defaults(&self) -> QuestionParts<'_, 'a> {
        QuestionParts {
            subject: self.subject.as_ref(),
            action: self.action.as_ref(),
            resource: self.resource.as_ref(),
            context: self.context.as_ref(),
        }
    }

    fn semantic(&self) -> Semantic {
        let options = self.options.as_ref();
        let asked = options.and_then(|options| options.evaluations_semantic);
        asked.map_or_else(Semantic::default, Semantic::from)
    }
}

impl<'a> BatchItem<'a> {
    /// The parts of the question: its own or, if absent, those of the batch.
    fn parts<'p>(&'p self, defaults: QuestionParts<'p, 'a>) -> QuestionParts<'p, 'a> {
        QuestionParts {
            subject: self.subject.as_ref().or(defaults.subject),
            action: self.action.as_ref().or(defaults.action),
            resource: self.resource.as_ref().or(defaults.resource),
            context: self.context.as_ref().or(defaults.context),
        }
    }
}

#[utoipa::path(post, path = "/access/v1/evaluations", tag = "Deciding",
    operation_id = "evaluate_many", request_body = EvaluationsRequest<'_>,
    responses((status = 200, description = "The answers. Without questions in `evaluations`, the \
        answer of `/access/v1/evaluation`.", body = EvaluationsResponse<'_>)))]
pub(crate) async fn handle(asking: Asking) -> Result<HttpResponse, Problem> {
    let asked: EvaluationsRequest<'_> = asking.json()?;
    if asked.evaluations.len() > MOST {
        return Err(Problem::malformed(format!(
            "`/evaluations`: has {} questions; send at most {MOST} at once.",
            asked.evaluations.len()
        )));
    }
    let defaults = asked.defaults();
    if asked.evaluations.is_empty() {
        return evaluation::answer(&asking, defaults).await;
    }
    let items = asked.evaluations.iter();
    let questions: Vec<_> = items
        .map(|item| item.parts(defaults).question(&asking))
        .collect();
    let answers = asking
        .api()
        .decisions
        .evaluate_many(
            &asking.who,
            questions.iter().map(|question| question.as_ref().ok()),
            asked.semantic(),
        )
        .await?;
    let revision = answers.revision.map(|revision| revision.to_string());
    let revision = revision.as_deref().unwrap_or_default();
    let answered = answers.decisions.iter().zip(&questions);
    let evaluations = answered.map(|(decision, question)| match (decision, question) {
        (Some(decision), _) => EvaluationResponse::decided(*decision, revision),
        (None, Err(message)) => EvaluationResponse::wrong(message),
        (None, Ok(_)) => EvaluationResponse::wrong("The question was not asked."),
    });
    let evaluations = evaluations.collect();
    Ok(Answer::ok(&EvaluationsResponse { evaluations })?.send())
}
