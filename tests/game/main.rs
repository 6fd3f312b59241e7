//! The goals, played against: an adversary holds all people of two partners and some private
//! addresses, and tries whatever it likes against clients whose own side does nothing, or only its
//! daily work.
//!
//! The model (`tests/model`) agrees with the rules, so it cannot find what the rules forget. This game
//! knows no rules. It writes down what was said and done (`ledger/`), and after each call it asks
//! for decisions, reads what people read (`facts.rs`), and judges the goals by these alone
//! (`goals.rs`).
//!
//! # How a game goes
//! Every game begins with the same scene (`stage/`, with the names of `cast.rs`) and sees some moves
//! (`moves/`), which `choose/` chooses at random, or as the next step of a plot. `play.rs` plays them.
//! A sequence that breaks a goal is made as short as possible (`shrink.rs`) and printed.
//!
//! # How to run it
//! `LATCHKEY_GAME_CALLS` makes the run longer, `LATCHKEY_GAME_SEED` makes it another or repeats one, and
//! `LATCHKEY_GAME` plays only that game of it, as a report names it.
//!
//! # How to add a door
//! Add a move in `moves/`, its call, its choice in `choose/`, and what it means in `ledger/`: whom
//! it lets in, what it passes on, whom it refuses, who leaves by it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::option_option,
    clippy::too_many_lines,
    clippy::struct_excessive_bools,
    clippy::similar_names,
    reason = "a test that goes wrong fails, and this one reports what it did"
)]

mod cast;
mod choose;
#[expect(dead_code, reason = "the model's dice, of which this needs less")]
#[path = "../model/dice.rs"]
mod dice;
mod facts;
mod goals;
mod independence;
mod ledger;
mod moves;
mod play;
mod run;
mod shrink;
mod stage;
