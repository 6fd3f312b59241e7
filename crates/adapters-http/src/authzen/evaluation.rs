//! `POST /access/v1/evaluation`: may this user do this, in this account, now? (Q1)
//!
//! Members that are not known here are ignored, as the specification asks; what is missing or of the
//! wrong type is `malformed`. A denial is an answer: 200.

use std::borrow::Cow;

use actix_web::HttpResponse;
use latchkey_application::decisions::{Answer as Decided, Evaluate, EvaluateError};
use latchkey_domain::{
    decision::Denial,
    permission::{Level, PermissionKey},
    revision::Revision,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, object, optional_object},
    map::words,
    problem::Problem,
};

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EvaluationRequest<'a> {
    #[serde(borrow, deserialize_with = "object")]
    subject: Entity<'a>,
    #[serde(borrow, deserialize_with = "object")]
    action: ActionName<'a>,
    #[serde(borrow, deserialize_with = "object")]
    resource: Entity<'a>,
    #[serde(borrow, default, deserialize_with = "optional_object")]
    context: Option<RequestContext<'a>>,
}

/// Who, or where.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Entity<'a> {
    /// `user` for a subject, `account` (or the platform's word for it) for a resource.
    #[serde(rename = "type", borrow)]
    #[schema(value_type = String, example = "user")]
    kind: Cow<'a, str>,
    /// A Latchkey id, or the platform's own.
    #[serde(borrow)]
    #[schema(value_type = String)]
    id: Cow<'a, str>,
}

/// What.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ActionName<'a> {
    /// A permission key, with or without `:level`.
    #[serde(borrow)]
    #[schema(value_type = String, example = "contacts.view")]
    name: Cow<'a, str>,
}

/// What else is asked; other members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = EvaluationRequestContext)]
pub(crate) struct RequestContext<'a> {
    /// A revision: the answer is at least that fresh.
    #[serde(borrow, default)]
    #[schema(value_type = Option<String>)]
    at_least: Option<Cow<'a, str>>,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvaluationResponse {
    decision: bool,
    context: ResponseContext,
}

/// Why, and how fresh.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvaluationResponseContext)]
pub(crate) struct ResponseContext {
    /// On a denial: the first reason that matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "not_granted")]
    reason: Option<&'static str>,
    /// For a permission with levels: the highest that is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::Level>)]
    level: Option<&'static str>,
    /// The revision that the answer was read at.
    revision: String,
}

impl EvaluationRequest<'_> {
    /// The question. An entity of another type than the known ones, and a text that can be no id,
    /// are nobody and nowhere: a question about them is answered with no.
    fn question(&self, call: &Call) -> Result<Evaluate, Problem> {
        let resource_type = &call.api().settings.authzen_resource_type;
        let subject = Some(&self.subject).filter(|subject| subject.kind == "user");
        let resource = Some(&self.resource).filter(|resource| resource.kind == *resource_type);
        let at_least = self.context.as_ref().and_then(|cx| cx.at_least.as_ref());
        let at_least = at_least
            .map(|text| {
                Revision::parse(text).ok_or_else(|| {
                    Problem::malformed(
                        "`/context/at_least`: must be a revision as a `Latchkey-Revision` header \
                         or a decision has it.",
                    )
                })
            })
            .transpose()?;
        Ok(Evaluate {
            subject: subject.and_then(|subject| call.user_ref(&subject.id).ok()),
            action: PermissionKey::parse(&self.action.name).ok(),
            resource: resource.and_then(|resource| call.account_ref(&resource.id).ok()),
            at_least,
        })
    }
}

impl From<Decided> for EvaluationResponse {
    fn from(decided: Decided) -> Self {
        Self {
            decision: decided.decision.denied.is_none(),
            context: ResponseContext {
                reason: decided.decision.denied.map(Denial::as_str),
                level: decided.decision.level.map(Level::as_str),
                revision: decided.revision.to_string(),
            },
        }
    }
}

impl From<EvaluateError> for Problem {
    fn from(error: EvaluateError) -> Self {
        match error {
            EvaluateError::NotThatFresh => Self::not_that_fresh(),
            EvaluateError::Other(error) => error.into(),
        }
    }
}

#[utoipa::path(post, path = "/access/v1/evaluation", tag = "Deciding", operation_id = "evaluate",
    request_body = EvaluationRequest<'_>,
    responses((status = 200, description = "Yes or no; a denial is an answer too.",
        body = EvaluationResponse)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let question = call
        .plain_json::<EvaluationRequest<'_>>()?
        .question(&call)?;
    let decided = call.api().decisions.evaluate(&call.cx, &question).await?;
    Ok(Answer::ok(&EvaluationResponse::from(decided))?.send())
}
