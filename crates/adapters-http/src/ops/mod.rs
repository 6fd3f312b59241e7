//! What operators and their tools ask for: life, readiness, metrics, and the documentation.

pub(crate) mod docs;
pub(crate) mod livez;
pub(crate) mod metrics;
pub(crate) mod openapi_json;
pub(crate) mod problem_page;
pub(crate) mod readyz;
