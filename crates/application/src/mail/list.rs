//! The operator looks at mails by what became of them: what waits and why, and what was given up.

use latchkey_domain::{
    gate,
    people::{mail::MailId, token::Scope},
    telling::waiting::{MailState, WaitingMail},
};

use super::Mails;
use crate::frame::{context::RequestContext, error::UseCaseError};

/// Look at the mails in a state.
#[derive(Debug, Clone, Copy)]
pub struct ListMails {
    /// What became of them.
    pub state: MailState,
    /// At most how many.
    pub limit: u32,
}

/// Something that a mail tells its reader, under the id of the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMail {
    /// The mail: several tellings of one act go to a reader in one.
    pub id: MailId,
    /// What is told to whom, and what became of it.
    pub mail: WaitingMail,
}

impl ListedMail {
    pub(super) fn of(mail: WaitingMail) -> Self {
        let id = MailId::of(&[&mail.noted.occasion, &mail.noted.reader]);
        Self { id, mail }
    }
}

impl Mails {
    /// Lists mails, those noted last first.
    pub async fn list(
        &self,
        cx: &RequestContext,
        cmd: ListMails,
    ) -> Result<Vec<ListedMail>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        let mut reader = self.ports.store.reader();
        let mails = reader.mails_in(cmd.state, cmd.limit).await?;
        Ok(mails.into_iter().map(ListedMail::of).collect())
    }
}
