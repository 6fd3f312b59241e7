//! Checks the values of a body, all of them, before anything is said about any.

use std::fmt::Display;

use latchkey_domain::refusal::FieldError;

use crate::problem::Problem;

/// Collects what is wrong with the values of one body or query.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<FieldError>);

impl Checks {
    /// A value that must be there. `None`: it is wrong, which [`Checks::finish`] will say.
    pub(crate) fn required<T, V, E: Display>(
        &mut self,
        pointer: &str,
        value: Option<T>,
        parse: impl FnOnce(T) -> Result<V, E>,
    ) -> Option<V> {
        if value.is_none() {
            self.missing(pointer);
        }
        self.optional(pointer, value, parse)
    }

    /// A value that may be left out.
    pub(crate) fn optional<T, V, E: Display>(
        &mut self,
        pointer: &str,
        value: Option<T>,
        parse: impl FnOnce(T) -> Result<V, E>,
    ) -> Option<V> {
        match parse(value?) {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(pointer, error.to_string());
                None
            }
        }
    }

    /// A value that may be left out, or sent as null to clear what is there.
    pub(crate) fn clearable<T, V, E: Display>(
        &mut self,
        pointer: &str,
        value: Option<Option<T>>,
        parse: impl FnOnce(T) -> Result<V, E>,
    ) -> Option<Option<V>> {
        match value {
            None => None,
            Some(None) => Some(None),
            Some(given) => self.optional(pointer, given, parse).map(Some),
        }
    }

    /// Every item of a list, each with its own place.
    pub(crate) fn list<T, V, E: Display>(
        &mut self,
        pointer: &str,
        items: impl IntoIterator<Item = T>,
        mut parse: impl FnMut(T) -> Result<V, E>,
    ) -> Vec<V> {
        let items = items.into_iter().enumerate();
        items
            .filter_map(|(at, item)| {
                self.optional(&format!("{pointer}/{at}"), Some(item), &mut parse)
            })
            .collect()
    }

    /// A value that must be there and is not, which says all that is wrong at its place.
    pub(crate) fn missing(&mut self, pointer: &str) {
        self.0.retain(|error| error.pointer != pointer);
        self.add(pointer, "must be given");
    }

    /// Something else that is wrong.
    pub(crate) fn add(&mut self, pointer: &str, detail: impl Into<String>) {
        self.0.push(FieldError::at(pointer, detail));
    }

    /// Goes on with what was read, where nothing is wrong.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        match read {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.0)),
        }
    }
}
