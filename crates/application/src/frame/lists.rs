//! Rejects lists that are empty, too long, or have a value twice. Each check looks at each value once.

use std::{collections::HashSet, hash::Hash};

use latchkey_domain::{
    base::refusal::{FieldErrors, ListLengthError},
    work::operation::MOST_ITEMS,
};

use crate::frame::error::UseCaseError;

/// Checks a list of names: 1 to 10,000 of them, each once.
pub(crate) fn check_names<T: Eq + Hash>(errors: &mut FieldErrors, pointer: &str, names: &[T]) {
    check_count(errors, pointer, names.len(), MOST_ITEMS);
    if names.len() <= MOST_ITEMS {
        check_once(errors, pointer, names);
    }
}

/// Refuses a list with the same id twice: one account or person under two names.
pub(crate) fn must_be_named_once<T: Eq + Hash>(
    pointer: &str,
    ids: &[T],
) -> Result<(), UseCaseError> {
    let mut errors = FieldErrors::default();
    check_once(&mut errors, pointer, ids);
    Ok(errors.into_result()?)
}

/// Checks that a list has at least one value and at most so many.
pub(crate) fn check_count(errors: &mut FieldErrors, pointer: &str, count: usize, most: usize) {
    if let Err(error) = ListLengthError::check(count, most) {
        errors.add(pointer, error);
    }
}

/// Refuses a list with more values than allowed.
pub(crate) fn must_have_at_most(
    most: usize,
    pointer: &str,
    count: usize,
) -> Result<(), UseCaseError> {
    if count > most {
        let error = ListLengthError::TooLong { most };
        return Err(UseCaseError::invalid(pointer, error.to_string()));
    }
    Ok(())
}

/// Reports each value that is in the list already.
pub(crate) fn check_once<T: Eq + Hash>(
    errors: &mut FieldErrors,
    pointer: &str,
    values: impl IntoIterator<Item = T>,
) {
    for at in twice(values) {
        errors.add(format_args!("{pointer}/{at}"), "is named twice");
    }
}

/// The positions of values that occur earlier in the list.
pub(crate) fn twice<T: Eq + Hash>(
    values: impl IntoIterator<Item = T>,
) -> impl Iterator<Item = usize> {
    let mut seen = HashSet::new();
    let places = values.into_iter().enumerate();
    places.filter_map(move |(at, value)| (!seen.insert(value)).then_some(at))
}
