//! `/v1/accounts/{account}/policy`.

mod put;
