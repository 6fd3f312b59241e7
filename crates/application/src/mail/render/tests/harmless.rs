//! Names and reasons are harmless, whatever they hold, and mails fetch nothing.

use latchkey_domain::{
    base::text::{Locale, Name, Reason},
    people::mail::{Mail, Mailbox},
};
use proptest::prelude::*;
use textwrap::core::display_width;

use super::{mail, samples};
use crate::mail::message::{
    Act, Doer, LinkAnswer, MailReader, Message, NameList, PartnerWasSevered,
};

/// A mail in which a text stands wherever a name or a reason can.
fn mail_with(text: &str) -> Mail {
    let name = Name::cleaned(text).unwrap();
    let mut severed = PartnerWasSevered {
        act: Act {
            by: Doer::Person {
                name: name.clone(),
                from: Some(name.clone()),
            },
            reason: Reason::cleaned(text),
            ..samples::act()
        },
        partner: samples::account("x"),
        client: samples::account("x"),
        people: NameList::counted([name.clone(), name.clone()], 5),
        stays: Some(name.clone()),
    };
    severed.partner.name = name.clone();
    severed.client.name = name.clone();
    let to = MailReader {
        mailbox: Mailbox {
            name: Some(name),
            ..Mailbox::parse("marit@northwind.example").unwrap()
        },
        locale: Locale::De,
    };
    mail(&Message::PartnerSevered(severed), &to)
}

/// What a program that shows HTML takes for tags.
fn tags(html: &str) -> Vec<&str> {
    let parts = html.split('<').skip(1);
    // Line breaks stand between the lines of a reason.
    let tags = parts.map(|part| part.split_once('>').map_or(part, |(tag, _)| tag));
    tags.filter(|tag| *tag != "br").collect()
}

fn check(text: &str) {
    let (plain, mail) = (mail_with("x"), mail_with(text));
    assert_eq!(tags(&mail.html), tags(&plain.html), "{text:?}");
    let subject = mail.subject.as_str();
    let is_harmless = |c: char| !c.is_control() && !('\u{2066}'..='\u{2069}').contains(&c);
    assert!(subject.chars().all(is_harmless), "{subject:?}");
    assert!(subject.chars().count() <= 200, "{subject:?}");
    for line in mail.text.lines() {
        assert!(
            display_width(line) <= 72 || line.starts_with("https://"),
            "{line}"
        );
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

#[test]
fn markup_and_quotes_are_text() {
    let markup = "</title><script src=//x.example>\"'&amp;<br/>{{7*7}}";
    check(markup);
    let mail = mail_with(markup);
    assert!(!mail.html.contains("<script"), "{}", mail.html);
    assert!(mail.html.contains("&#60;script"), "{}", mail.html);
    assert!(mail.text.contains(markup), "{}", mail.text);
}

#[test]
fn line_breaks_scripts_and_emoji_are_text() {
    for text in [
        "a\r\nBcc: everybody@example.com",
        "one\n\ntwo\nthree",
        "שלום עולם",
        "أهلا",
        "👩‍👩‍👧‍👦 family 🇳🇴",
        "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
        "-- ",
        &"W".repeat(200),
        &"long ".repeat(40),
    ] {
        check(text);
    }
}

/// Only such names are set apart from what stands beside them, and never in the subject.
#[test]
fn names_from_right_to_left_reorder_nothing() {
    let mail = mail_with("שלום");
    assert!(mail.text.contains("\u{2068}שלום\u{2069}"), "{}", mail.text);
    assert!(mail.html.contains("\u{2068}שלום\u{2069}"), "{}", mail.html);
    assert!(mail.subject.as_str().contains("שלום"));
    assert!(!mail_with("Åse").text.contains('\u{2068}'));
}

proptest! {
    #[test]
    fn any_text_is_harmless(text in "\\PC{1,60}|[<>&\"' -~]{1,300}|(\\s|\\PC){1,40}") {
        if Name::cleaned(&text).is_some() {
            check(&text);
        }
    }
}

#[test]
fn lines_are_short_and_links_stand_alone() {
    for locale in Locale::ALL {
        for message in samples::all() {
            let mail = mail(&message, &samples::reader(locale));
            for line in mail.text.lines() {
                let is_link = line.starts_with(samples::SITE);
                assert!(is_link || display_width(line) <= 72, "{locale}: {line}");
                assert!(is_link || !line.contains("://"), "{locale}: {line}");
                assert_eq!(line, line.trim_end(), "{locale}: {line}");
            }
        }
    }
}

#[test]
fn a_mail_fetches_nothing_and_links_to_us_alone() {
    for message in samples::all() {
        let mail = mail(&message, &samples::reader(Locale::Nl));
        for fetched in [
            "src=",
            "url(",
            "@import",
            "<img",
            "<link",
            "<script",
            "http-equiv",
        ] {
            assert!(!mail.html.contains(fetched), "{fetched}: {}", mail.html);
        }
        let links: Vec<_> = mail.html.split("href=\"").skip(1).collect();
        assert!(links.len() <= 2, "one thing to do, and where to stop it");
        assert!(links.iter().all(|link| link.starts_with(samples::SITE)));
        let in_text = mail.text.matches(samples::SITE).count();
        assert_eq!(in_text, links.len(), "{}", mail.text);
        assert_eq!(tags_open_and_close(&mail.html), Vec::<String>::new());
    }
}

/// The tags that are open at the end, or closed where they were not open.
fn tags_open_and_close(html: &str) -> Vec<String> {
    let mut open = Vec::new();
    for tag in tags(html) {
        let word: String = tag
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '/')
            .collect();
        match word.strip_prefix('/') {
            Some(closed) if open.last().is_some_and(|last| last == closed) => drop(open.pop()),
            None if word.is_empty() || word == "meta" => (),
            Some(_) | None => open.push(word),
        }
    }
    open
}

/// The mail of an approved link to a reader without a name.
#[test]
fn whoever_has_no_name_is_greeted_without() {
    let to = MailReader {
        mailbox: Mailbox::parse("marit@northwind.example").unwrap(),
        locale: Locale::En,
    };
    let answer = LinkAnswer {
        official: None,
        ..samples::answer()
    };
    let mail = mail(&Message::LinkApproved(answer), &to);
    assert!(
        mail.text.starts_with("Hello,\n\nYou’re now"),
        "{}",
        mail.text
    );
}
