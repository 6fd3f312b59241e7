//! No language lacks words, has words that nobody uses, or falls back to English.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::text::Locale,
    people::mail::{MailKind, Mailbox},
};

use super::{letter, mail, samples};
use crate::{
    mail::{
        message::{MailReader, Message},
        render::{
            letter::{Letter, LetterLink},
            words::{Words, source},
        },
    },
    words::used,
};

/// What a language says as English does: it has the word, too.
const SHARED: [(Locale, &[&str]); 4] = [
    (Locale::Nb, &[]),
    (Locale::De, &["Link"]),
    (Locale::Pl, &[]),
    (Locale::Nl, &["Account", "Accounts"]),
];

/// The messages and attributes of a language, as `message` and `message.attribute`, with the names that
/// each puts into its words.
fn keys(locale: Locale) -> BTreeSet<String> {
    let mut message = "";
    let mut keys = BTreeSet::new();
    for line in source(locale).lines() {
        let Some((key, text)) = line.split_once(" =") else {
            continue;
        };
        if let Some(attribute) = key.strip_prefix("    .") {
            keys.insert(format!("{message}.{attribute}"));
        } else if key.starts_with(|c: char| c.is_ascii_lowercase()) {
            message = key;
            if !text.is_empty() {
                keys.insert(key.to_owned());
            }
        }
    }
    keys
}

#[test]
fn every_language_has_the_same_keys() {
    let english = keys(Locale::En);
    assert!(english.len() > 150, "{}", english.len());
    for locale in Locale::ALL {
        assert_eq!(keys(locale), english, "{locale}");
    }
}

/// Rendering fails, in tests, where words miss what they name.
#[test]
fn no_key_is_missing_and_none_is_unused() {
    let unnamed = |locale| MailReader {
        mailbox: Mailbox::parse("a@elsewhere.example").unwrap(),
        locale,
    };
    for locale in Locale::ALL {
        for message in samples::all() {
            for to in [samples::reader(locale), unnamed(locale)] {
                let mail = mail(&message, &to);
                for text in [mail.subject.as_str(), &mail.text] {
                    for wrong in ['{', '}', '\u{2068}', '\t'] {
                        assert!(!text.contains(wrong), "{locale} {message:?}: {text}");
                    }
                }
            }
        }
    }
    let asked = used::KEYS.lock().unwrap().clone();
    let known = keys(Locale::En);
    let unused: Vec<_> = known.difference(&asked).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
    let said: BTreeSet<_> = samples::all().iter().map(Message::kind).collect();
    assert_eq!(
        said,
        MailKind::ALL.into_iter().collect(),
        "every kind has a sample"
    );
}

/// Every text of a letter but the addresses of its links.
fn texts(letter: Letter) -> Vec<String> {
    let label = |link: LetterLink| link.label;
    let mut texts = vec![
        letter.heading,
        letter.greeting,
        letter.lead,
        letter.after,
        letter.why,
        letter.moment,
    ];
    texts.extend(letter.about);
    texts.extend(letter.deadline);
    texts.extend(letter.more);
    texts.extend(letter.button.map(label));
    texts.extend(letter.stop.map(label));
    for fact in letter.facts {
        texts.extend([fact.label, fact.value]);
    }
    if let Some(list) = letter.list {
        texts.push(list.heading);
        texts.extend(list.others);
    }
    texts
}

/// A text without what people gave, numbers and signs: the words that a language has to translate.
fn words(text: &str) -> Vec<String> {
    let mut text = text.to_owned();
    let given = samples::GIVEN.iter().chain(&samples::DEACTIVATED);
    for given in given {
        text = text.replace(given, " · ");
    }
    let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == '.');
    let words = words.filter(|word| word.chars().any(char::is_alphabetic) && *word != "UTC");
    words.map(str::to_owned).collect()
}

#[test]
fn nothing_is_left_in_english() {
    let mut leaks = BTreeSet::new();
    for (locale, shared) in SHARED {
        for message in samples::all() {
            let english = texts(letter(&message, Locale::En));
            let translated = texts(letter(&message, locale));
            assert_eq!(english.len(), translated.len(), "{locale} {message:?}");
            for (english, translated) in english.iter().zip(&translated) {
                let (of_english, of_translated) = (words(english), words(translated));
                let is_same = of_english == of_translated && !of_english.is_empty();
                let runs: BTreeSet<_> = of_english.windows(3).collect();
                let has_part = of_translated.windows(3).any(|run| runs.contains(run));
                if (is_same || has_part) && !shared.contains(&translated.as_str()) {
                    leaks.insert((locale.as_str(), translated.clone()));
                }
            }
        }
    }
    assert_eq!(leaks, BTreeSet::new(), "still in English");
}

#[test]
fn dates_and_numbers_are_those_of_the_language() {
    for (locale, date, number) in [
        (
            Locale::En,
            "Thursday, 12 February 2026 at 09:31 UTC",
            "11,204",
        ),
        (
            Locale::Nb,
            "torsdag 12. februar 2026 kl. 09:31 UTC",
            "11\u{a0}204",
        ),
        (
            Locale::De,
            "Donnerstag, 12. Februar 2026 um 09:31 UTC",
            "11.204",
        ),
        (
            Locale::Pl,
            "czwartek, 12 lutego 2026 09:31 UTC",
            "11\u{a0}204",
        ),
        (
            Locale::Nl,
            "donderdag 12 februari 2026 om 09:31 UTC",
            "11.204",
        ),
    ] {
        let message = Message::Removed(samples::removed_from_many());
        let mail = mail(&message, &samples::reader(locale));
        assert!(mail.text.trim_end().ends_with(date), "{}", mail.text);
        assert!(mail.text.contains(number), "{}", mail.text);
    }
}

#[test]
fn polish_has_its_plural_forms() {
    let words = Words::of(Locale::Pl);
    for (count, said) in [
        (1, "1 element przekazano"),
        (2, "2 elementy przekazano"),
        (5, "5 elementów przekazano"),
        (12, "12 elementów przekazano"),
        (22, "22 elementy przekazano"),
        (25, "25 elementów przekazano"),
    ] {
        let shown = words.counted("value-handed-over", count);
        assert_eq!(shown, format!("{said} współpracownikom"));
    }
}
