//! The words of the pages, and which language a reader gets.

use latchkey_application::words::{Languages, WordsError};
use latchkey_domain::base::text::Locale;

/// The words of the pages.
pub(super) static WORDS: Languages = Languages::new(source, on_error);

/// The words of the pages in a language, as they stand in the repository.
pub(super) const fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../locales/en/pages.ftl"),
        Locale::Nb => include_str!("../../locales/nb/pages.ftl"),
        Locale::De => include_str!("../../locales/de/pages.ftl"),
        Locale::Pl => include_str!("../../locales/pl/pages.ftl"),
        Locale::Nl => include_str!("../../locales/nl/pages.ftl"),
    }
}

fn on_error(error: &WordsError) {
    #[cfg(test)]
    std::panic::panic_any(error.to_string());
    #[cfg(not(test))]
    tracing::error!(error = %error, "a page lacks words");
}

/// The language that a browser asks for (`Accept-Language`): of those that it ranks highest, the first that
/// we speak.
pub(super) fn accepted(header: &str) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for item in header.split(',') {
        let mut parts = item.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let quality = parts.find_map(|part| part.trim().strip_prefix("q="));
        let quality = quality.map_or(1.0, |quality| quality.trim().parse().unwrap_or(0.0));
        let Some(locale) = Locale::of_tag(tag) else {
            continue;
        };
        if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_language_that_we_speak_is_taken() {
        for (header, locale) in [
            ("de", Some(Locale::De)),
            ("fr-FR, nl;q=0.5, pl;q=0.8", Some(Locale::Pl)),
            ("nn-NO,en;q=0.9", Some(Locale::Nb)),
            ("en-GB,de", Some(Locale::En)),
            ("de;q=0, en;q=0.1", Some(Locale::En)),
            ("fr, *;q=0.5", None),
            ("", None),
            (";;q=,,", None),
        ] {
            assert_eq!(accepted(header), locale, "{header}");
        }
    }
}
