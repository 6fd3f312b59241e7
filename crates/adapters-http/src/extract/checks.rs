//! Checks all values of a body before it reports any error.

use std::fmt::Display;

use latchkey_domain::base::{
    refusal::{FieldErrors, ListLengthError},
    time::{Time, instant, to_come},
};

use crate::problem::Problem;

/// The most permission keys in one list.
pub(crate) const MOST_KEYS: usize = 1_000;

/// The most values in a list of a few known words.
pub(crate) const MOST_WORDS: usize = 20;

/// Collects the invalid values of a body or query.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    errors: FieldErrors,
    /// What is reported beside errors, and left to the use case where there are none.
    beside: FieldErrors,
    now: Option<Time>,
}

impl Checks {
    /// Begins with the errors that were found before, at this time.
    pub(super) fn after(errors: FieldErrors, now: Time) -> Self {
        Self {
            errors,
            beside: FieldErrors::default(),
            now: Some(now),
        }
    }

    /// Reads an optional end of access. That it has passed already is said here only beside other
    /// errors: alone it does not keep a call that was answered before from its kept answer, which was
    /// given when the end was still to come. The use case rejects it then.
    pub(crate) fn end(&mut self, pointer: &str, text: Option<&str>) -> Option<Time> {
        let end = self.optional(pointer, text, instant)?;
        if let Some(Err(passed)) = self.now.map(|now| to_come(end, now)) {
            self.beside.add(pointer, passed);
        }
        Some(end)
    }

    /// The same for an end that may be null, which clears the stored one.
    pub(crate) fn clearable_end(
        &mut self,
        pointer: &str,
        value: Option<Option<String>>,
    ) -> Option<Option<Time>> {
        match value {
            None => None,
            Some(None) => Some(None),
            Some(Some(text)) => self.end(pointer, Some(&text)).map(Some),
        }
    }

    /// Reads a required value. `None`: it is missing or invalid, and [`Checks::finish`] reports it.
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

    /// Reads an optional value.
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

    /// Reads an optional value that may be null, which clears the stored value.
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

    /// Reads all items of a list. An error names the place of its item. A list that is too long is
    /// reported and not read.
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

    /// Reads a list of accounts or people of which the use case takes at most `most`. One more is
    /// read, so that the use case itself reports a list that is too long. It does so after its
    /// permission check.
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
                Err(error) => self.errors.add(format_args!("{pointer}/{at}"), error),
            }
        }
        read
    }

    /// Whether a list is short enough to be read. If not, adds an error.
    pub(crate) fn short_enough<T>(&mut self, pointer: &str, items: &[T], most: usize) -> bool {
        let short_enough = items.len() <= most;
        if !short_enough {
            self.add(pointer, ListLengthError::TooLong { most });
        }
        short_enough
    }

    /// Reports a missing value. This replaces other errors at its place.
    pub(crate) fn missing(&mut self, pointer: &str) {
        self.errors.add_only(pointer, "must be given");
    }

    /// Adds an error.
    pub(crate) fn add(&mut self, pointer: &str, detail: impl Display) {
        self.errors.add(pointer, detail);
    }

    /// Returns what was read, if there are no errors.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        let mut errors = self.errors;
        match read {
            Some(value) if errors.is_empty() => Ok(value),
            _ => {
                for error in self.beside.listed() {
                    errors.add(&error.pointer, &error.detail);
                }
                Err(Problem::invalid(errors))
            }
        }
    }
}
