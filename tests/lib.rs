//! Black-box tests of Latchkey live in `blackbox/`; this library is empty.
