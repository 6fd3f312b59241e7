//! The pages to which mails lead. None of them changes anything when it is opened.

use latchkey_domain::{
    base::ids::{AccountId, OperationId, UserId},
    people::token::SecretText,
};

use crate::mail::message::ShownPage;

/// The site of this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSite {
    base: String,
}

impl MailSite {
    /// The site whose addresses begin with this URL (`http.public_url`).
    pub fn new(public_url: &str) -> Self {
        let base = public_url.trim_end_matches('/').to_owned();
        Self { base }
    }

    /// Where the reader switches kinds of mail off.
    pub fn mail_settings(&self) -> String {
        self.page("/settings#mail")
    }

    /// The reader's own access everywhere.
    pub(super) fn own_access(&self) -> String {
        self.page("/settings#accounts")
    }

    /// The page of an invitation, with the secret that accepts it.
    pub(super) fn invitation(&self, token: &SecretText) -> String {
        self.page(&format!("/i/{}", token.expose()))
    }

    /// A client, seen from the partner.
    pub(super) fn client(&self, account: AccountId) -> String {
        self.page(&format!("/clients/{account}"))
    }

    /// An employee, seen from the partner.
    pub(super) fn employee(&self, user: UserId) -> String {
        self.page(&format!("/employees/{user}"))
    }

    /// All clients, seen from the partner.
    pub(super) fn clients(&self) -> String {
        self.page("/clients")
    }

    /// The reader's own access link.
    pub(super) fn access_link(&self) -> String {
        self.page("/access-link")
    }

    /// The users of an account.
    pub(super) fn users(&self, account: AccountId) -> String {
        self.page(&format!("/account/users?account={account}"))
    }

    /// A partner and its people, seen from an account.
    pub(super) fn partner(&self, partner: AccountId, account: AccountId) -> String {
        self.page(&format!("/account/partners/{partner}?account={account}"))
    }

    /// An operation with all its items.
    pub(super) fn operation(&self, operation: OperationId) -> String {
        self.page(&format!("/operations/{operation}?outcome=all"))
    }

    /// The page that a message names.
    pub(super) fn shown(&self, page: &ShownPage) -> String {
        match page {
            ShownPage::Client(account) => self.client(*account),
            ShownPage::Users(account) => self.users(*account),
            ShownPage::Operation(operation) => self.operation(*operation),
            ShownPage::OwnAccess => self.own_access(),
        }
    }

    fn page(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
