//! Black-box tests against the real binary.

mod architecture;
mod rules;
mod sources;
