//! The parts of a question, alone or in a batch, and its answer.
//!
//! Unknown members are ignored, as the standard requires.

use std::borrow::Cow;

use latchkey_application::decisions::{Evaluate, EvaluateError};
use latchkey_domain::{
    base::{denial::Denial, revision::Revision},
    membership::decision::Decision,
    permission::{Level, PermissionKey},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{extract::Asking, map::words, problem::Problem};

/// The subject or the resource.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Entity<'a> {
    /// `user` for a subject, `account` (or the platform's word for it) for a resource.
    #[serde(rename = "type", borrow)]
    #[schema(value_type = String, required, example = "user")]
    kind: Option<Cow<'a, str>>,
    /// A Latchkey id or the platform's `external_id`.
    #[serde(borrow)]
    #[schema(value_type = String, required)]
    id: Option<Cow<'a, str>>,
}

/// The action.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ActionName<'a> {
    /// A permission key, with or without `:level`.
    #[serde(borrow)]
    #[schema(value_type = String, required, example = "contacts.view")]
    name: Option<Cow<'a, str>>,
}

/// Further conditions; unknown members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = EvaluationRequestContext)]
pub(crate) struct AskedContext<'a> {
    /// A revision. The answer is at least that fresh.
    #[serde(borrow, default)]
    #[schema(value_type = Option<String>)]
    at_least: Option<Cow<'a, str>>,
}

/// The parts of a question, as far as they were sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuestionParts<'p, 'a> {
    pub(super) subject: Option<&'p Entity<'a>>,
    pub(super) action: Option<&'p ActionName<'a>>,
    pub(super) resource: Option<&'p Entity<'a>>,
    pub(super) context: Option<&'p AskedContext<'a>>,
}

impl QuestionParts<'_, '_> {
    /// Returns the question, or what is wrong with it. An entity of an unknown type, or with a text
    /// that cannot be an id, counts as unknown: the answer is no.
    pub(super) fn question(&self, asking: &Asking) -> Result<Evaluate, String> {
        let (subject_type, subject_id) = entity("subject", self.subject)?;
        let action = self.action.ok_or_else(|| missing("/action"))?;
        let action = action.name.as_ref();
        let action = action.ok_or_else(|| missing("/action/name"))?;
        let (resource_type, resource_id) = entity("resource", self.resource)?;
        let at_least = self.context.and_then(|context| context.at_least.as_ref());
        let at_least = at_least
            .map(|text| {
                Revision::parse(text).ok_or_else(|| {
                    "`/context/at_least`: must be a revision as a `Latchkey-Revision` header or a \
                     decision has it."
                        .to_owned()
                })
            })
            .transpose()?;
        let known_type = &asking.api().settings.authzen_resource_type;
        let subject = Some(subject_id).filter(|_id| subject_type == "user");
        let resource = Some(resource_id).filter(|_id| resource_type == known_type);
        Ok(Evaluate {
            subject: subject.and_then(|id| asking.user_ref(id)),
            action: PermissionKey::parse(action).ok(),
            resource: resource.and_then(|id| asking.account_ref(id)),
            at_least,
        })
    }
}

fn entity<'p>(name: &str, entity: Option<&'p Entity<'_>>) -> Result<(&'p str, &'p str), String> {
    let entity = entity.ok_or_else(|| missing(&format!("/{name}")))?;
    match (&entity.kind, &entity.id) {
        (Some(kind), Some(id)) => Ok((kind, id)),
        (None, _) => Err(missing(&format!("/{name}/type"))),
        (_, None) => Err(missing(&format!("/{name}/id"))),
    }
}

fn missing(pointer: &str) -> String {
    format!("`{pointer}`: is missing.")
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvaluationResponse<'a> {
    pub(super) decision: bool,
    #[schema(inline)]
    pub(super) context: AnswerContext<'a>,
}

/// The reason and the revision of the answer, or what is wrong with the question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvaluationResponseContext)]
pub(crate) struct AnswerContext<'a> {
    /// On a denial: the first reason that matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "not_granted")]
    reason: Option<&'static str>,
    /// For a permission with levels: the highest held level.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<words::Level>)]
    level: Option<&'static str>,
    /// The revision of the data behind the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    revision: Option<&'a str>,
    /// In a batch: what is wrong with this question.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<QuestionError<'a>>,
}

/// What is wrong with one question of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuestionError<'a> {
    /// The status that this question would get outside a batch.
    status: u16,
    /// The replacement.
    message: &'a str,
}

impl<'a> EvaluationResponse<'a> {
    /// Builds the answer to a question, with its revision.
    pub(super) fn decided(decision: Decision, revision: &'a str) -> Self {
        Self {
            decision: decision.denied.is_none(),
            context: AnswerContext {
                reason: decision.denied.map(Denial::as_str),
                level: decision.level.map(Level::as_str),
                revision: Some(revision),
                error: None,
            },
        }
    }

    /// Builds the answer to an invalid question.
    pub(super) const fn wrong(message: &'a str) -> Self {
        Self {
            decision: false,
            context: AnswerContext {
                reason: None,
                level: None,
                revision: None,
                error: Some(QuestionError {
                    status: 400,
                    message,
                }),
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
