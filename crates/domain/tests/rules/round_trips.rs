//! Whatever text, instant or id is accepted prints as something that is accepted and equal, and whatever is
//! refused stays refused in its other spellings (I5).

use std::{fmt, str::FromStr};

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use latchkey_domain::{
    base::{
        ids::{
            AccessLinkId, AccountId, AssetId, EventId, MembershipId, OperationId, PREFIXES,
            PermissionSetId, ReviewId, TokenId, UserId,
        },
        revision::Revision,
        text::{
            ActivityKind, AssetKind, Description, ExternalId, Locale, MailSubject, Name, Reason,
            SearchText, SetName, Tag, fold,
        },
        time::{FIRST_INSTANT, InstantError, LAST_INSTANT, Time, instant},
    },
    membership::EmploymentKey,
    people::email::{EmailAddress, EmailDomain},
    permission::{Level, PermissionKey},
    trail::{
        chain::{LinkHash, NotedHead},
        event::EventName,
    },
};
use proptest::prelude::*;
use uuid::Uuid;

/// Characters that programs get wrong, mixed with any others.
fn text(most: usize) -> impl Strategy<Value = String> {
    let special = "\u{feff}\u{ad}\u{200b}\u{2060}\u{34f}\u{200e}\u{200c}\u{200d}\u{fe0f}\u{fe00}\u{e0100}\
        \u{1f469}\u{1f3fd}\u{1f4bb}\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}\u{301}\u{323}\u{345}\u{94d}\u{915}\u{628}\
        \u{3164}\u{202e}\u{2066}\u{2028}\u{85}\r\n\t\u{0}\u{7f}\u{a0}\u{3000}\u{2126}\u{212b}\u{1e9e}\u{df}\
        \u{130}\u{131}\u{3a3}\u{3c2}\u{fb01}\u{1100}\u{1161}\u{11a8}\u{ac00}\u{180b}\u{1820}\u{845b}\u{2800}\
        %_'\"\\<>&;,@:./?#+-=*$(){}[] aeoAEO09";
    let special = prop::sample::select(special.chars().collect::<Vec<_>>());
    let letter = prop::sample::select(
        "abcxyzABCXYZ \u{e9}\u{c9}\u{142}"
            .chars()
            .collect::<Vec<_>>(),
    );
    let mixed = prop_oneof![3 => special, 3 => letter.clone(), 1 => any::<char>()];
    let some = |one: BoxedStrategy<char>| {
        prop::collection::vec(one, 0..most).prop_map(|chars| chars.into_iter().collect())
    };
    prop_oneof![some(mixed.boxed()), some(letter.boxed())]
}

fn nfc(text: &str) -> String {
    let form = ComposingNormalizerBorrowed::new_nfc();
    form.normalize(text).into_owned()
}

fn nfd(text: &str) -> String {
    let form = DecomposingNormalizerBorrowed::new_nfd();
    form.normalize(text).into_owned()
}

/// A text type, as the property reads it.
struct TextType {
    name: &'static str,
    most: usize,
    lines: bool,
    parse: fn(&str) -> Option<String>,
}

macro_rules! text_types {
    ($($name:ident $most:literal $lines:literal),* $(,)?) => {
        [$(TextType {
            name: stringify!($name),
            most: $most,
            lines: $lines,
            parse: |text| Some($name::parse(text).ok()?.to_string()),
        }),*]
    };
}

const TEXT_TYPES: [TextType; 8] = text_types![
    Name 200 false,
    Tag 50 false,
    AssetKind 50 false,
    ActivityKind 64 false,
    MailSubject 200 false,
    SetName 100 false,
    Description 500 true,
    Reason 500 true,
];

/// A calendar day, so many days after 1970 began; by the civil calendar, without a library.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

const DAY: i64 = 86_400;
/// The seconds of the last moment of 9999, and of the first of the year 0, since 1970 began.
const LAST: i64 = 253_402_300_799;
const FIRST_WRITTEN: i64 = -62_167_219_200;

/// Seconds that are written at an offset, mostly near the borders of what is accepted.
fn local_seconds() -> impl Strategy<Value = i64> {
    prop_oneof![
        FIRST_WRITTEN..=LAST,
        (LAST - 2 * DAY)..=LAST,
        -2 * DAY..2 * DAY,
        0..=LAST,
    ]
}

