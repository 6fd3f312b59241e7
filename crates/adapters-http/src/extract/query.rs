//! Query strings: only known parameters, each once unless it may be repeated.

use std::fmt::Display;

use actix_web::web;
use latchkey_domain::base::text::TextError;

use super::{Call, Checks};
use crate::problem::Problem;

/// The longest search text, in characters.
const MAX_TEXT: usize = 200;

/// The parameters of a request, by name and in order.
#[derive(Debug)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a search text; a blank one is none.
    pub(crate) fn text(&self, checks: &mut Checks, name: &str) -> Option<String> {
        let text = self.checked(checks, name, |text| {
            let text = text.trim();
            if text.chars().count() > MAX_TEXT {
                return Err(format!("must be at most {MAX_TEXT} characters long"));
            }
            Ok(text.to_owned())
        })?;
        (!text.is_empty()).then_some(text)
    }

    /// All values of a parameter that may be repeated.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The parameters, to tell one list from another.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The value of a parameter, checked.
    pub(crate) fn checked<V, E: Display>(
        &self,
        checks: &mut Checks,
        name: &str,
        parse: impl FnOnce(&str) -> Result<V, E>,
    ) -> Option<V> {
        checks.optional(&format!("?{name}"), self.get(name), parse)
    }
}

impl Call {
    /// Reads the parameters. `known` are those that may stand once, `repeated` those that may stand
    /// several times. None of them has control characters; a cursor says by itself what it is.
    pub(crate) fn query(&self, known: &[&str], repeated: &[&str]) -> Result<Query, Problem> {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(self.request.query_string())
            .map_err(|_cause| Problem::malformed("The query string cannot be read."))?
            .into_inner();
        let mut checks = Checks::default();
        for (at, (name, value)) in pairs.iter().enumerate() {
            let name = name.as_str();
            if name != "cursor" && value.chars().any(char::is_control) {
                checks.add(&format!("?{name}"), TextError::ControlCharacter.to_string());
            }
            if repeated.contains(&name) {
                continue;
            }
            if !known.contains(&name) {
                return Err(Problem::malformed(format!(
                    "This call does not know the query parameter `{name}`."
                )));
            }
            if pairs.iter().take(at).any(|(before, _)| before == name) {
                return Err(Problem::malformed(format!(
                    "The query parameter `{name}` is given twice."
                )));
            }
        }
        checks.finish(Some(Query { pairs }))
    }
}
