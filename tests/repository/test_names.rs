//! Names of tests say the behaviour, and the module says the subject: so they are short.

use crate::code::tokens;
use crate::sources;

const MOST_CHARACTERS: usize = 50;

/// The names that are still longer. One that no longer is has to go from here as well.
const STILL_LONG: &[&str] = &["the_model_and_the_use_cases_agree_on_the_memory_store"];

/// Tests are made of functions by several macros, so this looks at all functions.
#[test]
fn no_name_of_a_function_is_long() {
    let mut long = Vec::new();
    let mut still_long = Vec::new();
    for source in sources::all() {
        for window in tokens(&source.text).windows(2) {
            if let ["fn", name] = window
                && name.len() > MOST_CHARACTERS
            {
                if STILL_LONG.contains(name) {
                    still_long.push((*name).to_owned());
                } else {
                    long.push(format!("{}: {name}", source.path.display()));
                }
            }
        }
    }
    assert!(
        long.is_empty(),
        "{} names over {MOST_CHARACTERS} characters: {long:#?}",
        long.len()
    );
    assert_eq!(still_long, STILL_LONG, "take what is gone from the list");
}
