//! `/v1/accounts`.

mod change;
