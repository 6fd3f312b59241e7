//! What mails say in English, beside what is drawn in `design/mail-*.html`.

use latchkey_domain::{base::text::Locale, people::notifications::Notice};

use super::{mail, samples};
use crate::mail::message::{Message, NameList};

fn english(message: &Message) -> (String, String) {
    let mail = mail(message, &samples::reader(Locale::En));
    (mail.subject.to_string(), mail.text)
}

#[test]
fn an_approved_link() {
    let (subject, text) = english(&Message::LinkApproved(samples::answer()));
    assert_eq!(subject, "Harbour & Pine approved your access link");
    assert_eq!(text, include_str!("text/an_approved_link.txt"));
}

#[test]
fn an_invitation() {
    let (subject, text) = english(&Message::Invited(samples::invitation()));
    assert_eq!(
        subject,
        "Ingrid Solberg invites you to Harbour and Pine Furniture Ltd"
    );
    assert_eq!(text, include_str!("text/an_invitation.txt"));
}

#[test]
fn access_that_ends() {
    let (subject, text) = english(&Message::AccessEnding(samples::ending()));
    assert_eq!(subject, "Your access to Harbour & Pine ends in 7 days");
    assert_eq!(text, include_str!("text/access_that_ends.txt"));
}

#[test]
fn a_removal_from_many() {
    let (subject, text) = english(&Message::Removed(samples::removed_from_many()));
    assert_eq!(subject, "You were removed from 396 clients");
    assert_eq!(text, include_str!("text/a_removal_from_many.txt"));
}

/// Mails about one's own access, those of L3 where no super admin decided, and those of D8 are always
/// sent; each other kind can be switched off (N1).
#[test]
fn n1_a_mail_says_whether_it_can_be_stopped() {
    for message in samples::all() {
        let mail = mail(&message, &samples::reader(Locale::En));
        let always = mail.text.contains("these emails\nare always sent")
            || mail
                .text
                .replace('\n', " ")
                .contains("these emails are always sent");
        let asked_for = matches!(message, Message::Invited(_) | Message::Test);
        assert_eq!(mail.stop.is_none(), always || asked_for, "{}", mail.text);
        let link = format!("\n{}/settings#mail\n", samples::SITE);
        assert_eq!(
            mail.stop.is_some(),
            mail.text.contains(&link),
            "{}",
            mail.text
        );
    }
    let stopped = samples::all();
    let stopped: std::collections::BTreeSet<_> =
        stopped.iter().filter_map(Message::notice).collect();
    assert_eq!(stopped, Notice::ALL.into_iter().collect());
}

#[test]
fn a_list_shows_ten_names() {
    let names = |count: usize| -> NameList {
        (0..count)
            .map(|n| samples::name(&format!("n{n}")))
            .collect()
    };
    assert_eq!((names(10).first().len(), names(10).others()), (10, 0));
    assert_eq!((names(396).first().len(), names(396).others()), (10, 386));
    assert_eq!(names(1).only(), Some(&samples::name("n0")));
    assert_eq!(names(2).only(), None);
    let counted = NameList::counted([samples::name("a")], 7);
    assert_eq!((counted.only(), counted.others()), (None, 6));
}
