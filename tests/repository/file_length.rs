//! How large a file may grow.

use crate::sources;

/// Lines of code, without the tests beside it.
const MOST_LINES: usize = 500;
/// Lines of a file with all its tests.
const MOST_LINES_WITH_TESTS: usize = 600;

#[test]
fn no_source_file_outgrows_its_reader() {
    let long: Vec<_> = sources::all()
        .into_iter()
        .filter(|source| {
            // What serves tests alone may be longer: a list of scenes has no subjects to split it by.
            let code = source.code().lines().count();
            let is_long = !source.serves_tests() && code > MOST_LINES;
            is_long || source.text.lines().count() > MOST_LINES_WITH_TESTS
        })
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(
        long.is_empty(),
        "{long:?} have over {MOST_LINES} lines of code or {MOST_LINES_WITH_TESTS} with tests, so split by subject"
    );
}
