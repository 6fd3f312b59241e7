//! Removals: reviews, and what they are reviewed by (D6).

mod read;
mod statements;
mod write;
