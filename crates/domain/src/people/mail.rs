//! Mails, and who sends and gets them.

use super::email::EmailAddress;
use crate::base::text::{MailSubject, Name};

/// Where a mail comes from or goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The address.
    pub address: EmailAddress,
    /// Whose it is, as mail programs show it.
    pub name: Option<Name>,
}

/// A text that names no mailbox. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an address, or a name and an address: Name <name@example.com>")]
pub struct MailboxError;

impl Mailbox {
    /// Reads `name@example.com` or `Name <name@example.com>`.
    pub fn parse(text: &str) -> Result<Self, MailboxError> {
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(named) => named.rsplit_once('<').ok_or(MailboxError)?,
            None => ("", text),
        };
        let name = match name.trim() {
            "" => None,
            name => Some(Name::parse(name).map_err(|_cause| MailboxError)?),
        };
        let address = EmailAddress::parse(address).map_err(|_cause| MailboxError)?;
        Ok(Self { address, name })
    }
}

impl From<EmailAddress> for Mailbox {
    fn from(address: EmailAddress) -> Self {
        let name = None;
        Self { address, name }
    }
}

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Who gets it.
    pub to: Mailbox,
    /// What it is about.
    pub subject: MailSubject,
    /// What it says, as plain text.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_an_address_with_or_without_a_name() {
        let plain = Mailbox::parse(" access@example.com ").unwrap();
        assert_eq!(plain.address.as_str(), "access@example.com");
        assert_eq!(plain.name, None);
        let named = Mailbox::parse("Marit Halvorsen <Marit@example.com>").unwrap();
        assert_eq!(named.address.as_str(), "marit@example.com");
        assert_eq!(named.name, Some(Name::parse("Marit Halvorsen").unwrap()));
        assert_eq!(Mailbox::parse("<access@example.com>").unwrap(), plain);
        let lines = "A\r\nBcc: b@example.com <a@example.com>";
        for wrong in [
            "",
            "A B",
            "A <a@example.com",
            "a@example.com>",
            "A <>",
            lines,
        ] {
            assert_eq!(Mailbox::parse(wrong), Err(MailboxError), "{wrong}");
        }
    }
}