fn written(local: i64, fraction: &str, offset: i64) -> String {
    let (year, month, day) = civil(local.div_euclid(DAY));
    let second = local.rem_euclid(DAY);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let zone = if offset == 0 {
        "Z".to_owned()
    } else {
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs();
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
}

/// Every form in which an instant is printed.
fn printed(time: Time) -> [String; 3] {
    use chrono::SecondsFormat::AutoSi;
    [
        time.to_rfc3339_opts(AutoSi, true),
        time.to_rfc3339(),
        time.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string(),
    ]
}

/// An id of any kind: its text is read as it alone.
fn assert_id<I: FromStr + fmt::Display + PartialEq + fmt::Debug>(id: &I)
where
    I::Err: fmt::Debug,
{
    let text = id.to_string();
    assert_eq!(&text.parse::<I>().unwrap(), id);
    assert!(ExternalId::parse(&text).is_err(), "{text}");
    let kinds = [
        text.parse::<AccountId>().is_ok(),
        text.parse::<UserId>().is_ok(),
        text.parse::<MembershipId>().is_ok(),
        text.parse::<PermissionSetId>().is_ok(),
        text.parse::<AccessLinkId>().is_ok(),
        text.parse::<AssetId>().is_ok(),
        text.parse::<OperationId>().is_ok(),
        text.parse::<ReviewId>().is_ok(),
        text.parse::<EventId>().is_ok(),
        text.parse::<TokenId>().is_ok(),
    ];
    assert_eq!(kinds.into_iter().filter(|it| *it).count(), 1, "{text}");
    for other in [
        text.to_uppercase(),
        format!("{text}0"),
        format!(" {text}"),
        text.replace('_', "-"),
        text.trim_end_matches(|c: char| c != '_').to_owned(),
    ] {
        assert!(other.parse::<I>().is_err(), "{other}");
    }
}

/// Whether a text has the form of a Latchkey id, by the description of the form.
fn looks_like_an_id(text: &str) -> bool {
    let Some((prefix, suffix)) = text.split_once('_') else {
        return false;
    };
    let digits = "0123456789abcdefghjkmnpqrstvwxyz";
    PREFIXES.contains(&prefix)
        && suffix.len() == 26
        && suffix.chars().all(|c| digits.contains(c))
        && suffix.starts_with(|c: char| c <= '7')
}

proptest! {
    /// A text that is kept is accepted again as it is, and so is every other spelling of it. What is refused
    /// is refused in every spelling.
    #[test]
    fn i5_texts_go_in_and_come_out(given in text(60)) {
        for kind in &TEXT_TYPES {
            let read = (kind.parse)(&given);
            prop_assert_eq!((kind.parse)(&nfd(&given)), read.clone(), "{}", kind.name);
            prop_assert_eq!((kind.parse)(&nfc(&given)), read.clone(), "{}", kind.name);
            prop_assert_eq!((kind.parse)(&format!(" \u{feff}{given} ")), read.clone(), "{}", kind.name);
            let Some(kept) = read else { continue };
            prop_assert_eq!(&nfc(&kept), &kept, "{}", kind.name);
            prop_assert_eq!(kept.trim(), &kept, "{}", kind.name);
            prop_assert!((1..=kind.most).contains(&kept.chars().count()), "{}", kind.name);
            prop_assert!(
                !kept.chars().any(|c| c.is_control() && !(kind.lines && c == '\n')),
                "{}", kind.name
            );
            prop_assert_eq!((kind.parse)(&kept), Some(kept), "{}", kind.name);
        }
    }

    /// The limits count what is kept.
    #[test]
    fn i5_a_text_is_as_long_as_its_limit(one in "[a-z\u{e9}\u{4e2d}]", hidden in "[\u{200b}\u{ad}\u{feff}]{0,9}") {
        for kind in &TEXT_TYPES {
            let longest = nfd(&one).repeat(kind.most) + &hidden;
            prop_assert_eq!((kind.parse)(&longest), Some(one.repeat(kind.most)), "{}", kind.name);
            prop_assert_eq!((kind.parse)(&(longest + &one)), None, "{}", kind.name);
        }
    }

    /// Who searches for a part of a kept text finds it, in any case and composition.
    #[test]
    fn i5_a_kept_text_is_found(given in text(20), from in 0_usize..20, length in 1_usize..20) {
        if let Ok(name) = Name::parse(&given) {
            let folded = name.folded();
            for spelling in [
                name.to_string(),
                nfd(name.as_str()),
                name.as_str().to_lowercase(),
                folded.clone(),
            ] {
                if let Ok(sought) = SearchText::parse(&spelling) {
                    prop_assert!(sought.is_in(&folded), "{} in {}", sought.as_str(), folded);
                }
            }
            let part: String = folded.chars().skip(from).take(length).collect();
            if let Ok(sought) = SearchText::parse(&part) {
                // Only marks at the border of the part compose with what is beside them elsewhere.
                let is_there = sought.is_in(&folded) || nfd(&folded).contains(&nfd(sought.as_str()));
                prop_assert!(is_there, "{} in {}", sought.as_str(), folded);
            }
            prop_assert_eq!(fold(&folded), folded);
        }
    }

    /// External ids are compared byte for byte: they are kept as they were given, or refused for one of the
    /// documented reasons.
    #[test]
    fn external_ids_are_kept_byte_for_byte(given in prop_oneof![
        text(90),
        "[a-z]{2,3}_[0-9a-z]{25,27}",
        "(acc|usr|op|rev)_[0-7][0-9a-hjkmnp-tv-z]{25}",
        "\\.{0,3}|by-external-id|by-external-i",
        "[\u{e9}x]{120,260}",
    ]) {
        let is_refused = given.is_empty()
            || given.len() > 255
            || given.chars().any(char::is_control)
            || looks_like_an_id(&given)
            || [".", "..", "by-external-id"].contains(&given.as_str());
        match ExternalId::parse(&given) {
            Ok(kept) => {
                prop_assert!(!is_refused, "{}", given);
                prop_assert_eq!(kept.as_str(), given.as_str());
                prop_assert_eq!(ExternalId::parse(kept.as_str()), Ok(kept));
            }
            Err(_) => prop_assert!(is_refused, "{}", given),
        }
    }

    /// All spellings of an address are one address.
    #[test]
    fn i5_addresses_go_in_and_come_out(
        local in prop_oneof![text(30), "[a-z\u{e9}\u{130}\u{3a3}.+-]{1,30}"],
        domain in "[a-zA-Z0-9\u{fc}\u{df}-]{1,12}(\\.[a-z0-9]{1,5})?\\.(example|org|xn--p1ai)",
    ) {
        let given = format!("{local}@{domain}");
        let read = EmailAddress::parse(&given).ok();
        prop_assert_eq!(EmailAddress::parse(&nfd(&given)).ok(), read.clone());
        prop_assert_eq!(EmailAddress::parse(&format!("  {given}\u{feff} ")).ok(), read.clone());
        if let Some(address) = read {
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
            prop_assert_eq!(address.as_str().to_lowercase(), address.as_str());
            let with_capitals = address.as_str().to_ascii_uppercase();
            prop_assert_eq!(EmailAddress::parse(&with_capitals), Ok(address.clone()));
            let found = SearchText::parse(address.as_str()).unwrap();
            prop_assert!(found.is_in(&address.folded()));
            let (local, domain) = (address.local_part(), address.domain());
            prop_assert_eq!(format!("{local}@{domain}"), address.as_str());
            prop_assert_eq!(EmailDomain::parse(domain.as_str()), Ok(domain.clone()));
            prop_assert_eq!(EmailDomain::parse(&domain.as_str().to_ascii_uppercase()), Ok(domain));
        }
    }

    /// An instant is read with any offset and any fraction, to the microsecond, if it lies in the years 1970
    /// to 9999 in UTC; every form in which it is printed is read as the same one.
    #[test]
    fn i5_instants_go_in_and_come_out(
        local in local_seconds(),
        fraction in prop_oneof![Just(String::new()), "\\.[0-9]{1,12}"],
        offset in -1_439_i64..=1_439,
    ) {
        let given = written(local, &fraction, offset);
        let seconds = local - offset * 60;
        let digits: String = fraction.chars().skip(1).chain("000000".chars()).take(6).collect();
        let micros = seconds * 1_000_000 + digits.parse::<i64>().unwrap();
        let read = instant(&given);
        if (0..=LAST).contains(&seconds) {
            let time = read.unwrap();
            prop_assert_eq!(time.timestamp_micros(), micros, "{}", given);
            for text in printed(time) {
                prop_assert_eq!(instant(&text), Ok(time), "{}", text);
            }
        } else {
            prop_assert_eq!(read, Err(InstantError::OutOfRange), "{}", given);
        }
        let (head, tail) = given.split_at(17);
        let leap = format!("{head}60{}", tail.trim_start_matches(|c: char| c.is_ascii_digit()));
        prop_assert!(instant(&leap).is_err(), "{}", leap);
    }

    #[test]
    fn what_is_no_instant_is_refused(text in "[-+:.0-9TtZz ]{0,30}|\\PC{0,20}") {
        if let Ok(time) = instant(&text) {
            prop_assert!((FIRST_INSTANT..=LAST_INSTANT).contains(&time));
            for text in printed(time) {
                prop_assert_eq!(instant(&text), Ok(time));
            }
        }
    }

    #[test]
    fn ids_go_in_and_come_out(bits in any::<u128>(), number in any::<u32>()) {
        let uuid = Uuid::from_u128(bits);
        assert_id(&AccountId::from_uuid(uuid));
        assert_id(&UserId::from_uuid(uuid));
        assert_id(&MembershipId::from_uuid(uuid));
        assert_id(&PermissionSetId::from_uuid(uuid));
        assert_id(&AccessLinkId::from_uuid(uuid));
        assert_id(&AssetId::from_uuid(uuid));
        assert_id(&OperationId::from_uuid(uuid));
        assert_id(&ReviewId::from_uuid(uuid));
        assert_id(&EventId::from_uuid(uuid));
        assert_id(&TokenId::from_uuid(uuid));
        let membership = MembershipId::from_uuid(uuid);
        let employment = EmploymentKey { membership, number };
        prop_assert_eq!(EmploymentKey::parse(&employment.to_string()), Some(employment));
    }

    /// Keys are read as they are written, with a level or without.
    #[test]
    fn permission_keys_go_in_and_come_out(
        text in prop_oneof![
            "[a-z][a-z0-9_]{0,9}(\\.[a-z0-9_]{1,9}){0,3}(:(own|team|all))?",
            "[a-z0-9_.:A-Z ]{0,20}",
            "[a-z]{98,102}(:own)?",
        ],
    ) {
        let (bare, level) = text.split_once(':').map_or((&*text, None), |(bare, level)| (bare, Some(level)));
        let is_word = |word: &str| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let is_key = bare.starts_with(|c: char| c.is_ascii_lowercase())
            && bare.split('.').all(is_word)
            && bare.len() <= 100
            && level.is_none_or(|level| ["own", "team", "all"].contains(&level));
        match PermissionKey::parse(&text) {
            Ok(key) => {
                prop_assert!(is_key, "{}", text);
                prop_assert_eq!(key.to_string(), text.clone());
                prop_assert_eq!(key.bare_str(), bare);
                prop_assert_eq!(key.level().map(Level::as_str), level);
                prop_assert_eq!(PermissionKey::parse(key.as_str()), Ok(key.clone()));
                for level in Level::ALL {
                    let at = key.at(level);
                    prop_assert_eq!(PermissionKey::parse(at.as_str()), Ok(at.clone()));
                    prop_assert_eq!((at.level(), at.bare()), (Some(level), key.bare()));
                }
            }
            Err(_) => prop_assert!(!is_key, "{}", text),
        }
    }

    /// Tokens of revisions, heads of the chain, names of events and languages.
    #[test]
    fn other_values_go_in_and_come_out(
        epoch in "[a-z0-9]{12}",
        number in 0_u64..10_000_000_000_000_000,
        bytes in any::<[u8; 32]>(),
        word in "[a-z_.]{0,20}",
    ) {
        let revision = Revision { epoch, number };
        prop_assert_eq!(Revision::parse(&revision.to_string()), Some(revision));
        let hash = LinkHash::new(bytes);
        prop_assert_eq!(hash.to_string().parse(), Ok(hash));
        let noted = format!("{}:{hash}", number + 1).parse::<NotedHead>();
        prop_assert_eq!(noted, Ok(NotedHead { number: Some(number + 1), hash }));
        let name = EventName::of(&word);
        prop_assert_eq!(name.as_str(), word.as_str());
        for locale in Locale::ALL {
            prop_assert_eq!(Locale::of_tag(locale.as_str()), Some(locale));
        }
        if let Some(locale) = Locale::of_tag(&word) {
            prop_assert!(Locale::ALL.contains(&locale));
        }
    }
}
