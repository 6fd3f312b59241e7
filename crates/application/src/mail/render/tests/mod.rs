//! Every mail in every language.

mod harmless;
mod languages;
mod samples;
mod wording;

use latchkey_domain::{base::text::Locale, people::mail::Mail};

use super::{MailSite, MailStamp, compose, letter::Letter, render};
use crate::mail::message::{MailReader, Message};

/// The mail of a message, as all these tests send it.
fn mail(message: &Message, to: &MailReader) -> Mail {
    let site = MailSite::new(&format!("{}/", samples::SITE));
    let stamp = MailStamp {
        id: samples::id(),
        written_at: samples::written_at(),
        site: &site,
    };
    render(message, to, stamp)
}

/// The words of a message, before they are laid out.
fn letter(message: &Message, locale: Locale) -> Letter {
    let site = MailSite::new(samples::SITE);
    let draft = compose::draft(message, &samples::reader(locale), &site);
    let stop = message.notice().map(|_| super::letter::LetterLink {
        label: draft.words.say("button-stop"),
        url: site.mail_settings(),
    });
    draft.finish(stop, samples::written_at())
}
