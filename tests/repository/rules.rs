//! Keeps the rulebook and the code in step: what `docs/rules.md` calls built is named by a test, and
//! what the code names is in `docs/rules.md`.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{self, Source};

const RULEBOOK: &str = "docs/rules.md";

/// The letters that rule numbers begin with, one for each section of the rulebook.
const SECTIONS: [char; 11] = ['P', 'S', 'L', 'A', 'D', 'R', 'U', 'N', 'T', 'Q', 'I'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Built,
    PartlyBuilt,
    Planned,
}

#[test]
fn every_rule_has_a_title_and_a_status() {
    for line in sources::read(RULEBOOK)
        .lines()
        .filter(|line| line.starts_with("### "))
    {
        assert!(
            rule(line).is_some(),
            "`{line}` must read `### NUMBER Title · built`, `· partly built` or `· planned`"
        );
    }
}

#[test]
fn every_number_is_given_once_and_without_a_gap() {
    let text = sources::read(RULEBOOK);
    let mut last: BTreeMap<char, u32> = BTreeMap::new();
    for (number, _) in text.lines().filter_map(rule) {
        let (letter, count) = (number.chars().next().unwrap(), number.get(1..).unwrap());
        let expected = last.get(&letter).map_or(1, |last| last + 1);
        assert_eq!(count.parse(), Ok(expected), "{number} is out of order");
        last.insert(letter, expected);
    }
}

#[test]
fn only_partly_built_rules_say_what_is_missing() {
    let text = sources::read(RULEBOOK);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some((number, status)) = rule(line) {
            let says = lines
                .peek()
                .is_some_and(|next| next.starts_with("*Missing: "));
            assert_eq!(
                says,
                status == Status::PartlyBuilt,
                "{number}: a `*Missing: …*` line"
            );
        }
    }
}

#[test]
fn every_rule_that_is_built_is_named_by_a_test() {
    let named = numbers_in_tests();
    let silent: Vec<_> = rules()
        .into_iter()
        .filter(|(number, status)| *status != Status::Planned && !named.contains(number))
        .map(|(number, _)| number)
        .collect();
    assert!(
        silent.is_empty(),
        "no test names {silent:?}: cite the number in the comment or the name of the test that \
         shows the rule, or change its status in {RULEBOOK}"
    );
}

#[test]
fn every_rule_that_the_code_names_is_in_the_rulebook() {
    let rules = rules();
    let mut unknown = BTreeSet::new();
    for source in others() {
        for line in source.code().lines().chain(source.tests().lines()) {
            for number in numbers_in_comment(line) {
                if !rules.contains_key(&number) {
                    unknown.insert(format!("{number} in {}", source.path.display()));
                }
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "{RULEBOOK} has no such rules: {unknown:#?}"
    );
}

#[test]
fn numbers_are_found_in_comments_and_test_names() {
    let found = |line: &str| numbers_in_comment(line).into_iter().collect::<Vec<_>>();
    assert_eq!(
        found("/// The delegation rule (P9), as Q12 says."),
        ["P9", "Q12"]
    );
    assert_eq!(
        found("let port = 1; // see T3: the reader may be gone"),
        ["T3"]
    );
    assert_eq!(
        found("/// UTF8, SHA256, P1D, X7, A2B and xD5 are no rules."),
        [""; 0]
    );
    assert_eq!(found("let url = \"http\"; let P4 = 0;"), [""; 0]);
    assert_eq!(
        number_in_name("fn d5_holds_when_two_requests_race() {"),
        ["D5"]
    );
    assert_eq!(number_in_name("async fn an_l10_link_is_refused()"), ["L10"]);
    assert_eq!(number_in_name("let d5 = 1;"), [""; 0]);
}

fn rules() -> BTreeMap<String, Status> {
    sources::read(RULEBOOK)
        .lines()
        .filter_map(rule)
        .map(|(number, status)| (number.to_owned(), status))
        .collect()
}

/// The number and the status in the heading of a rule.
fn rule(line: &str) -> Option<(&str, Status)> {
    let (number, rest) = line.strip_prefix("### ")?.split_once(' ')?;
    let (title, status) = rest.rsplit_once(" · ")?;
    let status = match status {
        "built" => Status::Built,
        "partly built" => Status::PartlyBuilt,
        "planned" => Status::Planned,
        _ => return None,
    };
    (is_number(number) && !title.trim().is_empty()).then_some((number, status))
}

/// The rule numbers in the comments and the names of tests, wherever tests are.
fn numbers_in_tests() -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    for source in others() {
        for line in source.tests().lines() {
            numbers.extend(numbers_in_comment(line));
            numbers.extend(number_in_name(line));
        }
    }
    numbers
}

/// All sources but this one, whose examples show no rule.
fn others() -> impl Iterator<Item = Source> {
    sources::all()
        .into_iter()
        .filter(|source| !source.path.ends_with("repository/rules.rs"))
}

fn numbers_in_comment(line: &str) -> BTreeSet<String> {
    line.split_once("//")
        .map(|(_, comment)| comment)
        .into_iter()
        .flat_map(|comment| comment.split(|character: char| !character.is_alphanumeric()))
        .filter(|word| is_number(word))
        .map(str::to_owned)
        .collect()
}

fn number_in_name(line: &str) -> Vec<String> {
    line.split_once("fn ")
        .and_then(|(_, rest)| rest.split_once('('))
        .into_iter()
        .flat_map(|(name, _)| name.split('_'))
        .map(str::to_uppercase)
        .filter(|word| is_number(word))
        .collect()
}

fn is_number(word: &str) -> bool {
    let mut characters = word.chars();
    let is_section = characters
        .next()
        .is_some_and(|letter| SECTIONS.contains(&letter));
    let digits = characters.as_str();
    is_section
        && (1..=2).contains(&digits.len())
        && digits.chars().all(|digit| digit.is_ascii_digit())
}
