//! Query strings: only known parameters, each once unless it may be repeated.

use std::{collections::HashSet, fmt::Display};

use actix_web::web;
use latchkey_domain::base::text::{SearchText, TextError};

use super::{
    Call, Checks,
    parse_error::cut,
    utf8::query_must_be_utf8,
    values::{one_of, unless_blank},
};
use crate::problem::Problem;

/// The parameters of a request, in the order sent.
#[derive(Debug)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

impl Call {
    /// Whether the caller of a single item asks what they can do with it; no other parameter is known.
    pub(crate) fn asks_actions(&self) -> Result<bool, Problem> {
        let query = self.query(&["actions"], &[])?;
        let mut checks = Checks::default();
        let asks = query.is_true(&mut checks, "actions");
        checks.finish(Some(asks))
    }
}

impl Query {
    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a parameter says `true`; without it, it does not.
    pub(crate) fn is_true(&self, checks: &mut Checks, name: &str) -> bool {
        let read = one_of(|| vec!["true", "false"], |text| text.parse::<bool>().ok());
        self.checked(checks, name, read).unwrap_or_default()
    }

    /// The value of a search text; `None` if it is blank.
    pub(crate) fn text(&self, checks: &mut Checks, name: &str) -> Option<SearchText> {
        let read = |text: &str| unless_blank(SearchText::parse(text));
        self.checked(checks, name, read).flatten()
    }

    /// The values of a parameter that may be repeated, at most so many times. If there are more,
    /// none is read.
    pub(crate) fn list<V, E: Display>(
        &self,
        checks: &mut Checks,
        name: &str,
        most: usize,
        parse: impl FnMut(&str) -> Result<V, E>,
    ) -> Vec<V> {
        read_all(
            checks,
            name,
            &self.all(name).collect::<Vec<_>>(),
            most,
            parse,
        )
    }

    /// The same, where the values may also be separated by commas.
    pub(crate) fn comma_list<V, E: Display>(
        &self,
        checks: &mut Checks,
        name: &str,
        most: usize,
        parse: impl FnMut(&str) -> Result<V, E>,
    ) -> Vec<V> {
        let values = self.all(name).flat_map(|value| value.split(','));
        read_all(checks, name, &values.collect::<Vec<_>>(), most, parse)
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let own = self.pairs.iter().filter(move |(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// All parameters. A cursor is bound to them.
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

fn read_all<V, E: Display>(
    checks: &mut Checks,
    name: &str,
    values: &[&str],
    most: usize,
    mut parse: impl FnMut(&str) -> Result<V, E>,
) -> Vec<V> {
    let pointer = format!("?{name}");
    if !checks.short_enough(&pointer, values, most) {
        return Vec::new();
    }
    let values = values.iter();
    values
        .filter_map(|value| checks.optional(&pointer, Some(*value), &mut parse))
        .collect()
}

impl Call {
    /// Reads the parameters. Those in `known` may be given once, those in `repeated` several times.
    /// Values must not have control characters. A cursor is checked where it is read.
    pub(crate) fn query(&self, known: &[&str], repeated: &[&str]) -> Result<Query, Problem> {
        query_must_be_utf8(&self.request)?;
        let pairs = web::Query::<Vec<(String, String)>>::from_query(self.request.query_string())
            .map_err(|_cause| Problem::malformed("The query string cannot be read."))?
            .into_inner();
        let mut checks = Checks::default();
        let mut seen = HashSet::new();
        for (name, value) in &pairs {
            let name = name.as_str();
            if name != "cursor" && value.chars().any(char::is_control) {
                checks.add(&format!("?{name}"), TextError::ControlCharacter.to_string());
            }
            if repeated.contains(&name) {
                continue;
            }
            if !known.contains(&name) {
                return Err(Problem::malformed(format!(
                    "This call does not know the query parameter `{}`.",
                    cut(name)
                )));
            }
            if !seen.insert(name) {
                return Err(Problem::malformed(format!(
                    "The query parameter `{name}` is given twice."
                )));
            }
        }
        checks.finish(Some(Query { pairs }))
    }
}
