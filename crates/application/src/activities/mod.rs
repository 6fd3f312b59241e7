//! Activities of users in accounts, as reported by the platform (R1, R7).

mod report;

use std::sync::Arc;

pub use self::report::{Activity, MOST_ACTIVITIES, ReportActivities, Reported};
use crate::frame::ports::Ports;

/// The use cases for activities.
#[derive(Debug, Clone)]
pub struct Activities {
    ports: Arc<Ports>,
}

impl Activities {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
