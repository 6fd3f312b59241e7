//! References to people and accounts.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        text::Name,
    },
    membership::member::Person,
    ports::NamedClient,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A reference to a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub(crate) struct PersonView {
    id: String,
    /// `null` once the person was erased.
    email: Option<String>,
    name: String,
}

impl PersonView {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            id: person.id.to_string(),
            email: person.email.as_ref().map(ToString::to_string),
            name: person.name.to_string(),
        }
    }

    pub(crate) fn from_parts(id: UserId, email: Option<&str>, name: &Name) -> Self {
        Self {
            id: id.to_string(),
            email: email.map(str::to_owned),
            name: name.to_string(),
        }
    }
}

/// An account or a person: the id and, if known, the name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Named)]
pub(crate) struct NamedView {
    id: String,
    name: Option<String>,
}

impl NamedView {
    pub(crate) fn account(id: AccountId, name: Option<&Name>) -> Self {
        Self {
            id: id.to_string(),
            name: name.map(Name::to_string),
        }
    }

    pub(crate) fn client(named: &NamedClient) -> Self {
        Self::account(named.client, Some(&named.name))
    }

    pub(crate) fn user(id: UserId, name: Option<&Name>) -> Self {
        Self {
            id: id.to_string(),
            name: name.map(Name::to_string),
        }
    }
}
