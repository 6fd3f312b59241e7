//! Writes the mails that are due and hands them to the mail server, or keeps them where there is none. All
//! that one act has to tell a reader goes in one mail. A mail counts as sent once the server has taken it;
//! what became of it is saved afterwards, so it may arrive twice, with the same id.

use std::{error::Error, pin::pin, time::Duration};

use latchkey_domain::{
    base::time::Time,
    gate,
    people::{
        mail::{Mail, MailId, Mailbox},
        notifications::{Notice, NotificationSettings},
        user::{User, UserStatus},
    },
    ports::{KeptMail, Leases, Locks, MailError, Reader, StoreError},
    telling::{
        rank,
        waiting::{MailState, NotedMail, WaitingMail},
    },
};
use tokio::time::{Instant, interval_at};

use super::{
    Mails,
    facts::MailFacts,
    message::{MailReader, Message},
    render::{MailSite, MailStamp, render},
};
use crate::frame::{context::RequestContext, error::UseCaseError};

/// How many due mails are looked at at once.
const AT_ONCE: u32 = 100;

/// How long mails are sent before what became of them is saved: what a node that dies has sent since, is
/// sent again.
const SAVED_AFTER: Duration = Duration::from_secs(1);

/// How long a node sends mails alone before it must renew its lease: so long they wait if it dies.
const LEASE: Duration = Duration::from_secs(6);

/// How long the lease is used before it is renewed.
const RENEWAL: Duration = Duration::from_secs(2);

/// The name of the job, and of its lease.
const JOB: &str = "send mails";

/// What became of the mail of an act to one reader.
enum SentOrOut {
    /// It was sent, kept, dropped, refused or deferred; others go on.
    Done(Option<KeptMail>),
    /// No mail can be sent now, and why.
    Out(String),
}

/// What became of some due mails.
#[derive(Default)]
struct Batch {
    mails: Vec<WaitingMail>,
    kept: Vec<KeptMail>,
    sent: usize,
    /// Why no more can be sent now.
    is_out: Option<String>,
}

impl Mails {
    /// Sends what is due. Returns how many mails were sent or kept. One node does so at a time.
    pub async fn send_due(&self, leases: &dyn Leases, node: &str) -> Result<usize, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job(JOB, &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let (mut sent, mut is_alone) = (0, false);
        loop {
            let mut reader = ports.store.reader();
            let mut due = reader.due_mails(ports.now(), AT_ONCE).await?;
            // A lease is a write, so it is taken only if there is something to do.
            if due.is_empty() || !leases.take_lease(JOB, node, LEASE).await? {
                break;
            }
            if !is_alone {
                // Until now another node may have sent these.
                due = reader.due_mails(ports.now(), AT_ONCE).await?;
                is_alone = true;
            }
            let sending = self.send_some(&mut *reader, by_act(due));
            let batch = holding(leases, node, sending).await;
            drop(reader);
            let mut unit = ports.store.begin(Locks::none()).await?;
            unit.save_mails(&batch.mails).await?;
            for mail in &batch.kept {
                unit.keep_mail(mail).await?;
            }
            unit.commit_aside(&permit).await?;
            sent += batch.sent;
            if let Some(error) = batch.is_out {
                let failed = batch.mails.len();
                tracing::warn!(
                    error,
                    failed,
                    "mails cannot be sent and will be tried again"
                );
                break;
            }
        }
        Ok(sent)
    }

    /// Sends mails until it is time to save what became of them, or no more can be sent. Those that
    /// could not be sent with it have failed too: a server that is away is not asked once for each.
    async fn send_some(&self, reader: &mut dyn Reader, acts: Vec<Vec<WaitingMail>>) -> Batch {
        let ports = &*self.ports;
        let saved_by = ports.now() + SAVED_AFTER;
        let mut batch = Batch::default();
        let mut acts = acts.into_iter();
        for mut mails in acts.by_ref() {
            let attempted = self.attempt(reader, &mut mails).await;
            batch.sent += usize::from(mails.iter().any(was_told));
            let (kept, is_out) = match attempted {
                Ok(SentOrOut::Done(kept)) => (kept, None),
                Ok(SentOrOut::Out(error)) => (None, Some(error)),
                // One mail that cannot be written holds up no other.
                Err(error) => {
                    let error = chain(&error);
                    tracing::warn!(error, "a mail cannot be written and will be tried again");
                    fail_all(&mut mails, &error, ports.now());
                    (None, None)
                }
            };
            batch.mails.extend(mails);
            batch.kept.extend(kept);
            if is_out.is_some() {
                batch.is_out = is_out;
                break;
            }
            if ports.now() >= saved_by {
                break;
            }
        }
        if let Some(error) = &batch.is_out {
            for mut mails in acts {
                fail_all(&mut mails, error, ports.now());
                batch.mails.extend(mails);
            }
        }
        batch
    }

