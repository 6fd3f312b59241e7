//! Webhooks by HTTP.

mod resolver;
mod sender;
#[cfg(test)]
mod tests;
mod tls;

pub use self::sender::HttpWebhookSender;
