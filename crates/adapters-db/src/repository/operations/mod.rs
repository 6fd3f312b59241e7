//! Operations with their items (A4, D6).

mod read;
mod rows;
mod write;
