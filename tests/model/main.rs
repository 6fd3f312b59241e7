//! The rules, written twice: random commands go through the real use cases and through a naive model
//! made from the words of the rules, side by side, and both must come to the same.
//!
//! `LATCHKEY_MODEL_STEPS` makes the run longer, `LATCHKEY_MODEL_SEED` makes it another or repeats one, and
//! `LATCHKEY_MODEL_WORLD` begins with a world of it. A world that is reported as 7000042 is the world 42 of
//! the seed 7.
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
    clippy::let_unit_value,
    clippy::unused_self,
    reason = "a test that goes wrong fails, and this one reports what it did"
)]

mod commands;
mod compare;
mod dice;
mod drive;
mod generate;
mod invariants;
mod model;
mod run;
mod table;
