//! Names of tests say the behaviour, and the module says the subject: so they are short.

use crate::code::tokens;
use crate::sources;

const MOST_CHARACTERS: usize = 50;

/// Tests are made of functions by several macros, so this looks at all functions.
#[test]
fn no_name_of_a_function_is_long() {
    let mut long = Vec::new();
    for source in sources::all() {
        for window in tokens(&source.text).windows(2) {
            if let ["fn", name] = window
                && name.len() > MOST_CHARACTERS
            {
                long.push(format!("{}: {name}", source.path.display()));
            }
        }
    }
    assert!(
        long.is_empty(),
        "{} names over {MOST_CHARACTERS} characters: {long:#?}",
        long.len()
    );
}
