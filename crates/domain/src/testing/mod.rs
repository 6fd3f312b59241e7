//! For tests only: a memory store, fakes, builders and the store contract.
