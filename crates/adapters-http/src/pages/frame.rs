//! What every template is given: the reader's language and theme, and the token of the forms.

use latchkey_application::words::{Language, Phrase};
use latchkey_domain::{base::time::Time, people::mail::MailKind};

use super::{assets, form_token, form_token::FormToken, theme::Theme};

/// What every template is given.
#[derive(Debug, Clone)]
pub(super) struct PageFrame {
    pub(super) language: &'static Language,
    pub(super) theme: Theme,
    pub(super) token: FormToken,
    /// The path of this page, to come back to.
    pub(super) path: String,
    /// What is before the path of every page, where the public URL has a path itself.
    pub(super) base: String,
    /// Where this installation is.
    pub(super) host: String,
}

/// The methods that templates call.
impl PageFrame {
    /// The words of a key.
    pub(super) fn say<'a>(&'a self, key: &'a str) -> Phrase<'a> {
        Phrase::new(self.language, key)
    }

    /// The words of a key, if there are any.
    pub(super) fn find(&self, key: &str) -> Option<String> {
        Phrase::new(self.language, key).find()
    }

    /// The name of a kind of mail.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand over references"
    )]
    pub(super) fn mail_kind(&self, kind: &MailKind) -> String {
        let key = format!("mail-{}", kind.as_str().replace('_', "-"));
        self.say(&key).to_string()
    }

    /// The language of the page, for `lang`.
    pub(super) const fn lang(&self) -> &'static str {
        self.language.locale().as_str()
    }

    /// The theme, for `data-theme`; `None`: that of the reader's system.
    pub(super) fn data_theme(&self) -> Option<&'static str> {
        (self.theme != Theme::System).then_some(self.theme.as_str())
    }

    /// Whether this is the chosen theme.
    pub(super) fn has_theme(&self, theme: &str) -> bool {
        self.theme.as_str() == theme
    }

    /// The languages, with their own names.
    pub(super) const LANGUAGES: [(&'static str, &'static str); 5] = [
        ("en", "English"),
        ("nb", "Norsk"),
        ("de", "Deutsch"),
        ("pl", "Polski"),
        ("nl", "Nederlands"),
    ];

    /// The field that every form has.
    pub(super) fn form_token(&self) -> String {
        let (name, token) = (form_token::FIELD, self.token.as_str());
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{token}\">")
    }

    /// A day.
    pub(super) fn day(&self, time: &Time) -> String {
        self.language.day(*time)
    }

    /// A minute, with the zone.
    pub(super) fn minute(&self, time: &Time) -> String {
        format!("{} UTC", self.language.minute(*time))
    }

    /// A minute in a list, where the heading names the zone.
    pub(super) fn short_minute(&self, time: &Time) -> String {
        self.language.short_minute(*time)
    }

    /// The URL of the style sheet.
    pub(super) fn style(&self) -> String {
        format!("{}{}", self.base, assets::style())
    }

    /// The URL of the icon.
    pub(super) fn icon(&self) -> String {
        format!("{}{}", self.base, assets::icon())
    }

    /// The URL of the script.
    pub(super) fn script(&self) -> String {
        format!("{}{}", self.base, assets::script())
    }
}
