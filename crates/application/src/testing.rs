//! Support for the tests in this crate: the known scene, and the ports over it.

use std::sync::Arc;

use latchkey_domain::{
    base::ids::UserId,
    trail::{
        audit::{Outcome, Record},
        event::{EventKind, EventName},
    },
};
use latchkey_testing::TestBed;

use crate::frame::{
    context::RequestContext,
    error::UseCaseError,
    ports::{Ports, RuleSettings},
    ready::Ready,
};

/// The known scene, and the ports for services.
#[derive(Debug)]
pub(crate) struct UseCaseBed {
    pub(crate) world: TestBed,
    pub(crate) ports: Arc<Ports>,
}

impl UseCaseBed {
    pub(crate) async fn new() -> Self {
        Self::over(TestBed::new().await)
    }

    /// The same with other adapters.
    pub(crate) fn over(world: TestBed) -> Self {
        let settings = RuleSettings::default();
        let ports = Ports::new(world.adapters(), world.catalogue(), settings);
        Self {
            world,
            ports: Arc::new(ports),
        }
    }

    pub(crate) fn as_user(&self, user: UserId) -> RequestContext {
        RequestContext::new(self.world.as_user(user))
    }

    pub(crate) fn as_platform(&self) -> RequestContext {
        RequestContext::new(self.world.as_platform())
    }

    /// Commits the result of a verb.
    pub(crate) async fn done<T>(&self, cx: &RequestContext, ready: Ready<T>) -> T {
        ready.commit(&self.ports, cx, None).await.unwrap().value
    }

    /// The kinds of the newest events in the trail, newest first, with their refusal codes.
    pub(crate) async fn trail(&self, lines: usize) -> Vec<(EventKind, Option<String>)> {
        let trail = self.world.trail().await;
        let line = |record: Record| {
            let EventName::Known(kind) = record.event.kind else {
                panic!("an event of a kind that is not known: {:?}", record.event)
            };
            match record.outcome {
                Outcome::Done => (kind, None),
                Outcome::Refused(code) => (kind, Some(code)),
            }
        };
        trail.into_iter().take(lines).map(line).collect()
    }
}

/// The code of a refusal; any other result fails the test.
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, UseCaseError>) -> &'static str {
    match result {
        Err(error) if let Some(refusal) = error.refusal() => refusal.code(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}
