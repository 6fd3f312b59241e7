//! The tests of Latchkey from outside are in `blackbox.rs`, `model/` and `repository/`; this library is empty.
