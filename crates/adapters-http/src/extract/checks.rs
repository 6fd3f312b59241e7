//! Checks the values of a body, all of them, before anything is said about any.

use std::fmt::Display;

use latchkey_domain::base::refusal::{FieldErrors, ListLengthError};

use crate::problem::Problem;

/// The most permission keys in one list.
pub(crate) const MOST_KEYS: usize = 1_000;

/// The most values in a list of a few known words.
pub(crate) const MOST_WORDS: usize = 20;

/// Collects what is wrong with the values of one body or query.
#[derive(Debug, Default)]
pub(crate) struct Checks(FieldErrors);

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
                self.add(pointer, error);
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

    /// Every item of a list, each with its own place: at most so many, and beyond that none is read.
    pub(crate) fn list<T, V, E: Display>(
        &mut self,
        pointer: &str,
        items: Vec<T>,
        most: usize,
        parse: impl FnMut(T) -> Result<V, E>,
    ) -> Vec<V> {
        if self.short_enough(pointer, &items, most) {
            self.items(pointer, items, parse)
        } else {
            Vec::new()
        }
    }

    /// The names of accounts or people in a list, of which the use case takes at most so many: one
    /// more is read, so that it says itself that there are too many, to whoever may ask at all.
    pub(crate) fn names<V, E: Display>(
        &mut self,
        pointer: &str,
        mut names: Vec<String>,
        most: usize,
        mut parse: impl FnMut(&str) -> Result<V, E>,
    ) -> Vec<V> {
        names.truncate(most + 1);
        self.items(pointer, names, |name| parse(&name))
    }

    fn items<T, V, E: Display>(
        &mut self,
        pointer: &str,
        items: Vec<T>,
        mut parse: impl FnMut(T) -> Result<V, E>,
    ) -> Vec<V> {
        let mut read = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            match parse(item) {
                Ok(value) => read.push(value),
                Err(error) => self.0.add(format_args!("{pointer}/{at}"), error),
            }
        }
        read
    }

    /// Whether a list is short enough to be read; else that is an error.
    pub(crate) fn short_enough<T>(&mut self, pointer: &str, items: &[T], most: usize) -> bool {
        let short_enough = items.len() <= most;
        if !short_enough {
            self.add(pointer, ListLengthError::TooLong { most });
        }
        short_enough
    }

    /// A value that must be there and is not, which says all that is wrong at its place.
    pub(crate) fn missing(&mut self, pointer: &str) {
        self.0.add_only(pointer, "must be given");
    }

    /// Something else that is wrong.
    pub(crate) fn add(&mut self, pointer: &str, detail: impl Display) {
        self.0.add(pointer, detail);
    }

    /// Goes on with what was read, where nothing is wrong.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        match read {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.0)),
        }
    }
}
