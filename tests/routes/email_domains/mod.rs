//! `/v1/partners/{partner}/email-domains`.

mod put;
