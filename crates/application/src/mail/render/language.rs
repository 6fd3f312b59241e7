//! The languages of mails: words from `locales/`, plural forms, dates and numbers.

use std::{fmt, sync::LazyLock};

use chrono::{Datelike as _, Timelike as _};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use icu_calendar::Gregorian;
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{T, YMD, YMDET},
    input::{Date, DateTime, Time as TimeOfDay},
    options::TimePrecision,
};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
// Its feature `sync` lets threads share what formats.
use icu_provider as _;
use latchkey_domain::base::{text::Locale, time::Time};

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::load(Locale::En));
static NORWEGIAN: LazyLock<Language> = LazyLock::new(|| Language::load(Locale::Nb));
static GERMAN: LazyLock<Language> = LazyLock::new(|| Language::load(Locale::De));
static POLISH: LazyLock<Language> = LazyLock::new(|| Language::load(Locale::Pl));
static DUTCH: LazyLock<Language> = LazyLock::new(|| Language::load(Locale::Nl));

/// The words of a language, as they stand in the repository.
pub(super) const fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../../locales/en/mail.ftl"),
        Locale::Nb => include_str!("../../../locales/nb/mail.ftl"),
        Locale::De => include_str!("../../../locales/de/mail.ftl"),
        Locale::Pl => include_str!("../../../locales/pl/mail.ftl"),
        Locale::Nl => include_str!("../../../locales/nl/mail.ftl"),
    }
}

/// A language, read from the binary when it is first needed. The tests render every mail in every
/// language; should anything be missing nevertheless, a mail shows a key or a plain number in its
/// place, and is sent.
pub(super) struct Language {
    bundle: FluentBundle<FluentResource>,
    decimals: Option<DecimalFormatter>,
    day: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    minute: Option<FixedCalendarDateTimeFormatter<Gregorian, YMDET>>,
    time: Option<FixedCalendarDateTimeFormatter<(), T>>,
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language")
            .field("locales", &self.bundle.locales)
            .finish_non_exhaustive()
    }
}

impl Language {
    /// The language of a locale.
    pub(super) fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &ENGLISH,
            Locale::Nb => &NORWEGIAN,
            Locale::De => &GERMAN,
            Locale::Pl => &POLISH,
            Locale::Nl => &DUTCH,
        }
    }

    fn load(locale: Locale) -> Self {
        let resource = FluentResource::try_new(source(locale).to_owned());
        let resource = resource.unwrap_or_else(|(readable, _errors)| readable);
        let language = locale.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.add_resource_overriding(resource);
        // Marks around every name would stay in subjects and plain texts: `Words` sets them, where a
        // name needs them.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match locale {
            Locale::En => |value, _| shown_number(value, Locale::En),
            Locale::Nb => |value, _| shown_number(value, Locale::Nb),
            Locale::De => |value, _| shown_number(value, Locale::De),
            Locale::Pl => |value, _| shown_number(value, Locale::Pl),
            Locale::Nl => |value, _| shown_number(value, Locale::Nl),
        }));
        let tag = match locale {
            // Days before months, and 24 hours.
            Locale::En => "en-GB",
            Locale::Nb | Locale::De | Locale::Pl | Locale::Nl => locale.as_str(),
        };
        let icu = tag.parse().unwrap_or(icu_locale_core::Locale::UNKNOWN);
        let minutes = YMDET::long().with_time_precision(TimePrecision::Minute);
        Self {
            bundle,
            decimals: DecimalFormatter::try_new((&icu).into(), DecimalFormatterOptions::default())
                .ok(),
            day: FixedCalendarDateTimeFormatter::try_new((&icu).into(), YMD::long()).ok(),
            minute: FixedCalendarDateTimeFormatter::try_new((&icu).into(), minutes).ok(),
            time: FixedCalendarDateTimeFormatter::try_new((&icu).into(), T::hm()).ok(),
        }
    }

    /// The words of a key, `message` or `message.attribute`; `None`: there are none.
    pub(super) fn say(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
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
        #[cfg(test)]
        assert!(errors.is_empty(), "{key}: {errors:?}");
        Some(said)
    }

    /// A day: 12 February 2026.
    pub(super) fn day(&self, time: Time) -> String {
        let shown = self.day.as_ref().zip(moment(time));
        let shown = shown.map(|(format, moment)| format.format(&moment.date).to_string());
        shown.unwrap_or_else(|| time.format("%Y-%m-%d").to_string())
    }

    /// A day of the week and a minute: Thursday, 12 February 2026 at 09:31. The zone is not named.
    pub(super) fn minute(&self, time: Time) -> String {
        let shown = self.minute.as_ref().zip(moment(time));
        let shown = shown.map(|(format, moment)| format.format(&moment).to_string());
        shown.unwrap_or_else(|| time.format("%Y-%m-%d %H:%M").to_string())
    }

    /// A minute of a day: 09:31.
    pub(super) fn time(&self, time: Time) -> String {
        let shown = self.time.as_ref().zip(moment(time));
        let shown = shown.map(|(format, moment)| format.format(&moment.time).to_string());
        shown.unwrap_or_else(|| time.format("%H:%M").to_string())
    }
}

/// The time as the library of calendars takes it.
fn moment(time: Time) -> Option<DateTime<Gregorian>> {
    let part = |number: u32| u8::try_from(number).ok();
    Some(DateTime {
        date: Date::try_new_gregorian(time.year(), part(time.month())?, part(time.day())?).ok()?,
        time: TimeOfDay::try_new(part(time.hour())?, part(time.minute())?, 0, 0).ok()?,
    })
}

fn shown_number(value: &FluentValue<'_>, locale: Locale) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let decimal: Decimal = number.as_string().parse().ok()?;
    let decimals = Language::of(locale).decimals.as_ref()?;
    Some(decimals.format(&decimal).to_string())
}

/// Which keys were asked for, so that a test finds those that nobody needs.
#[cfg(test)]
pub(super) mod used {
    use std::{collections::BTreeSet, sync::Mutex};

    pub(in super::super) static KEYS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

    pub(super) fn note(key: &str) {
        KEYS.lock().unwrap().insert(key.to_owned());
    }
}
