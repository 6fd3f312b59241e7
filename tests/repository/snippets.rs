//! What the documentation shows of an example is in the example.

use crate::sources;

#[test]
fn every_snippet_of_an_example_is_in_it() {
    let page = sources::read("docs/swapping-adapters.md");
    let example: Vec<String> = sources::files("examples/own-adapters")
        .into_iter()
        .map(sources::read)
        .collect();
    let snippets: Vec<_> = page
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect();
    assert!(!snippets.is_empty());
    let gone: Vec<_> = snippets
        .into_iter()
        .filter(|snippet| !example.iter().any(|text| text.contains(snippet)))
        .collect();
    assert!(gone.is_empty(), "copy these from the example: {gone:#?}");
}
