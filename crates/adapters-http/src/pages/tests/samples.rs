//! Samples of every page.

use askama::Template;
use latchkey_application::mail::{KeptMailFilter, OutboxLine, OutboxMail};
use latchkey_domain::{
    base::{
        text::{Locale, Name},
        time::Time,
    },
    people::mail::{MailId, MailKind},
};

use crate::pages::{
    enamel::Enamel,
    failure::{LostPage, PageError, answer},
    form_token::FormToken,
    frame::PageFrame,
    home::HomePage,
    invitation::{InvitationPage, InvitedAccess, InviterLine, answer::DeclinedPage},
    outbox::{self, mail::OutboxMailPage},
    password::PasswordPage,
    sign_in::{
        form::{FormNote, SignInPage},
        link::SignInLinkPage,
    },
    theme::Theme,
    words::WORDS,
};

/// What people call themselves.
pub(super) const NAME: &str = "Åse <b>\"&'</b> שלום";

fn name() -> Name {
    Name::parse(NAME).unwrap()
}

fn time() -> Time {
    "2026-02-12T09:40:00Z".parse().unwrap()
}

pub(super) fn frame(locale: Locale) -> PageFrame {
    PageFrame {
        language: WORDS.of(locale),
        theme: Theme::Dark,
        token: FormToken::of("secret"),
        path: "/clients?q=%22x".to_owned(),
        base: String::new(),
        host: "access.example".to_owned(),
    }
}

/// The pages as HTML, each with what it is called.
pub(super) fn all(locale: Locale) -> Vec<(String, String)> {
    let frame = &frame(locale);
    let mut pages = Vec::new();
    let mut add = |what: &str, html: String| pages.push((format!("{what} in {locale}"), html));
    let email = || "ase@harbour.example".to_owned();
    let ava = || Enamel::of(NAME, "usr_1");
    let home = HomePage {
        frame,
        name: NAME.to_owned(),
        email: email(),
        ava: ava(),
    };
    add("home", home.render().unwrap());
    for (note, takes_passwords) in [
        (None, true),
        (None, false),
        (Some(FormNote::Wrong), true),
        (Some(FormNote::TooMany), true),
    ] {
        let page = SignInPage {
            frame,
            to: "/clients?q=%22".to_owned(),
            email: "\"><script>".to_owned(),
            remember: note.is_some(),
            takes_passwords,
            note,
        };
        add("sign-in", page.render().unwrap());
    }
    let link = SignInLinkPage {
        frame,
        name: name(),
        ava: ava(),
        until: time(),
    };
    add("sign-in link", link.render().unwrap());
    for is_too_short in [false, true] {
        let page = PasswordPage {
            frame,
            email: email(),
            is_too_short,
        };
        add("password", page.render().unwrap());
    }
    for page in invitations(frame) {
        add("invitation", page.render().unwrap());
    }
    let declined = DeclinedPage {
        frame,
        account: name(),
    };
    add("declined", declined.render().unwrap());
    for (filter, lines, after) in outboxes() {
        let page = outbox::page(frame, &filter, &lines, lines.clone(), after);
        add("outbox", page.render().unwrap());
    }
    let mail = OutboxMail {
        line: line(1, MailKind::Invited, true),
        text: "Hei <b>".to_owned(),
        html: "<p>Hei".to_owned(),
    };
    add(
        "outbox mail",
        OutboxMailPage { frame, mail }.render().unwrap(),
    );
    for lost in LostPage::ALL {
        let html = answer(&PageError::Lost(lost), frame, "request-7").text();
        add(&format!("{lost:?}"), html);
    }
    pages
}

fn invitations(frame: &PageFrame) -> Vec<InvitationPage<'_>> {
    let by = |role, partner| InviterLine {
        name: name(),
        role,
        set: NAME.to_owned(),
        partner,
    };
    let set = InvitedAccess::Set(NAME.to_owned());
    let super_admin = InvitedAccess::Role("access-super-admin");
    let partner_admin = InvitedAccess::Role("access-partner-admin");
    let views = vec!["View contacts".to_owned(), "Edit <notes>".to_owned()];
    let samples = [
        (None, set.clone(), vec![], "seat-core"),
        (
            Some(by("invitation-inviter", None)),
            super_admin,
            views.clone(),
            "seat-sales",
        ),
        (
            Some(by("invitation-inviter-super-admin", Some(name()))),
            partner_admin,
            views.clone(),
            "seat-partner",
        ),
        (
            Some(by("invitation-inviter-partner-admin", None)),
            set.clone(),
            views.iter().take(1).cloned().collect(),
            "seat-view-only",
        ),
        (
            Some(by("invitation-inviter-set", None)),
            set,
            views,
            "seat-service",
        ),
    ];
    let samples = samples.into_iter().enumerate();
    let pages = samples.map(
        |(days_left, (inviter, access, permissions, seat))| InvitationPage {
            frame,
            account: name(),
            plate: Enamel::of(NAME, "acc_1"),
            person: Enamel::of("ase@harbour.example", "usr_1"),
            email: "ase@harbour.example".to_owned(),
            acts_for: (days_left % 2 == 1).then(name),
            access_ends: (days_left > 2).then(time),
            confirms: days_left > 1,
            seen: 7,
            until: time(),
            days_left,
            inviter,
            access,
            permissions,
            seat: Some(seat),
        },
    );
    pages.collect()
}

fn outboxes() -> Vec<(KeptMailFilter, Vec<OutboxLine>, usize)> {
    let kinds = || MailKind::ALL.into_iter().cycle().zip(0..60);
    let lines: Vec<_> = kinds()
        .map(|(kind, number)| line(number, kind, number % 2 == 0))
        .collect();
    let filter = KeptMailFilter {
        text: Some("\"><b>".to_owned()),
        to: Some("0@harbour.example".to_owned()),
        kind: Some(MailKind::Invited),
    };
    vec![
        (KeptMailFilter::default(), Vec::new(), 0),
        (
            KeptMailFilter::default(),
            lines.iter().take(1).cloned().collect(),
            0,
        ),
        (KeptMailFilter::default(), lines.clone(), 25),
        (filter.clone(), Vec::new(), 0),
        (filter, lines, 0),
    ]
}

fn line(number: u128, kind: MailKind, is_named: bool) -> OutboxLine {
    OutboxLine {
        id: MailId::parse(&format!("{number:032x}")).unwrap(),
        name: is_named.then(|| NAME.to_owned()),
        address: format!("{number}@harbour.example"),
        kind,
        written_at: time(),
        subject: NAME.to_owned(),
    }
}
