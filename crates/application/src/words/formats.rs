//! Dates and numbers, as each language writes them.

use std::{fmt, sync::LazyLock};

use chrono::{Datelike as _, Timelike as _};
use icu_calendar::Gregorian;
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{T, YMD, YMDET, YMDT},
    input::{Date, DateTime, Time as TimeOfDay},
    options::TimePrecision,
};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
// Its feature `sync` lets threads share what formats.
use icu_provider as _;
use latchkey_domain::base::{text::Locale, time::Time};

static ENGLISH: LazyLock<Formats> = LazyLock::new(|| Formats::load(Locale::En));
static NORWEGIAN: LazyLock<Formats> = LazyLock::new(|| Formats::load(Locale::Nb));
static GERMAN: LazyLock<Formats> = LazyLock::new(|| Formats::load(Locale::De));
static POLISH: LazyLock<Formats> = LazyLock::new(|| Formats::load(Locale::Pl));
static DUTCH: LazyLock<Formats> = LazyLock::new(|| Formats::load(Locale::Nl));

/// How a language writes dates and numbers. Should the library lack a language, a time shows as a
/// plain number.
pub(super) struct Formats {
    decimals: Option<DecimalFormatter>,
    day: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    minute: Option<FixedCalendarDateTimeFormatter<Gregorian, YMDET>>,
    short_minute: Option<FixedCalendarDateTimeFormatter<Gregorian, YMDT>>,
    time: Option<FixedCalendarDateTimeFormatter<(), T>>,
}

impl fmt::Debug for Formats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Formats").finish_non_exhaustive()
    }
}

impl Formats {
    /// The formats of a language.
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
        let tag = match locale {
            // Days before months, and 24 hours.
            Locale::En => "en-GB",
            Locale::Nb | Locale::De | Locale::Pl | Locale::Nl => locale.as_str(),
        };
        let icu = tag.parse().unwrap_or(icu_locale_core::Locale::UNKNOWN);
        let minutes = YMDET::long().with_time_precision(TimePrecision::Minute);
        let short_minutes = YMDT::medium().with_time_precision(TimePrecision::Minute);
        Self {
            decimals: DecimalFormatter::try_new((&icu).into(), DecimalFormatterOptions::default())
                .ok(),
            day: FixedCalendarDateTimeFormatter::try_new((&icu).into(), YMD::long()).ok(),
            minute: FixedCalendarDateTimeFormatter::try_new((&icu).into(), minutes).ok(),
            short_minute: FixedCalendarDateTimeFormatter::try_new((&icu).into(), short_minutes)
                .ok(),
            time: FixedCalendarDateTimeFormatter::try_new((&icu).into(), T::hm()).ok(),
        }
    }

    /// A number in digits, with the separators of the language.
    pub(super) fn number(&self, digits: &str) -> Option<String> {
        let decimal: Decimal = digits.parse().ok()?;
        Some(self.decimals.as_ref()?.format(&decimal).to_string())
    }

    /// A day: 12 February 2026.
    pub(super) fn day(&self, time: Time) -> String {
        let shown = self.day.as_ref().zip(moment(time));
        let shown = shown.map(|(format, moment)| format.format(&moment.date).to_string());
        shown.unwrap_or_else(|| time.format("%Y-%m-%d").to_string())
    }

    /// A day of the week and a minute: Thursday, 12 February 2026 at 09:31.
    pub(super) fn minute(&self, time: Time) -> String {
        let shown = self.minute.as_ref().zip(moment(time));
        let shown = shown.map(|(format, moment)| format.format(&moment).to_string());
        shown.unwrap_or_else(|| time.format("%Y-%m-%d %H:%M").to_string())
    }

    /// A minute in a list: 12 Feb 2026, 09:31.
    pub(super) fn short_minute(&self, time: Time) -> String {
        let shown = self.short_minute.as_ref().zip(moment(time));
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
