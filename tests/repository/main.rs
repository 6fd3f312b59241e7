//! Tests about the repository itself: its crates, sources and documents. They need neither a server nor a database.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot read the repository has nothing to check"
)]

mod code;
mod dependencies;
mod doc_paths;
mod file_length;
mod licences;
mod manifests;
mod no_circles;
mod rules;
mod snippets;
mod sources;
mod test_names;
mod type_names;
mod uses;
mod walls;
