//! A letter as HTML: one table, styles inline, nothing to fetch. What names and reasons hold is
//! escaped by the template library.

use askama::Template;
use latchkey_domain::base::text::Locale;

use super::letter::Letter;

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage<'a> {
    language: &'a str,
    letter: &'a Letter,
    /// What mail programs show beside the subject.
    preview: &'a str,
}

/// The letter as HTML. Rendering into memory does not fail; if it did, the mail would have its plain
/// text alone.
pub(super) fn html(letter: &Letter, locale: Locale) -> String {
    let preview = letter.deadline.as_deref().unwrap_or(&letter.lead);
    let page = MailPage {
        language: locale.as_str(),
        letter,
        preview,
    };
    page.render().unwrap_or_default()
}
