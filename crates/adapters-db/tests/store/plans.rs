//! How the lists are read: by indexes, however many other rows there are.

use std::sync::{Arc, Mutex};

use latchkey_domain::{
    page::{PageRequest, Position},
    ports::{AccountRef, ClientFilter, EmployeeFilter, EventFilter, Locks, TrailSide, UserRef},
    testing::World,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support;

async fn read_everything(world: &World) {
    let after = Position {
        key: "m".to_owned(),
        id: world.marit.uuid(),
    };
    let mut reader = world.store.reader();
    let (user, account) = (UserRef::Id(world.marit), AccountRef::Id(world.harbour));
    reader.decision_facts(&user, &account).await.unwrap();
    let external = |id: &str| latchkey_domain::text::ExternalId::parse(id).unwrap();
    let (user, account) = (
        UserRef::External(external("u")),
        AccountRef::External(external("a")),
    );
    reader.decision_facts(&user, &account).await.unwrap();
    for page in [
        PageRequest::first(),
        PageRequest::new(9, Some(after)).unwrap(),
    ] {
        let clients = ClientFilter::default();
        reader
            .clients(world.northwind, world.marit, &clients, &page)
            .await
            .unwrap();
        let employees = EmployeeFilter::default();
        let employees = reader.employees(world.northwind, &employees, world.now(), &page);
        employees.await.unwrap();
        for side in [
            TrailSide::Everything,
            TrailSide::Account(world.harbour),
            TrailSide::Partner(world.northwind),
        ] {
            reader
                .events(side, &EventFilter::default(), &page)
                .await
                .unwrap();
        }
        reader
            .members(world.harbour, Some(world.northwind), &page)
            .await
            .unwrap();
        reader.memberships_of(world.marit, &page).await.unwrap();
        reader.serving_partners(world.harbour, &page).await.unwrap();
        reader.access_links(world.northwind, &page).await.unwrap();
    }
    reader.permanent_super_admins(world.harbour).await.unwrap();
    reader.accounts_counting_on(world.marit).await.unwrap();
    reader.ends_to_note(world.now(), 9).await.unwrap();
    reader.holders(world.harbour_people).await.unwrap();
    let sets = [world.harbour_people, world.northwind_staff];
    reader.holders_among(&sets).await.unwrap();
    reader.chain().await.unwrap();
    reader.sealed_events(7, 9).await.unwrap();
    let mut unit = world.begin(Locks::none()).await;
    unit.unsealed_events(9).await.unwrap();
}

/// No list walks through all rows of a table that grows with the platform.
#[tokio::test]
async fn lists_are_read_by_indexes() {
    let mut fresh = support::sqlite_file().await;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let sending = Arc::clone(&sent);
    fresh
        .store
        .on_statement(move |seen| sending.lock().unwrap().push(seen.sql.to_owned()));
    let world = fresh.world().await;
    sent.lock().unwrap().clear();
    read_everything(&world).await;
    let database = sea_orm::Database::connect(&fresh.url).await.unwrap();
    let statements = sent.lock().unwrap().clone();
    for sql in statements {
        let explain =
            Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
        let plan = database.query_all_raw(explain).await.unwrap();
        let steps = plan.iter().map(|row| row.try_get("", "detail").unwrap());
        let steps: Vec<String> = steps.collect();
        for table in steps.iter().filter_map(|step| step.strip_prefix("SCAN ")) {
            assert!(may_be_scanned(table, &steps), "{table} is scanned by {sql}");
        }
    }
}

/// The one rows of the revision and of the chain's end, what a sub-query found, the newest events by
/// their ids, and those that are not sealed yet.
fn may_be_scanned(table: &str, steps: &[String]) -> bool {
    let found = |how: &str| steps.contains(&format!("{how} {table}"));
    let newest_events = "event USING COVERING INDEX sqlite_autoindex_event_1";
    let unsealed_events = table.starts_with("event ") && table.ends_with("INDEX event_unsealed");
    let one_row = ["revision", "chain"].contains(&table);
    one_row
        || table == newest_events
        || unsealed_events
        || found("CO-ROUTINE")
        || found("MATERIALIZE")
}
