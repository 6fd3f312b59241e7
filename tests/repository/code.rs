//! Reads Rust as a list of tokens: enough to see which names a file defines and uses.

/// Stands for every text, character and byte string: what they say is no code.
const LITERAL: &str = "\"\"";

/// The words, signs and literals of a source; `::` is one sign. Comments and lifetimes are left out.
pub(crate) fn tokens(source: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if let Some(length) = literal(rest) {
            tokens.push(LITERAL);
            length
        } else if first == '\'' {
            1 + word(rest.split_at(1).1)
        } else {
            let length = if rest.starts_with("::") {
                2
            } else {
                word(rest).max(first.len_utf8())
            };
            if !first.is_whitespace() {
                tokens.push(rest.split_at(length).0);
            }
            length
        };
        rest = rest.split_at(length).1;
    }
    tokens
}

pub(crate) fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// How long the word is that `rest` begins with.
fn word(rest: &str) -> usize {
    rest.find(|character: char| !character.is_alphanumeric() && character != '_')
        .unwrap_or(rest.len())
}

/// How long the comment is, with those inside it.
fn comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut length = 0;
    loop {
        let here = rest.split_at(length).1;
        let Some(first) = here.chars().next() else {
            return length;
        };
        if here.starts_with("/*") {
            depth += 1;
            length += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            length += 2;
        } else {
            length += first.len_utf8();
        }
        if depth == 0 {
            return length;
        }
    }
}

/// How long the text, the character or the byte string is that `rest` begins with.
fn literal(rest: &str) -> Option<usize> {
    for prefix in ["", "b", "c"] {
        let Some(after) = rest.strip_prefix(prefix) else {
            continue;
        };
        if after.starts_with('"') {
            return Some(prefix.len() + quoted(after, '"')?);
        }
        if let Some(raw) = after.strip_prefix('r') {
            let text = raw.trim_start_matches('#');
            let hashes = raw.len() - text.len();
            if text.starts_with('"') {
                let end = format!("\"{}", "#".repeat(hashes));
                let inside = text.split_at(1).1.find(&end)?;
                return Some(prefix.len() + 1 + hashes + 1 + inside + end.len());
            }
        }
        if let Some(inside) = after.strip_prefix('\'') {
            let mut characters = inside.chars();
            let first = characters.next()?;
            if first == '\\' || characters.next() == Some('\'') {
                return Some(prefix.len() + quoted(after, '\'')?);
            }
        }
    }
    None
}

/// How long the literal is between two quotes, with backslashes before what is not meant.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == quote {
            return Some(at + 1);
        }
    }
    None
}

/// The tokens without the items, fields and arms that are built for tests only.
pub(crate) fn without_tests<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        if is_for_tests(rest) {
            rest = after_item(rest);
        } else {
            kept.push(*first);
            rest = after;
        }
    }
    kept
}

fn is_for_tests(tokens: &[&str]) -> bool {
    matches!(
        tokens,
        ["#", "[", "cfg", "(", "test", ..] | ["#", "[", "cfg", "(", "all", "(", "test", ..]
    )
}

/// What follows the item that begins with attributes.
fn after_item<'t, 'a>(tokens: &'t [&'a str]) -> &'t [&'a str] {
    let mut rest = tokens;
    while let ["#", after @ ..] = rest {
        rest = after_brackets(after);
    }
    if let ["pub", after @ ..] = rest {
        rest = after;
        if let ["(", ..] = rest {
            rest = after_brackets(rest);
        }
    }
    let (ends_with_block, ends_with_comma) = match rest {
        ["use" | "static" | "type" | "let", ..] => (false, false),
        ["const", next, ..] => (*next == "fn", false),
        [
            "mod" | "fn" | "impl" | "struct" | "enum" | "trait" | "async" | "macro_rules",
            ..,
        ] => (true, false),
        _ => (false, true),
    };
    while let [first, after @ ..] = rest {
        match *first {
            ";" => return after,
            "," if ends_with_comma => return after,
            ")" | "]" | "}" => return rest,
            "(" | "[" => rest = after_brackets(rest),
            "{" => {
                rest = after_brackets(rest);
                if ends_with_block {
                    return rest;
                }
            }
            _ => rest = after,
        }
    }
    rest
}

/// What follows the bracket that closes the one which the tokens begin with.
fn after_brackets<'t, 'a>(tokens: &'t [&'a str]) -> &'t [&'a str] {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => (),
        }
        if depth == 0 {
            return &tokens[at + 1..];
        }
    }
    &[]
}

#[test]
fn comments_and_literals_are_no_code() {
    assert_eq!(
        tokens("a::b /* c /* d */ e */ ('f', 'g: \"h\\\"i\", br#\"j\"k\"#, '\\'') // l\nr#m"),
        [
            "a", "::", "b", "(", LITERAL, ",", ":", LITERAL, ",", LITERAL, ",", LITERAL, ")", "r",
            "#", "m"
        ]
    );
}

#[test]
fn what_is_for_tests_alone_is_left_out() {
    let source = "
        #[cfg(test)] use a::{b, c};
        #[cfg(test)] #[derive(D)] pub(crate) struct E<F, G> { h: I }
        #[cfg(all(test, unix))] const J: K = K { l: 1 };
        struct M { #[cfg(test)] n: O, p: Q, #[cfg(test)] r: S }
        #[cfg(test)] mod tests { fn t() {} }
        #[cfg(not(test))] mod u;";
    assert_eq!(
        without_tests(&tokens(source)).join(" "),
        "struct M { p : Q , } # [ cfg ( not ( test ) ) ] mod u ;"
    );
}
