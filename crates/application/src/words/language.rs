//! The words of one part of the product, in every language.

use std::{fmt, sync::OnceLock};

use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle,
};
use latchkey_domain::base::{text::Locale, time::Time};

use super::formats::Formats;

/// Why a key cannot be put into words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// There are no words for it.
    #[error("the words of `{0}` are missing")]
    Missing(String),
    /// They name something that was not given.
    #[error("the words of `{key}` name something that was not given: {errors}")]
    Incomplete {
        /// The key.
        key: String,
        /// What is wrong.
        errors: String,
        /// The words, with gaps.
        shown: String,
    },
}

/// The words of one part of the product in every language, read from the binary when they are first needed.
#[derive(Debug)]
pub struct Languages {
    source: fn(Locale) -> &'static str,
    on_error: fn(&WordsError),
    english: OnceLock<Language>,
    norwegian: OnceLock<Language>,
    german: OnceLock<Language>,
    polish: OnceLock<Language>,
    dutch: OnceLock<Language>,
}

impl Languages {
    /// The words in the files that `source` gives. `on_error` hears of keys that have no words: tests
    /// find them, people see the key.
    pub const fn new(source: fn(Locale) -> &'static str, on_error: fn(&WordsError)) -> Self {
        Self {
            source,
            on_error,
            english: OnceLock::new(),
            norwegian: OnceLock::new(),
            german: OnceLock::new(),
            polish: OnceLock::new(),
            dutch: OnceLock::new(),
        }
    }

    /// The words of one language.
    pub fn of(&self, locale: Locale) -> &Language {
        let language = match locale {
            Locale::En => &self.english,
            Locale::Nb => &self.norwegian,
            Locale::De => &self.german,
            Locale::Pl => &self.polish,
            Locale::Nl => &self.dutch,
        };
        language.get_or_init(|| Language::load(locale, (self.source)(locale), self.on_error))
    }
}

/// The words of a language, with its dates and numbers.
pub struct Language {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
    formats: &'static Formats,
    on_error: fn(&WordsError),
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language")
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}

impl Language {
    fn load(locale: Locale, source: &str, on_error: fn(&WordsError)) -> Self {
        let resource = FluentResource::try_new(source.to_owned());
        let resource = resource.unwrap_or_else(|(readable, _errors)| readable);
        let language = locale.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.add_resource_overriding(resource);
        // Marks around every name would stay in subjects and plain texts: whoever sets a name sets
        // them, where the name needs them.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match locale {
            Locale::En => |value, _| shown_number(value, Locale::En),
            Locale::Nb => |value, _| shown_number(value, Locale::Nb),
            Locale::De => |value, _| shown_number(value, Locale::De),
            Locale::Pl => |value, _| shown_number(value, Locale::Pl),
            Locale::Nl => |value, _| shown_number(value, Locale::Nl),
        }));
        Self {
            locale,
            bundle,
            formats: Formats::of(locale),
            on_error,
        }
    }

    /// Which language it is.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// The words of a key, `message` or `message.attribute`; `None`: there are none.
    pub fn say(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        #[cfg(test)]
        used::note(key);
        let (message, attribute) = match key.split_once('.') {
            Some((message, attribute)) => (message, Some(attribute)),
            None => (key, None),
        };
        let message = self.bundle.get_message(message)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        if !errors.is_empty() {
            (self.on_error)(&WordsError::Incomplete {
                key: key.to_owned(),
                errors: listed(&errors),
                shown: said.clone(),
            });
        }
        Some(said)
    }

    /// The words of a key; the key itself, should they be missing.
    pub fn must_say(&self, key: &str, args: &FluentArgs<'_>) -> String {
        self.say(key, args).unwrap_or_else(|| {
            (self.on_error)(&WordsError::Missing(key.to_owned()));
            key.to_owned()
        })
    }

    /// A day: 12 February 2026.
    pub fn day(&self, time: Time) -> String {
        self.formats.day(time)
    }

    /// A day of the week and a minute: Thursday, 12 February 2026 at 09:31. The zone is not named.
    pub fn minute(&self, time: Time) -> String {
        self.formats.minute(time)
    }

    /// A minute in a list: 12 Feb 2026, 09:31. The zone is not named.
    pub fn short_minute(&self, time: Time) -> String {
        self.formats.short_minute(time)
    }

    /// A minute of a day: 09:31.
    pub fn time(&self, time: Time) -> String {
        self.formats.time(time)
    }
}

fn listed(errors: &[FluentError]) -> String {
    let errors: Vec<_> = errors.iter().map(FluentError::to_string).collect();
    errors.join("; ")
}

fn shown_number(value: &FluentValue<'_>, locale: Locale) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    Formats::of(locale).number(&number.as_string())
}

/// Which keys were asked for, so that a test finds those that nobody needs.
#[cfg(test)]
pub(crate) mod used {
    use std::{collections::BTreeSet, sync::Mutex};

    pub(crate) static KEYS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

    pub(super) fn note(key: &str) {
        KEYS.lock().unwrap().insert(key.to_owned());
    }
}
