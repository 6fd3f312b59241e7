//! The operator sends a test mail to an address, to see whether mails arrive. Nothing changes, so the
//! trail has no event of it.

use latchkey_domain::{
    gate,
    people::{
        email::EmailAddress,
        mail::{Mail, MailId, Mailbox},
        token::Scope,
    },
    ports::{MailError, StoreError},
};

use super::{MailReader, MailSite, MailStamp, Mails, Message, render};
use crate::frame::{context::RequestContext, error::UseCaseError};

/// Send a test mail.
#[derive(Debug)]
pub struct SendTestMail {
    /// Where to.
    pub to: EmailAddress,
}

/// Why no test mail was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendTestMailError {
    /// The mailer did not take it.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl From<StoreError> for SendTestMailError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl Mails {
    /// Sends a test mail. Somebody who is known by that address is greeted by name, in their language.
    pub async fn send_test(
        &self,
        cx: &RequestContext,
        cmd: SendTestMail,
    ) -> Result<Mail, SendTestMailError> {
        gate::platform(&cx.origin, Scope::Admin).map_err(UseCaseError::from)?;
        let known = self.ports.store.reader().user_by_email(&cmd.to).await?;
        let mailbox = Mailbox {
            address: cmd.to,
            name: known.as_ref().map(|user| user.name.clone()),
        };
        let locale = known.map(|user| user.locale);
        let to = MailReader {
            mailbox,
            locale: locale.unwrap_or_default(),
        };
        let stamp = MailStamp {
            id: MailId::of(&[&"test", &self.ports.ids.uuid()]),
            written_at: self.ports.now(),
            // It leads nowhere.
            site: &MailSite::new(""),
        };
        let mail = render(&Message::Test, &to, stamp);
        self.ports.mailer.send(&mail).await?;
        Ok(mail)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::refusal::Refusal;
    use latchkey_testing::{MockMailer, TestBed};

    use super::*;
    use crate::testing::UseCaseBed;

    fn to(address: &str) -> SendTestMail {
        let to = EmailAddress::parse(address).unwrap();
        SendTestMail { to }
    }

    fn as_operator(bed: &UseCaseBed) -> RequestContext {
        RequestContext::new(bed.world.as_operator())
    }

    #[tokio::test]
    async fn whoever_is_known_is_greeted_by_name() {
        let bed = UseCaseBed::new().await;
        let mails = Mails::new(Arc::clone(&bed.ports));
        let before = bed.world.trail().await;
        let cx = as_operator(&bed);
        let known = mails.send_test(&cx, to("marit@northwind.example")).await;
        let unknown = mails.send_test(&cx, to("nobody@elsewhere.test")).await;
        let (known, unknown) = (known.unwrap(), unknown.unwrap());
        assert_eq!(bed.world.sent(), [known.clone(), unknown.clone()]);
        let name = known.to.name.unwrap();
        assert!(known.text.starts_with(&format!("Hello {name},\n")));
        assert!(
            known
                .text
                .contains("\nThursday, 12 February 2026 at 09:00 UTC\n")
        );
        assert_ne!(known.id, unknown.id);
        assert_eq!(unknown.to.name, None);
        assert!(unknown.text.starts_with("Hello,\n"));
        assert_eq!(bed.world.trail().await, before, "nothing has changed");
    }

    #[tokio::test]
    async fn people_may_not_send_one() {
        let bed = UseCaseBed::over(TestBed::new().await.with_mailer(MockMailer::new()));
        let mails = Mails::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        let sent = mails.send_test(&cx, to("marit@northwind.example")).await;
        assert!(matches!(
            sent,
            Err(SendTestMailError::Other(UseCaseError::Refused(
                Refusal::MissingPermission
            )))
        ));
    }

    #[tokio::test]
    async fn it_is_tried_once() {
        let mut mailer = MockMailer::new();
        let down = |_mail: &Mail| Err(MailError::Unavailable("no answer".into()));
        mailer.expect_send().times(1).returning(down);
        let bed = UseCaseBed::over(TestBed::new().await.with_mailer(mailer));
        let mails = Mails::new(Arc::clone(&bed.ports));
        let cx = as_operator(&bed);
        let sent = mails.send_test(&cx, to("a@elsewhere.test")).await;
        assert!(matches!(
            sent,
            Err(SendTestMailError::Mail(MailError::Unavailable(_)))
        ));
    }
}