    /// Writes and sends the mail of one act to one reader.
    async fn attempt(
        &self,
        reader: &mut dyn Reader,
        mails: &mut [WaitingMail],
    ) -> Result<SentOrOut, StoreError> {
        let written = self.write(reader, mails).await?;
        let Some((told, user, mail)) = written else {
            finish_all(mails, MailState::Dropped);
            return Ok(SentOrOut::Done(None));
        };
        if self.ports.settings.mail.keep {
            let kept = kept(&mail, &user);
            finish_told(mails, told, MailState::Kept);
            return Ok(SentOrOut::Done(Some(kept)));
        }
        match self.ports.mailer.send(&mail).await {
            Ok(()) => finish_told(mails, told, MailState::Sent),
            Err(error @ MailError::Refused(_)) => {
                for waiting in mails {
                    waiting.give_up(chain(&error));
                }
            }
            Err(error @ MailError::Deferred(_)) => {
                fail_all(mails, &chain(&error), self.ports.now());
            }
            Err(error @ MailError::Unavailable(_)) => {
                let error = chain(&error);
                fail_all(mails, &error, self.ports.now());
                return Ok(SentOrOut::Out(error));
            }
        }
        Ok(SentOrOut::Done(None))
    }

    /// Writes the mail; `None`: there is nothing to tell, or nobody to read it.
    async fn write(
        &self,
        reader: &mut dyn Reader,
        mails: &[WaitingMail],
    ) -> Result<Option<(NotedMail, User, Mail)>, StoreError> {
        let Some(first) = mails.first() else {
            return Ok(None);
        };
        let ports = &*self.ports;
        let id = first.noted.reader;
        let user = reader.user(id).await?;
        let user = user.filter(|user| user.status != UserStatus::Erased);
        let Some((user, address)) = user.and_then(|user| {
            let address = user.email.clone()?;
            Some((user, address))
        }) else {
            return Ok(None);
        };
        let settings = reader.notification_settings_among(&[id]).await?;
        let settings = settings.into_iter().next();
        let settings = settings.unwrap_or_else(|| NotificationSettings::of_everything(id));
        let mut noted: Vec<NotedMail> = mails.iter().map(|mail| mail.noted).collect();
        noted.sort_by_key(|noted| rank(noted.kind));
        for noted in noted {
            let facts = MailFacts::load(reader, &ports.catalogue, &user, noted).await?;
            let message = facts.message().await?;
            let wanted = message.filter(|message| is_wanted(message, &settings));
            let Some(message) = wanted else {
                continue;
            };
            let to = MailReader {
                mailbox: Mailbox {
                    address,
                    name: (!user.stub).then(|| user.name.clone()),
                },
                locale: user.locale,
            };
            let stamp = MailStamp {
                id: MailId::of(&[&noted.occasion, &noted.reader]),
                written_at: noted.noted_at,
                site: &MailSite::new(&ports.settings.mail.public_url),
            };
            let mail = render(&message, &to, stamp);
            return Ok(Some((noted, user, mail)));
        }
        Ok(None)
    }
}

/// Works, and renews the lease as long as that takes: a mail server may be slow. Without the lease the work
/// is done to its end all the same, since what is being sent can no longer be held back.
async fn holding<T: Send>(
    leases: &dyn Leases,
    node: &str,
    work: impl Future<Output = T> + Send,
) -> T {
    let mut work = pin!(work);
    let mut renewals = interval_at(Instant::now() + RENEWAL, RENEWAL);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _at = renewals.tick() => {
                if let Err(error) = leases.take_lease(JOB, node, LEASE).await {
                    tracing::warn!(%error, "the lease to send mails could not be renewed");
                }
            }
        }
    }
}

/// Whether the reader has not switched such mails off.
fn is_wanted(message: &Message, settings: &NotificationSettings) -> bool {
    message
        .notice()
        .is_none_or(|notice: Notice| settings.wants(notice))
}

/// Due mails by act and reader. If more may wait, the last ones may not be all of theirs, and are left for
/// the next time.
fn by_act(due: Vec<WaitingMail>) -> Vec<Vec<WaitingMail>> {
    let full = u32::try_from(due.len()).is_ok_and(|count| count >= AT_ONCE);
    let mut acts: Vec<Vec<WaitingMail>> = Vec::new();
    for mail in due {
        let act = |other: &WaitingMail| {
            let (one, other) = (&mail.noted, &other.noted);
            (one.occasion, one.reader) == (other.occasion, other.reader)
        };
        match acts.last_mut() {
            Some(mails) if mails.first().is_some_and(act) => mails.push(mail),
            _ => acts.push(vec![mail]),
        }
    }
    if full && acts.len() > 1 {
        acts.pop();
    }
    acts
}

fn was_told(mail: &WaitingMail) -> bool {
    matches!(mail.state, MailState::Sent | MailState::Kept)
}

fn fail_all(mails: &mut [WaitingMail], error: &str, now: Time) {
    for mail in mails {
        mail.fail(error.to_owned(), now);
    }
}

fn finish_all(mails: &mut [WaitingMail], state: MailState) {
    for mail in mails {
        mail.finish(state);
    }
}

/// The one that was told comes to this end; the others of the act are told with it.
fn finish_told(mails: &mut [WaitingMail], told: NotedMail, state: MailState) {
    for mail in mails {
        let end = if mail.noted == told {
            state
        } else {
            MailState::Dropped
        };
        mail.finish(end);
    }
}

fn kept(mail: &Mail, user: &User) -> KeptMail {
    KeptMail {
        id: mail.id.uuid(),
        reader: user.id,
        address: mail.to.address.to_string(),
        kind: mail.kind,
        written_at: mail.written_at,
        subject: mail.subject.to_string(),
        text: mail.text.clone(),
        html: mail.html.clone(),
    }
}

/// An error with its causes, for the operator.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Some errors already say their cause.
        let said = error.to_string();
        if !text.ends_with(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}
