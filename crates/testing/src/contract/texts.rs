//! Texts, addresses and times as they are kept (I5): a store changes none of them.

use latchkey_domain::{
    base::{
        reference::UserRef,
        text::{Description, ExternalId, Name, SetName},
        time::{FIRST_INSTANT, LAST_INSTANT},
    },
    people::email::EmailAddress,
};

use super::Backend;
use crate::builders::{
    AccountBuilder, ChangeFreely as _, MembershipBuilder, SetBuilder, UserBuilder,
};

/// Texts that stores, protocols and programs get wrong, in the form in which they are kept.
const HOSTILE: [&str; 14] = [
    "'; DROP TABLE \"user\"; --",
    "\\x00 \\n %s %_ $1 ?1 {}",
    "\u{e9}\u{30c}\u{1f0}",
    "\u{fb01}nn \u{2126}x \u{1e9e}\u{df}\u{130}\u{131}\u{3c2}",
    "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb} \u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{2764}\u{fe0f} \u{845b}\u{e0100} \u{1820}\u{180b}",
    "\u{915}\u{94d}\u{200d}\u{937} \u{6a9}\u{62a}\u{627}\u{628}\u{200c}\u{647}\u{627}",
    "\u{5d0}\u{5d1} abc \u{627}\u{628}",
    "\u{10ffff}",
    "\u{e000}\u{f8ff}\u{378}",
    "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}",
    "\u{301}",
    "\u{ac00}\u{d7a3}\u{1112}\u{11ff}",
    "NULL",
];

/// A text that was accepted comes back the same, is accepted again, and is found by itself.
pub async fn accepted_texts_come_back_the_same(backend: Backend) {
    let world = backend.world().await;
    let mut kept = 0;
    for (number, text) in HOSTILE.iter().enumerate() {
        let external = ExternalId::parse(text).unwrap();
        let account = AccountBuilder::new("Old").external_id(text);
        let account = world.add_account(account).await;
        let found = world.account(account).await;
        assert_eq!(found.external_id, Some(external.clone()), "{text}");
        let user = UserBuilder::new("Old", &format!("u{number}@texts.example"));
        let user = world.add_user(user.external_id(text)).await;
        let by_id = UserRef::External(external);
        let mut reader = world.store.reader();
        let ids = reader
            .users_named(std::slice::from_ref(&by_id))
            .await
            .unwrap();
        assert_eq!(ids.get(&by_id), Some(&user), "{text}");
        drop(reader);

        let Ok(name) = Name::parse(text) else {
            continue;
        };
        kept += 1;
        world
            .change_account(account, |account, now| {
                account.rename(name.clone(), now);
            })
            .await;
        let found = world.account(account).await.name.clone();
        assert_eq!(Name::parse(found.as_str()), Ok(name));
        if let Ok(email) = EmailAddress::parse(&format!("{text}@texts.example")) {
            world
                .change_user(user, |user, now| {
                    user.readdress(email.clone(), true, now);
                })
                .await;
            let mut reader = world.store.reader();
            let found = reader.user_by_email(&email).await.unwrap().unwrap();
            assert_eq!((found.id, found.email.as_ref()), (user, Some(&email)));
        }
        let set = SetBuilder::new(text, "contacts.view").owner(account);
        let set = world.add_set(set.description(text)).await;
        let found = world.set(set.id()).await;
        assert_eq!(SetName::parse(text).as_ref(), Ok(found.name()));
        assert_eq!(Description::parse(text).as_ref().ok(), found.description());
    }
    assert!(kept > 10, "most of them are names: {kept}");
}

/// The first and the last instant that are accepted come back the same, and compare as times.
pub async fn the_outermost_instants_come_back_the_same(backend: Backend) {
    let world = backend.world().await;
    for end in [FIRST_INSTANT, LAST_INSTANT] {
        let account = world.add_account(AccountBuilder::new("Contoso")).await;
        let member = MembershipBuilder::new(account, world.sam).super_admin();
        world.add_member(member).await;
        world
            .change_member(account, world.sam, |member, now| {
                member
                    .membership
                    .change_freely(now, |state| state.expires_at = Some(end));
            })
            .await;
        let found = world.member(account, world.sam).await;
        assert_eq!(found.membership.expires_at, Some(end));
        let mut reader = world.store.reader();
        let ends = reader.ends_to_note(world.now(), None, 9).await.unwrap();
        let is_due = ends.iter().any(|due| due.account == account);
        assert_eq!(is_due, end == FIRST_INSTANT);
    }
}
