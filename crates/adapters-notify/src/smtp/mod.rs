//! Mails by SMTP.

mod connection;
mod mailer;
mod server;
#[cfg(test)]
mod tests;

pub use self::{
    mailer::SmtpMailer,
    server::{SmtpServer, SmtpUrlError},
};
