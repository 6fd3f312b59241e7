//! Every mail in every language.
