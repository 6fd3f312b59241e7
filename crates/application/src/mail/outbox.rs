//! Everybody's kept mails, for the demo and its tests: whoever reads them can follow their links in the
//! place of their readers. Only an installation that sends no mails and says that it is a demo may show
//! them.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::{ids::UserId, page::PageRequest, refusal::Refusal, text::fold, time::Time},
    people::mail::{MailId, MailKind},
    ports::{KeptMail, Reader, StoreError},
};

use super::Mails;
use crate::frame::error::UseCaseError;

/// How many kept mails are looked through, the newest ones.
const MOST: usize = 1_000;

/// Which kept mails are asked for.
#[derive(Debug, Clone, Default)]
pub struct KeptMailFilter {
    /// A part of the subject or of the address.
    pub text: Option<String>,
    /// The address that they went to.
    pub to: Option<String>,
    /// What they tell.
    pub kind: Option<MailKind>,
}

/// A kept mail in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLine {
    /// Which mail it is.
    pub id: MailId,
    /// The reader's name now; `None` if they have none.
    pub name: Option<String>,
    /// The address that it would have gone to.
    pub address: String,
    /// What it tells.
    pub kind: MailKind,
    /// When it was written.
    pub written_at: Time,
    /// What it is about.
    pub subject: String,
}

/// A kept mail, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMail {
    /// What the list shows of it.
    pub line: OutboxLine,
    /// What it says, as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Mails {
    /// The kept mails that a filter lets through, newest first, of the newest 1,000.
    pub async fn outbox(&self, filter: &KeptMailFilter) -> Result<Vec<OutboxLine>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let mut found = Vec::new();
        let (mut page, mut seen) = (PageRequest::first(), 0);
        loop {
            let mails = reader.kept_mails(&page).await?;
            seen += mails.items.len();
            found.extend(mails.items.into_iter().filter(|mail| filter.admits(mail)));
            match mails.next {
                Some(next) if seen < MOST => page = page.from(next),
                Some(_) | None => break,
            }
        }
        let readers: Vec<_> = found.iter().map(|mail| mail.reader).collect();
        let names = names(&mut *reader, &readers).await?;
        Ok(found.iter().map(|mail| line(mail, &names)).collect())
    }

    /// One kept mail.
    pub async fn outbox_mail(&self, id: &MailId) -> Result<OutboxMail, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let mail = reader
            .kept_mail(id.uuid())
            .await?
            .ok_or(Refusal::NotFound)?;
        let names = names(&mut *reader, &[mail.reader]).await?;
        Ok(OutboxMail {
            line: line(&mail, &names),
            text: mail.text,
            html: mail.html,
        })
    }
}

impl KeptMailFilter {
    fn admits(&self, mail: &KeptMail) -> bool {
        let has = |text: &String| {
            let text = fold(text.trim());
            fold(&mail.subject).contains(&text) || fold(&mail.address).contains(&text)
        };
        self.text.as_ref().is_none_or(has)
            && self.to.as_ref().is_none_or(|to| *to == mail.address)
            && self.kind.is_none_or(|kind| kind == mail.kind)
    }
}

async fn names(
    reader: &mut dyn Reader,
    readers: &[UserId],
) -> Result<BTreeMap<UserId, String>, StoreError> {
    let people = reader.people_among(readers).await?;
    let named = people.into_iter().filter(|person| !person.stub);
    Ok(named
        .map(|person| (person.id, person.name.to_string()))
        .collect())
}

fn line(mail: &KeptMail, names: &BTreeMap<UserId, String>) -> OutboxLine {
    OutboxLine {
        id: MailId::stored(mail.id),
        name: names.get(&mail.reader).cloned(),
        address: mail.address.clone(),
        kind: mail.kind,
        written_at: mail.written_at,
        subject: mail.subject.clone(),
    }
}

#[cfg(test)]
mod tests {
    use latchkey_domain::ports::Locks;

    use super::*;
    use crate::testing::UseCaseBed;

    fn id(number: u128) -> MailId {
        MailId::parse(&format!("{number:032x}")).unwrap()
    }

    async fn keep(bed: &UseCaseBed, number: u128, reader: UserId, address: &str, subject: &str) {
        let mail = KeptMail {
            id: id(number).uuid(),
            reader,
            address: address.to_owned(),
            kind: MailKind::Invited,
            written_at: bed.world.now(),
            subject: subject.to_owned(),
            text: "Hei".to_owned(),
            html: "<p>Hei".to_owned(),
        };
        let mut unit = bed.world.begin(Locks::none()).await;
        unit.keep_mail(&mail).await.unwrap();
        bed.world.commit(unit).await;
    }

    #[tokio::test]
    async fn kept_mails_are_found_by_text_reader_and_kind() {
        let bed = UseCaseBed::new().await;
        let mails = Mails::new(std::sync::Arc::clone(&bed.ports));
        let (marit, jonas) = (bed.world.marit, bed.world.jonas);
        keep(&bed, 1, marit, "marit@northwind.example", "Straße 7").await;
        keep(&bed, 2, jonas, "jonas@northwind.example", "Removed").await;
        let found = async |filter: KeptMailFilter| {
            let lines = mails.outbox(&filter).await.unwrap();
            let ids = lines.into_iter().map(|line| line.id);
            ids.collect::<Vec<_>>()
        };
        assert_eq!(found(KeptMailFilter::default()).await, [id(2), id(1)]);
        let text = |text: &str| KeptMailFilter {
            text: Some(text.to_owned()),
            ..KeptMailFilter::default()
        };
        assert_eq!(found(text(" STRASSE")).await, [id(1)]);
        assert_eq!(found(text("jonas@")).await, [id(2)]);
        let to = KeptMailFilter {
            to: Some("marit@northwind.example".to_owned()),
            ..KeptMailFilter::default()
        };
        assert_eq!(found(to).await, [id(1)]);
        let kind = KeptMailFilter {
            kind: Some(MailKind::Removed),
            ..KeptMailFilter::default()
        };
        assert_eq!(found(kind).await, []);
    }

    #[tokio::test]
    async fn a_kept_mail_is_shown_with_its_reader() {
        let bed = UseCaseBed::new().await;
        let mails = Mails::new(std::sync::Arc::clone(&bed.ports));
        keep(&bed, 1, bed.world.marit, "marit@northwind.example", "Hei").await;
        let mail = mails.outbox_mail(&id(1)).await.unwrap();
        assert!(mail.line.name.is_some_and(|name| name.starts_with("Marit")));
        assert_eq!((&*mail.text, &*mail.html), ("Hei", "<p>Hei"));
        let none = mails.outbox_mail(&id(9)).await.unwrap_err();
        assert!(matches!(none, UseCaseError::Refused(Refusal::NotFound)));
    }
}
