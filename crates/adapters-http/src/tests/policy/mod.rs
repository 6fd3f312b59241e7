//! Who may do what to whom, as a table that anybody can read: `docs/policy.md`.
//!
//! Nothing in the page is written by hand. Every cell is a call through the whole HTTP adapter, by somebody of
//! that role, on somebody of that kind, in a scene that is the same for each; the answer is the cell.
//! A change of a rule is a change of the page, and shows in the review of whoever made it.
//!
//! A new route needs a line in one of the lists of [`actions`].

mod actions;
mod call;
mod cast;
mod gates;
mod matrix;
mod page;
mod people;
mod scene;

use std::{env, fs, path::PathBuf};

use self::{
    actions::{Action, areas},
    scene::Scene,
};
use crate::routes::TABLE;

fn page_path() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "docs", "policy.md"]
        .iter()
        .collect()
}

fn is_routed(action: &Action) -> bool {
    let routed = |(method, path): (&str, &str)| {
        TABLE
            .iter()
            .any(|entry| (entry.method, entry.path) == (method, path))
    };
    routed(action.route())
}

/// The page is what the product does.
#[actix_web::test]
async fn the_page_says_what_the_product_does() {
    let scene = Scene::set().await;
    let made = page::write(&scene).await;
    let path = page_path();
    if env::var_os("LATCHKEY_UPDATE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = made
        .lines()
        .zip(kept.lines())
        .find(|(made, kept)| made != kept);
    let (now, then) = differs.unwrap_or_default();
    assert!(
        made == kept,
        "docs/policy.md is not what the product does. Where it differs first, it is\n  {now}\nand \
         the page says\n  {then}\nIf that is meant, make the page anew, and look at what changed:\n  \
         LATCHKEY_UPDATE=1 cargo test -p latchkey-adapters-http policy && git diff docs/policy.md"
    );
}

/// No route is left out of the page: whoever adds one says here who calls it with what.
#[test]
fn every_route_is_in_the_page() {
    let areas = areas();
    let named: Vec<_> = areas
        .iter()
        .flat_map(|area| &area.actions)
        .map(Action::route)
        .collect();
    let under_test = |path: &str| path.starts_with("/v1/") || path.starts_with("/access/");
    let missing: Vec<_> = TABLE
        .iter()
        .filter(|entry| under_test(entry.path))
        .filter(|entry| !named.contains(&(entry.method, entry.path)))
        .map(|entry| format!("{} {}", entry.method, entry.path))
        .collect();
    assert!(
        missing.is_empty(),
        "add an action for each of these to crates/adapters-http/src/tests/policy/actions, and make \
         the page anew (LATCHKEY_UPDATE=1 cargo test -p latchkey-adapters-http policy): {missing:#?}"
    );
}
