//! `/v1/activities`.

mod report;
