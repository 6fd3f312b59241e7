//! The upgrade of what older versions accepted: texts, addresses and times get the form in which they
//! are kept now (I5, I8).

use latchkey_domain::{
    base::{
        ids::UserId,
        page::PageRequest,
        text::{Name, SearchText, Tag},
        time::LAST_INSTANT,
    },
    people::email::EmailAddress,
    ports::{EmployeeFilter, Locks, Store},
};
use latchkey_testing::{
    World,
    builders::{MembershipBuilder, UserBuilder},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

use crate::support::{self, Fresh};

fn old(text: &str) -> Name {
    Name::stored(text.to_owned())
}

/// Somebody with an address as an older version kept it.
async fn add(world: &World, place: &str, spelling: &str) -> UserId {
    let user = UserBuilder::new("Jos\u{e9}", &format!("{place}@new.example"));
    let user = world.add_user(user).await;
    world
        .change_user(user, |user, now| {
            user.readdress(EmailAddress::stored(spelling.to_owned()), true, now);
            user.rename(old("Jos\u{65}\u{301}\u{200b}"), now);
        })
        .await;
    user
}

/// Undoes the migration, so that the database is as an older version left it.
async fn back(database: &DatabaseConnection) {
    for statement in [
        "DELETE FROM seaql_migrations WHERE version = 'm0016_texts'",
        "ALTER TABLE \"user\" DROP COLUMN email_folded",
        "UPDATE \"user\" SET name_folded = lower(name)",
        "UPDATE account SET name_folded = lower(name)",
        "UPDATE relationship SET shown_name_folded = lower(display_name), names_folded = 'x' \
         WHERE display_name IS NOT NULL",
    ] {
        database.execute_unprepared(statement).await.unwrap();
    }
}

async fn old_texts_get_their_new_form(fresh: Fresh) {
    let world = fresh.world().await;
    // The older one has the old spelling, so the younger one gives the address up.
    let older = add(&world, "a", "rene\u{301}@new.example").await;
    let younger = add(&world, "b", "ren\u{e9}@new.example").await;
    // The younger two have old spellings.
    let first = add(&world, "c", "\u{e5}se@new.example").await;
    let second = add(&world, "d", "a\u{30a}se@new.example").await;
    let third = add(&world, "e", "a\u{30a}\u{ad}se@new.example").await;
    let alone = add(&world, "f", "stra\u{df}e\u{301}@new.example").await;
    let staff = world.set(world.northwind_staff).await;
    let employed = MembershipBuilder::new(world.northwind, alone).set(&staff);
    world.add_member(employed).await;
    let harbour = world.harbour;
    world
        .change_account(harbour, |account, now| {
            account.rename(old("Cafe\u{301}\u{ad}\u{202e}"), now);
        })
        .await;
    let mut unit = world.begin(Locks::none().changing(harbour)).await;
    let found = unit.relationship(world.northwind, harbour).await.unwrap();
    let mut relationship = found.unwrap();
    relationship.rename(Some(old("Stra\u{df}e\u{301}")));
    relationship.set_tags(
        ["n\u{e9}", "ne\u{301}"]
            .map(|tag| Tag::stored(tag.to_owned()))
            .into(),
    );
    unit.save_relationship(&mut relationship).await.unwrap();
    world.commit(unit).await;

    let database = sea_orm::Database::connect(&fresh.url).await.unwrap();
    back(&database).await;
    let far = if database.get_database_backend() == DbBackend::Sqlite {
        "+10000-01-01 23:58:59+00:00"
    } else {
        "10000-01-01 23:58:59+00"
    };
    let bad_end =
        format!("UPDATE membership SET expires_at = '{far}' WHERE partner_id IS NOT NULL");
    database.execute_unprepared(&bad_end).await.unwrap();

    let store = support::node(&fresh.url).await;
    store.migrate().await.unwrap();
    let mut reader = store.reader();
    for (user, email, confirmed) in [
        (older, "ren\u{e9}@new.example", true),
        (younger, "rene\u{301}@new.example", false),
        (first, "\u{e5}se@new.example", true),
        (second, "a\u{30a}se@new.example", false),
        (third, "a\u{30a}\u{ad}se@new.example", false),
        (alone, "stra\u{df}\u{e9}@new.example", true),
    ] {
        let user = reader.user(user).await.unwrap().unwrap();
        assert_eq!(user.email.as_ref().unwrap().as_str(), email);
        assert_eq!(user.confirmed, confirmed, "{email}");
        assert_eq!(user.name.as_str(), "Jos\u{e9}");
    }
    let account = reader.account(harbour).await.unwrap().unwrap();
    assert_eq!(account.name.as_str(), "Caf\u{e9}");
    let found = reader.relationship(world.northwind, harbour).await.unwrap();
    let relationship = found.unwrap();
    let shown = relationship.display_name.as_ref().unwrap();
    assert_eq!(shown.as_str(), "Stra\u{df}\u{e9}");
    assert_eq!(relationship.tags.len(), 1);
    let member = reader.member(harbour, world.marit).await.unwrap().unwrap();
    assert_eq!(member.membership.expires_at, Some(LAST_INSTANT));
    for text in ["STRASS\u{c9}@new", "jose\u{301}"] {
        let filter = EmployeeFilter {
            text: Some(SearchText::parse(text).unwrap()),
            ..EmployeeFilter::default()
        };
        let page = PageRequest::first();
        let found = reader
            .employees(world.northwind, &filter, world.clock_reading(), &page)
            .await
            .unwrap();
        let found: Vec<_> = found.items.iter().map(|row| row.person.id).collect();
        assert_eq!(found, [alone], "{text}");
    }
}

#[tokio::test]
async fn old_texts_get_their_new_form_on_sqlite() {
    old_texts_get_their_new_form(support::sqlite_file().await).await;
}

#[tokio::test]
async fn old_texts_get_their_new_form_on_postgres() {
    old_texts_get_their_new_form(support::postgres().await).await;
}
