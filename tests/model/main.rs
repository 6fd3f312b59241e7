//! The rules, written twice: random commands go through the real use cases and through a naive
//! model written from the words of the rules, side by side, and both must come to the same.
//!
//! # How a run goes
//! A run plays worlds (`run.rs`). Each world starts with the same accounts and people
//! (`opening.rs`), and then sees some hundred commands (`commands.rs` chooses them at random,
//! weighted). For each command, `world.rs` asks the model what should happen, lets the use cases do
//! it over a store, and compares the two: the answer, the refusal, everything stored that changed,
//! its events in the trail, and the decisions of those concerned (`compare/`). `invariants.rs`
//! checks on every change what must hold whatever was done. `table.rs` counts what happened; a run
//! that met too few refusals fails.
//!
//! Beside it somebody follows the event feed and keeps a copy by it alone (`follower/`): the copy must
//! hold what the store holds.
//!
//! The model is a few plain maps (`model/state.rs`) with the arithmetic of permissions
//! (`model/permissions.rs`) and the question who holds what (`model/standing.rs`). It knows nothing
//! of Latchkey's code: the rules are written a second time, as `impl Model`, and `independence.rs`
//! fails where one of them uses a name from Latchkey's crates.
//!
//! # Where things are
//! One file or folder per area, named as in the URLs: `access_links`, `accounts`, `client_access`,
//! `memberships`, … It holds the area's commands, and for each command four things together: its
//! fields, how it is chosen (`impl Chooser`), the model's rules for it (`impl Model`), and how the
//! use case is called (`Command::drive`).
//!
//! # How to add a command
//! 1. In the file of its area, declare a struct with its fields, and implement [`command::Command`]
//!    for it: `actor`, `play` (the model's rules) and `drive` (the use case). The other methods have
//!    defaults; override `side` and `gives` where a partner asks or where permissions are given.
//! 2. Add a function to `impl Chooser` that builds it, mostly so that it can succeed.
//! 3. Add that function with a weight to the table in `commands.rs`.
//!
//! Where it can be refused as nothing else is, list the code and the rule in `refusals.rs`: a run
//! fails on a refusal that is not listed, and a long one on a refusal that is not met often.
//!
//! # How to run it
//! `LATCHKEY_MODEL_STEPS` makes the run longer, `LATCHKEY_MODEL_SEED` makes it another or repeats
//! one, and `LATCHKEY_MODEL_WORLD` starts with a world of it and compares everything after each
//! step. A world that is reported as 7000042 is the world 42 of the seed 7.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    clippy::option_option,
    clippy::too_many_lines,
    clippy::similar_names,
    clippy::needless_pass_by_value,
    clippy::struct_excessive_bools,
    clippy::unused_self,
    reason = "a test that goes wrong fails, and this one reports what it did"
)]

// The areas.
mod access_links;
mod accounts;
mod activities;
mod client_access;
mod clock;
mod decisions;
mod memberships;
mod operations;
mod partners;
mod permission_sets;
mod relationships;
mod removals;
mod standardizations;
mod stubs;
mod users;

// What they share.
mod chooser;
mod command;
mod commands;
mod compare;
mod dice;
mod driver;
mod follower;
mod independence;
mod invariants;
mod model;
mod opening;
mod refusals;
mod report;
mod run;
mod table;
mod world;
