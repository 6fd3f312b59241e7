//! Removals: their reviews, and what a review shows (D6).

mod read;
mod statements;
mod write;
