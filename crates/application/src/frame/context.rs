//! What a use case receives with its command: who asks, and which version they saw.

use latchkey_domain::{
    base::{ids::Ids, version::Version},
    trail::origin::{Origin, Principal},
};

use crate::frame::error::UseCaseError;

/// The circumstances of one request.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Who asks, in which request, from where and why.
    pub origin: Origin,
    /// The version of the target that the caller saw (`If-Match`); `None`: any.
    pub expected: Option<Version>,
}

impl RequestContext {
    /// A request without a version to match.
    pub const fn new(origin: Origin) -> Self {
        Self {
            origin,
            expected: None,
        }
    }

    /// One turn of a job that every node runs.
    pub fn of_job(name: &'static str, ids: &dyn Ids) -> Self {
        Self::new(Origin {
            principal: Principal::Job { name },
            request_id: ids.uuid().simple().to_string(),
            address: None,
            reason: None,
            operation: None,
        })
    }

    /// Refuses a call that expects a version where nothing exists yet.
    pub fn must_not_expect(&self) -> Result<(), UseCaseError> {
        match self.expected {
            Some(_) => Err(UseCaseError::Stale),
            None => Ok(()),
        }
    }

    /// Refuses a call that expects another version than the present one.
    pub fn must_match(&self, version: Version) -> Result<(), UseCaseError> {
        match self.expected {
            Some(expected) if expected != version => Err(UseCaseError::Stale),
            _ => Ok(()),
        }
    }
}
