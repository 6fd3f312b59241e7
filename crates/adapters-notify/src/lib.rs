//! How Latchkey tells people and systems of things: mails by SMTP, webhooks by HTTP.

mod no_mailer;
mod smtp;
mod trust;
mod webhooks;

pub use self::{
    no_mailer::NoMailer,
    smtp::{SmtpMailer, SmtpServer, SmtpUrlError},
    webhooks::HttpWebhookSender,
};
