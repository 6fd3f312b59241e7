use std::{
    future::{Ready, ready},
    sync::Arc,
};

use chrono::Duration;
use latchkey_application::{
    frame::{
        context::RequestContext,
        ports::{Ports, RuleSettings},
    },
    mail::{Mails, SendTestMail},
};
use latchkey_domain::{people::email::EmailAddress, ports::WatchedStore};
use latchkey_testing::{FixedClock, MemoryStore, TestBed, contract::Backend};

use crate::{CallCount, ChannelMailer, TickingClock};

#[tokio::test]
async fn a_test_mail_with_all_three() {
    let bed = TestBed::new().await;

    let calls = CallCount::default();
    let store = WatchedStore::over(bed.store(), calls.clone());
    let clock = TickingClock::starting_at(FixedClock::start() + Duration::days(30));
    let (mailer, mails) = ChannelMailer::new();
    let bed = bed.with_store(store).with_clock(clock).with_mailer(mailer);

    let ports = Ports::new(bed.adapters(), bed.catalogue(), RuleSettings::default());
    let service = Mails::new(Arc::new(ports));
    let cx = RequestContext::new(bed.as_operator());
    let to = EmailAddress::parse("marit@northwind.example").unwrap();
    service.send_test(&cx, SendTestMail { to }).await.unwrap();

    let mail = mails.try_recv().unwrap();
    assert_eq!(mail.to.address.as_str(), "marit@northwind.example");
    assert!(mail.text.starts_with("Hello Marit"));
    assert!(mail.text.contains("14 March 2026 at 09:00 UTC"));
    assert!(mails.try_recv().is_err(), "one mail is enough");
    assert_eq!((calls.reads_and_writes(), calls.commits()), (1, 0));
}

fn counted() -> Ready<Backend> {
    let memory = Arc::new(MemoryStore::new());
    let mut backend = Backend::new(Arc::clone(&memory));
    backend.store = Arc::new(WatchedStore::over(memory, CallCount::default()));
    ready(backend)
}

latchkey_testing::store_contract!(counted_store, counted());
