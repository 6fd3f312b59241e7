//! The languages in which the product speaks to people: words from the files in `locales/`, plural forms,
//! dates and numbers. Mails and pages each have files of their own.

mod formats;
mod isolated;
mod language;
mod phrase;

#[cfg(test)]
pub(crate) use self::language::used;
pub use self::{
    isolated::isolated,
    language::{Language, Languages, WordsError},
    phrase::Phrase,
};
