//! Black-box tests of Latchkey live in `blackbox.rs`; this library is empty.
