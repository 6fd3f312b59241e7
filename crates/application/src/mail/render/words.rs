//! What a mail is written with: the words of a language, and what is put into them.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};
use icu_properties::{CodePointMapData, props::BidiClass};
use latchkey_domain::base::{text::Locale, time::Time};

use super::language::Language;

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
            language: Language::of(locale),
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
        self.find(key).unwrap_or_else(|| key.to_owned())
    }

    /// The words of a key, if the message has them.
    pub(super) fn find(&self, key: &str) -> Option<String> {
        self.language.say(key, &self.args)
    }

    /// The words of a key with one number, without changing those of the mail.
    pub(super) fn counted(&self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(count));
        let said = self.language.say(key, &args);
        said.unwrap_or_else(|| key.to_owned())
    }

    /// The words of a key with texts of their own.
    pub(super) fn with(&self, key: &str, texts: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, text) in texts {
            args.set(*name, FluentValue::from(text.clone()));
        }
        let said = self.language.say(key, &args);
        said.unwrap_or_else(|| key.to_owned())
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

/// A text from somebody, kept from reordering what stands beside it. Only texts with letters from
/// right to left need that. Texts hold no such marks themselves (I5).
pub(super) fn isolated(text: &str) -> String {
    let classes = CodePointMapData::<BidiClass>::new();
    let is_right_to_left = |c| {
        let class = classes.get(c);
        class == BidiClass::RightToLeft || class == BidiClass::ArabicLetter
    };
    if text.chars().any(is_right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}
