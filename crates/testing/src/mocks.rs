//! Mocks of the ports where a test asks what was called, not what there is.

use async_trait::async_trait;
use latchkey_domain::{
    people::{
        mail::Mail,
        token::{PasswordHasher, SecretText, Secrets},
        user::PasswordHash,
    },
    ports::{MailError, Mailer, Refusals, StoreError},
    trail::audit::Record,
};
use mockall::mock;

mock! {
    /// A mock of [`Refusals`]: which refusals are recorded, and how often.
    #[derive(Debug)]
    pub Refusals {}

    #[async_trait]
    impl Refusals for Refusals {
        async fn record(&self, refusals: Vec<Record>) -> Result<(), StoreError>;
    }
}

mock! {
    /// A mock of [`Secrets`]: that no secret is made where none is needed.
    #[derive(Debug)]
    pub Secrets {}

    impl Secrets for Secrets {
        fn secret(&self) -> SecretText;
    }
}

mock! {
    /// A mock of [`PasswordHasher`]: which passwords are hashed, and how often.
    #[derive(Debug)]
    pub Hasher {}

    #[async_trait]
    impl PasswordHasher for Hasher {
        async fn hash(&self, password: SecretText) -> PasswordHash;
        async fn verify(&self, password: SecretText, hash: Option<PasswordHash>) -> bool;
    }
}

mock! {
    /// A mock of [`Mailer`]: which mails are sent, and how often.
    #[derive(Debug)]
    pub Mailer {}

    #[async_trait]
    impl Mailer for Mailer {
        async fn send(&self, mail: &Mail) -> Result<(), MailError>;
    }
}
