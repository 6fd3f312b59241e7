//! No language lacks words, has words that nobody says, or falls back to English.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use latchkey_domain::{base::text::Locale, people::mail::MailKind};

use super::samples;
use crate::pages::{failure::LostPage, words::source};

/// What a language says as English does: it has the word, too, or it is a name.
const SHARED: [(Locale, &[&str]); 4] = [
    (Locale::Nb, &["home-title", "outbox-demo"]),
    (Locale::De, &["home-title", "outbox-demo"]),
    (Locale::Pl, &["home-title"]),
    (Locale::Nl, &["fact-account", "home-title", "outbox-demo"]),
];

/// The words of each key, `message` and `message.attribute`.
fn words(locale: Locale) -> BTreeMap<String, String> {
    let (mut message, mut last) = ("", None);
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for line in source(locale).lines().filter(|line| !line.starts_with('#')) {
        let begun = line.split_once(" =").filter(|(key, _)| {
            let key = key.strip_prefix("    .").unwrap_or(key);
            key.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        });
        if let Some((key, text)) = begun {
            let key = if let Some(attribute) = key.strip_prefix("    .") {
                format!("{message}.{attribute}")
            } else {
                message = key;
                key.to_owned()
            };
            if !text.is_empty() {
                words.insert(key.clone(), text.trim().to_owned());
                last = Some(key);
            }
        } else if let Some(text) = last.as_ref().and_then(|key| words.get_mut(key)) {
            text.push('\n');
            text.push_str(line);
        }
    }
    words
}

/// The text of the templates and of the code of the pages, without tests.
fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<PathBuf> = vec![root.join("templates"), root.join("src/pages")];
    let mut text = String::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() && !path.ends_with("tests") {
            waiting.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.is_file() {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    text
}

/// The keys that code puts together.
fn composed() -> BTreeSet<String> {
    let kinds = MailKind::ALL
        .iter()
        .map(|kind| kind.as_str().replace('_', "-"));
    let mut keys: BTreeSet<String> = kinds.map(|kind| format!("mail-{kind}")).collect();
    for lost in LostPage::ALL {
        for part in ["title", "text", "hint"] {
            keys.insert(format!("{}.{part}", lost.key()));
        }
    }
    keys
}

#[test]
fn every_language_has_the_same_keys() {
    let english = words(Locale::En);
    assert!(english.len() > 100, "{}", english.len());
    for locale in Locale::ALL {
        let own: Vec<_> = words(locale).into_keys().collect();
        assert_eq!(own, english.keys().cloned().collect::<Vec<_>>(), "{locale}");
    }
}

#[test]
fn no_key_is_missing_and_none_is_unused() {
    let (known, sources, composed) = (words(Locale::En), sources(), composed());
    let said = sources.split("say(\"").skip(1);
    let said: BTreeSet<_> = said.filter_map(|rest| rest.split('"').next()).collect();
    let missing: Vec<_> = said
        .iter()
        .filter(|key| !known.contains_key(**key))
        .collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
    let is_said = |key: &str| sources.contains(&format!("\"{key}\"")) || composed.contains(key);
    let unused: Vec<_> = known.keys().filter(|key| !is_said(key)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

/// U3. Words that miss what they name end a test.
#[test]
fn u3_every_page_speaks_every_language() {
    for locale in Locale::ALL {
        for (what, html) in samples::all(locale) {
            let text = html.replace("content='{", "").replace("}'>", "");
            for wrong in ['{', '}', '\t'] {
                assert!(!text.contains(wrong), "{what}: {html}");
            }
        }
    }
}

#[test]
fn no_language_falls_back_to_english() {
    let english = words(Locale::En);
    for (locale, shared) in SHARED {
        let own = words(locale);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let same = own.iter().filter(|(key, text)| {
            // Placeholders alone are nothing to translate.
            !text.starts_with("{ $actor }") && letters(text) > 0 && english.get(*key) == Some(*text)
        });
        let same: Vec<_> = same.map(|(key, _)| key.as_str()).collect();
        assert_eq!(same, shared, "{locale}");
    }
}

/// What stands in a template without being asked for is the same in every language.
#[test]
fn templates_have_no_words_of_their_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        // Names of classes.
        let text = without(&text, "{% block width %}", "{% endblock %}");
        let text = without(&without(&text, "{%", "%}"), "{{", "}}");
        let text = without(&text, "<", ">");
        let words = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty());
        for word in words {
            assert_eq!(word, "Latchkey", "{}", path.display());
        }
    }
}

/// The text without what stands between two marks.
fn without(text: &str, begin: &str, end: &str) -> String {
    let mut parts = text.split(begin);
    let mut left = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        left.push(' ');
        left.push_str(part.split_once(end).map_or("", |(_, rest)| rest));
    }
    left
}
