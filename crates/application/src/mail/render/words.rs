//! What a mail is written with: the words of a language, and what is put into them.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};
use latchkey_domain::base::{text::Locale, time::Time};

use crate::words::{Language, Languages, WordsError, isolated};

/// The words of mails. The tests render every mail in every language; should anything be missing
/// nevertheless, a mail shows a key or a gap in its place, and is sent.
static WORDS: Languages = Languages::new(source, on_error);

/// The words of mails in a language, as they stand in the repository.
pub(super) const fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../../locales/en/mail.ftl"),
        Locale::Nb => include_str!("../../../locales/nb/mail.ftl"),
        Locale::De => include_str!("../../../locales/de/mail.ftl"),
        Locale::Pl => include_str!("../../../locales/pl/mail.ftl"),
        Locale::Nl => include_str!("../../../locales/nl/mail.ftl"),
    }
}

fn on_error(error: &WordsError) {
    #[cfg(test)]
    assert!(!matches!(error, WordsError::Incomplete { .. }), "{error}");
    tracing::error!(error = %error, "a mail lacks words");
}

/// The words of a language with the names, numbers and times that a mail puts into them.
pub(super) struct Words {
    language: &'static Language,
    args: FluentArgs<'static>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.args.iter().map(|(name, _)| name).collect();
        f.debug_tuple("Words").field(&names).finish()
    }
}

impl Words {
    pub(super) fn of(locale: Locale) -> Self {
        Self {
            language: WORDS.of(locale),
            args: FluentArgs::new(),
        }
    }

    /// Sets a word by which texts choose, which no reader sees.
    pub(super) fn choose(&mut self, name: &'static str, word: &'static str) {
        self.args.set(name, FluentValue::from(word));
    }

    /// Sets a text that somebody gave.
    pub(super) fn name(&mut self, name: &'static str, text: impl fmt::Display) {
        self.args
            .set(name, FluentValue::from(isolated(&text.to_string())));
    }

    /// Sets a number, by which texts choose plural forms.
    pub(super) fn count(&mut self, name: &'static str, count: usize) {
        self.args.set(name, FluentValue::from(count));
    }

    /// The words of a key; the key itself, should they be missing.
    pub(super) fn say(&self, key: &str) -> String {
        self.language.must_say(key, &self.args)
    }

    /// The words of a key, if the message has them.
    pub(super) fn find(&self, key: &str) -> Option<String> {
        self.language.say(key, &self.args)
    }

    /// The words of a key with one number, without changing those of the mail.
    pub(super) fn counted(&self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(count));
        self.language.must_say(key, &args)
    }

    /// The words of a key with texts of their own.
    pub(super) fn with(&self, key: &str, texts: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, text) in texts {
            args.set(*name, FluentValue::from(text.clone()));
        }
        self.language.must_say(key, &args)
    }

    /// A day in the reader's language.
    pub(super) fn day(&self, time: Time) -> String {
        self.language.day(time)
    }

    /// A minute in the reader's language, with the zone.
    pub(super) fn minute(&self, time: Time) -> String {
        format!("{} UTC", self.language.minute(time))
    }

    /// The time in which something was done, in the reader's language, with the zone.
    pub(super) fn span(&self, from: Time, until: Option<Time>) -> String {
        let start = self.language.minute(from);
        let end = match until {
            Some(until) if until.date_naive() == from.date_naive() => self.language.time(until),
            Some(until) => self.language.minute(until),
            None => return self.minute(from),
        };
        if start.ends_with(&end) {
            return self.minute(from);
        }
        self.with("value-span", &[("from", start), ("until", end)])
    }
}
