//! The words of one key, with names and numbers in them.

use std::{borrow::Borrow, fmt};

use fluent_bundle::{FluentArgs, FluentValue};

use super::{isolated::isolated, language::Language};

/// The words of a key, and what is put into them. It is written when it is displayed.
pub struct Phrase<'a> {
    language: &'a Language,
    key: &'a str,
    args: FluentArgs<'a>,
}

impl fmt::Debug for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.args.iter().map(|(name, _)| name).collect::<Vec<_>>();
        f.debug_tuple("Phrase")
            .field(&self.key)
            .field(&names)
            .finish()
    }
}

impl<'a> Phrase<'a> {
    /// The words of a key, `message` or `message.attribute`.
    pub fn new(language: &'a Language, key: &'a str) -> Self {
        Self {
            language,
            key,
            args: FluentArgs::new(),
        }
    }

    /// Puts in a text that somebody gave.
    #[must_use]
    pub fn name(mut self, name: &'a str, text: impl fmt::Display) -> Self {
        let text = isolated(&text.to_string());
        self.args.set(name, FluentValue::from(text));
        self
    }

    /// Puts in words of the language, such as a day or another phrase.
    #[must_use]
    pub fn text(mut self, name: &'a str, text: impl fmt::Display) -> Self {
        self.args.set(name, FluentValue::from(text.to_string()));
        self
    }

    /// Puts in a number, by which texts choose plural forms.
    #[must_use]
    pub fn count(mut self, name: &'a str, count: impl Borrow<usize>) -> Self {
        self.args.set(name, FluentValue::from(*count.borrow()));
        self
    }

    /// The words; `None`: there are none.
    pub fn find(&self) -> Option<String> {
        self.language.say(self.key, &self.args)
    }
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.language.must_say(self.key, &self.args))
    }
}
