//! How Latchkey tells people and systems of things: mails by SMTP.

mod no_mailer;
mod smtp;

pub use self::{
    no_mailer::NoMailer,
    smtp::{SmtpMailer, SmtpServer, SmtpUrlError},
};
