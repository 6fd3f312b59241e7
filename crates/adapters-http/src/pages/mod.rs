//! The pages: HTML from the same use cases as the API. No rule lives here.
//!
//! A page is a handler, a template in `templates/`, and the words that it says in `locales/`. The handler gets a
//! [`PageCall`](call::PageCall); what is around it ([`route`]) has found the session and checked the form.
//! `docs/adding-a-page.md` is the guide.

mod answer;
pub(crate) mod assets;
mod call;
mod cookies;
mod door;
mod enamel;
mod failure;
mod fields;
mod form_token;
mod frame;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod outbox;
pub(crate) mod password;
pub(crate) mod preferences;
mod same_site;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
mod signed_in;
#[cfg(test)]
mod tests;
mod theme;
mod words;

pub(crate) use self::door::{refuse, route};
