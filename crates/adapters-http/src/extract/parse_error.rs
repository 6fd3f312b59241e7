//! What is wrong with a body that cannot be parsed, in the words of JSON. The parser names types of
//! Rust, and repeats values of any length.

use serde_json::error::Category;

/// How many characters of a message are sent back.
const MOST: usize = 300;

/// The error in words. The position is left out where the parser understood the JSON, because then a
/// pointer tells the place.
pub(super) fn in_words(error: &serde_json::Error) -> String {
    let mut said = error.to_string();
    if error.classify() == Category::Data
        && error.line() > 0
        && let Some(position) = said.rfind(" at line ")
    {
        said.truncate(position);
    }
    cut(&words_of_json(&said))
}

/// As much of a text as anybody reads.
pub(crate) fn cut(text: &str) -> String {
    match text.chars().nth(MOST) {
        Some(_) => text.chars().take(MOST).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

fn words_of_json(said: &str) -> String {
    if let Some(name) = said.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    if let Some(name) = said.strip_suffix(", there are no fields") {
        return format!("{name}: this call takes no members");
    }
    let Some((found, expected)) = said.rsplit_once(", expected ") else {
        return said.to_owned();
    };
    let found = match found {
        "invalid type: map" => "this is an object",
        "invalid type: sequence" => "this is a list",
        "invalid type: null" => "this is null",
        other => other,
    };
    let expected = match expected {
        "a sequence" | "sequence" => "a list",
        "a map" | "map" => "an object",
        "a boolean" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        other if other.starts_with("struct ") => "an object",
        other => other,
    };
    format!("{found}, expected {expected}")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Page {
        #[expect(dead_code, reason = "only parsed")]
        limit: u64,
        #[expect(dead_code, reason = "only parsed")]
        names: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    fn page(json: &str) -> String {
        in_words(&serde_json::from_str::<Page>(json).unwrap_err())
    }

    #[test]
    fn types_are_those_of_json() {
        for (json, words) in [
            (
                r#"{"limit": {}, "names": []}"#,
                "this is an object, expected a whole number from 0",
            ),
            (
                r#"{"limit": [], "names": []}"#,
                "this is a list, expected a whole number from 0",
            ),
            (
                r#"{"limit": 1, "names": "x"}"#,
                "invalid type: string \"x\", expected a list",
            ),
            (r#"{"limit": 1}"#, "`names` is missing"),
            ("null", "this is null, expected an object"),
        ] {
            assert_eq!(page(json), words);
        }
        let none = serde_json::from_str::<Nothing>(r#"{"bogus": 1}"#).unwrap_err();
        assert_eq!(
            in_words(&none),
            "unknown field `bogus`: this call takes no members"
        );
    }

    #[test]
    fn the_position_is_that_of_broken_json() {
        assert!(page("{").ends_with("at line 1 column 1"));
    }

    /// An error of a parsed value has no position, so nothing of what was sent is taken for one.
    #[test]
    fn a_value_that_reads_like_a_position_stays() {
        let value = serde_json::json!({"limit": "meet at line 3", "names": []});
        let error = serde_json::from_value::<Page>(value).unwrap_err();
        assert!(in_words(&error).contains("meet at line 3"), "{error}");
    }

    #[test]
    fn a_long_value_is_cut() {
        let long = format!(r#"{{"limit": "{}"}}"#, "é".repeat(10_000));
        assert_eq!(page(&long).chars().count(), MOST + 1);
    }
}
