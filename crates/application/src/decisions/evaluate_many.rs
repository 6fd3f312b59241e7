//! The platform asks many questions at once (Q1): each is answered as it would be alone, one after the
//! other, until the batch says that enough is known. What is not in memory is read for many of them at
//! once.

use latchkey_domain::{
    base::revision::Revision, gate, membership::decision::Decision, trail::origin::Principal,
};

use super::{DecisionAnswer, Decisions, Evaluate, EvaluateError};
use crate::{decisions::batch_reads::BatchQuestion, frame::error::UseCaseError};

/// When enough is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Semantic {
    /// When every question is answered.
    #[default]
    ExecuteAll,
    /// With the first no.
    DenyOnFirstDeny,
    /// With the first yes.
    PermitOnFirstPermit,
}

impl Semantic {
    /// Whether an answer is the last one.
    const fn ends_with(self, allowed: bool) -> bool {
        match self {
            Self::ExecuteAll => false,
            Self::DenyOnFirstDeny => !allowed,
            Self::PermitOnFirstPermit => allowed,
        }
    }
}

/// The answers, in the order of the questions, as far as it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionAnswers {
    /// `None` where there was no question: it counts as a no.
    pub decisions: Vec<Option<Decision>>,
    /// The oldest revision that one of them was read at; `None` without any.
    pub revision: Option<Revision>,
}

impl Decisions {
    /// Answers questions until enough is known; in the place of one that cannot be understood stands
    /// `None`.
    pub async fn evaluate_many<'q>(
        &self,
        who: &Principal,
        questions: impl IntoIterator<Item = Option<&'q Evaluate>>,
        semantic: Semantic,
    ) -> Result<DecisionAnswers, EvaluateError> {
        gate::asks_decisions(who).map_err(UseCaseError::from)?;
        let mut asked: Vec<_> = questions.into_iter().map(BatchQuestion::not_yet).collect();
        let mut decisions = Vec::with_capacity(asked.len());
        let mut oldest: Option<Revision> = None;
        let mut left = asked.as_mut_slice();
        while let Some((first, others)) = left.split_first_mut() {
            let answer = match first.question {
                None => None,
                Some(question) => {
                    let read = first.answer.take();
                    match read.or_else(|| self.by_memory(question)) {
                        Some(answer) => Some(answer),
                        None => Some(self.by_database_with(question, others).await?),
                    }
                }
            };
            let decision = answer.map(|DecisionAnswer { decision, revision }| {
                let older = |oldest: &Revision| revision.number < oldest.number;
                if oldest.as_ref().is_none_or(older) {
                    oldest = Some(revision);
                }
                decision
            });
            decisions.push(decision);
            let allowed = decision.is_some_and(|decision| decision.denied.is_none());
            if semantic.ends_with(allowed) {
                break;
            }
            left = others;
        }
        Ok(DecisionAnswers {
            decisions,
            revision: oldest,
        })
    }
}
