//! What is true of the HTML of every page.

use latchkey_domain::base::text::Locale;

use super::samples;

/// Elements that have no end.
const VOID: [&str; 7] = ["meta", "link", "input", "br", "hr", "img", "!doctype"];

/// The tags of a page, without what is in them.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    let parts = html.split('<').skip(1);
    parts.map(|part| part.split_once('>').map_or(part, |(tag, _)| tag))
}

/// The elements that are open at the end, or closed where they were not open.
fn unbalanced(html: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for tag in tags(html).filter(|tag| !tag.ends_with('/')) {
        let name = tag.split_whitespace().next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(closed) if open.last().is_some_and(|last| last == closed) => drop(open.pop()),
            None if VOID.contains(&name) => (),
            Some(_) | None => open.push(name.to_owned()),
        }
    }
    open
}

#[test]
fn every_element_ends() {
    for (what, html) in samples::all(Locale::En) {
        assert_eq!(unbalanced(&html), Vec::<String>::new(), "{what}: {html}");
    }
}

#[test]
fn names_and_fields_are_text() {
    for (what, html) in samples::all(Locale::De) {
        assert!(!html.contains("<b>\""), "{what}: {html}");
        assert!(!html.contains("\"><script>"), "{what}: {html}");
        assert!(!html.contains("\"><b>"), "{what}: {html}");
    }
}

#[test]
fn every_page_is_whole() {
    for (what, html) in samples::all(Locale::Nb) {
        for once in ["<main ", "<h1>", "<title>", "id=\"main\"", "class=\"skip\""] {
            assert_eq!(html.matches(once).count(), 1, "{what}: {once} in {html}");
        }
        assert!(html.starts_with("<!doctype html>\n<html lang=\"nb\" data-theme=\"dark\">"));
        assert!(html.len() < 100_000, "{what}: {} bytes", html.len());
        let forms = html.matches("method=\"post\"").count();
        assert_eq!(
            html.matches("name=\"form_token\"").count(),
            forms,
            "{what}: {html}"
        );
    }
}

/// The policy of the pages allows nothing that stands in the page itself.
#[test]
fn nothing_is_inline() {
    for (what, html) in samples::all(Locale::Pl) {
        for tag in tags(&html) {
            assert!(
                !tag.contains(" style=") && !tag.contains(" on"),
                "{what}: {tag}"
            );
            assert!(tag != "script" && tag != "style", "{what}: {tag}");
        }
        for scheme in ["http://", "https://", "javascript:"] {
            assert!(!html.contains(scheme), "{what}: {html}");
        }
    }
}
