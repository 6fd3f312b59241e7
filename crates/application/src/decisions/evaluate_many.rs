//! The platform asks many questions at once (Q1). They are answered in order, each as it would be
//! alone, until the batch's semantic ends it. Facts that are not cached are read for many questions
//! at once.

use latchkey_domain::{
    base::revision::Revision, gate, membership::decision::Decision, trail::origin::Principal,
};

use super::{DecisionAnswer, Decisions, Evaluate, EvaluateError};
use crate::{decisions::batch_reads::BatchQuestion, frame::error::UseCaseError};

/// When a batch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Semantic {
    /// After every question.
    #[default]
    ExecuteAll,
    /// After the first denial.
    DenyOnFirstDeny,
    /// After the first permit.
    PermitOnFirstPermit,
}

impl Semantic {
    /// Whether an answer ends the batch.
    const fn ends_with(self, allowed: bool) -> bool {
        match self {
            Self::ExecuteAll => false,
            Self::DenyOnFirstDeny => !allowed,
            Self::PermitOnFirstPermit => allowed,
        }
    }
}

/// The answers in the order of the questions, up to the end of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionAnswers {
    /// `None` for a question that could not be understood, which counts as a denial.
    pub decisions: Vec<Option<Decision>>,
    /// The oldest revision among the answers; `None` if there are none.
    pub revision: Option<Revision>,
}

impl Decisions {
    /// Answers questions until the batch ends. `None` stands for a question that could not be
    /// understood.
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
