//! The domains of a partner's employees (I2).

pub(crate) mod put;
pub(crate) mod show;

use std::collections::BTreeSet;

use latchkey_domain::people::email::EmailDomain;
use serde::Serialize;
use utoipa::ToSchema;

/// The domains of a partner's employees.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmailDomains)]
pub(crate) struct EmailDomainsView {
    #[schema(example = json!(["agency.example"]))]
    domains: Vec<String>,
}

impl EmailDomainsView {
    fn of(domains: &BTreeSet<EmailDomain>) -> Self {
        Self {
            domains: domains.iter().map(ToString::to_string).collect(),
        }
    }
}
