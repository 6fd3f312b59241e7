//! Random texts and instants in every kind of row that holds them (I5): they come back the same, are found
//! again, and are in one order everywhere. The numbers are the same in every run.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::{
    base::{
        ids::{AccountId, Ids, UserId},
        page::{Page, PageRequest},
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        text::{AssetKind, Description, ExternalId, Name, Reason, SearchText, SetName, Tag, fold},
        time::{FIRST_INSTANT, LAST_INSTANT, Time},
        version::Version,
    },
    partnership::relationship::{Relationship, RelationshipState, RelationshipStatus},
    people::{
        email::EmailAddress,
        token::{Scope, Token, TokenHash, TokenKind},
    },
    ports::{ClientFilter, EmployeeFilter, EventFilter, Locks, MemberFilter, TrailSide},
    trail::{
        audit::Record,
        event::{Event, EventKind},
    },
    work::asset::Asset,
};

use super::{Backend, Bench, support::assert_pages};
use crate::builders::{
    AccountBuilder, ChangeFreely as _, MembershipBuilder, SetBuilder, UserBuilder, name,
};

/// Characters that are composed, folded, joined, dropped or sorted in ways of their own.
const POOL: &str = "aAzZ09 .-_'\"%\\/,;:()\u{e9}e\u{301}\u{30c}J\u{130}\u{131}\u{3a3}\u{3c2}\u{1e9e}\u{df}\u{212b}\
    \u{1100}\u{1161}\u{11a8}\u{ac00}\u{915}\u{94d}\u{200d}\u{628}\u{64e}\u{5d0}\u{200c}\u{fe0f}\u{2764}\u{1f469}\
    \u{1f3fd}\u{fb01}\u{17f}\u{2126}\u{1c5}\u{10ffff}\u{e000}\u{378}\u{ff21}\u{4e2d}\u{104a0}";

/// Numbers that look random (an xorshift of 64 bits).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    /// A text in the form in which it is kept.
    fn text(&mut self) -> Name {
        let pool: Vec<char> = POOL.chars().collect();
        let sides = u64::try_from(pool.len()).unwrap();
        loop {
            let length = 1 + self.roll(9);
            let text = (0..length).filter_map(|_| {
                let at = usize::try_from(self.roll(sides)).unwrap();
                pool.get(at).copied()
            });
            if let Ok(name) = Name::parse(&text.collect::<String>()) {
                return name;
            }
        }
    }

    /// An instant, mostly in our time, sometimes at a border of what is accepted.
    fn instant(&mut self) -> Time {
        let micros = |time: Time| u64::try_from(time.timestamp_micros()).unwrap();
        let (first, last) = (micros(FIRST_INSTANT), micros(LAST_INSTANT));
        let at = match self.roll(8) {
            0 => first + self.roll(3),
            1 => last - self.roll(3),
            2 | 3 => self.roll(last),
            _ => 1_700_000_000_000_000 + self.roll(200_000_000_000_000),
        };
        Time::from_timestamp_micros(i64::try_from(at).unwrap()).unwrap()
    }
}

fn external(text: &Name, number: u32) -> ExternalId {
    ExternalId::parse(&format!("{text}#{number}")).unwrap()
}

async fn put_asset(world: &Bench, asset: &Asset) -> Option<Asset> {
    let mut unit = world.begin(Locks::none().changing(asset.account)).await;
    unit.put_assets(std::slice::from_ref(asset)).await.unwrap();
    world.commit(unit).await;
    let mut reader = world.store.reader();
    let named = std::slice::from_ref(&asset.external_id);
    let found = reader.assets_named(asset.account, named).await;
    found.unwrap().pop()
}

async fn put_relationship(world: &Bench, state: RelationshipState) -> Relationship {
    let relationship = Relationship::restore(state);
    let client = relationship.client;
    let official = world.account(client).await.name.clone();
    let mut unit = world.begin(Locks::none().changing(client)).await;
    unit.insert_relationship(&relationship, &official)
        .await
        .unwrap();
    world.commit(unit).await;
    relationship
}

fn connected(world: &Bench, client: AccountId) -> RelationshipState {
    RelationshipState::clone(&Relationship::connect(world.northwind, client, world.now()))
}

fn token(world: &Bench, label: Name) -> Token {
    let id = world.ids.next();
    Token {
        id,
        hash: TokenHash::of(&format!("{id}")),
        kind: TokenKind::Service([Scope::Audit].into()),
        label,
        parent: None,
        created_at: world.now(),
        expires_at: None,
        revoked_at: None,
    }
}

async fn put_token(world: &Bench, token: &Token) -> Token {
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_token(token).await.unwrap();
    world.commit(unit).await;
    let mut reader = world.store.reader();
    let found = reader.token_by_hash(&token.hash).await.unwrap();
    found.unwrap().token
}

/// Writes a refusal, which keeps what it is given, and reads it from the trail.
async fn put_event(world: &Bench, event: Event, reason: Option<Reason>, at: Time) -> [Record; 2] {
    let mut origin = world.as_user(world.marit);
    origin.reason = reason;
    let ids: &dyn Ids = &*world.ids;
    let record = Record::refused(&origin, None, event, Refusal::NotFound, ids, at);
    world.refusals.record(vec![record.clone()]).await.unwrap();
    let mut reader = world.store.reader();
    let newest = PageRequest::new(1, None).unwrap();
    let filter = EventFilter::default();
    let seen = reader.events(TrailSide::Everything, &filter, &newest).await;
    let found = seen.unwrap().items.pop().unwrap().record;
    [found, record]
}

/// Texts come back as they were kept, from every kind of row that holds one.
pub async fn random_texts_come_back_the_same(backend: Backend) {
    let world = backend.world().await;
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for number in 0..40 {
        let (text, other) = (dice.text(), dice.text());
        let id = external(&other, number);
        let account = AccountBuilder::new(text.as_str()).external_id(id.as_str());
        let account = world.add_account(account).await;
        let found = world.account(account).await;
        assert_eq!(
            (&found.name, &found.external_id),
            (&text, &Some(id.clone()))
        );
        let named = AccountRef::External(id.clone());
        let mut reader = world.store.reader();
        let ids = reader.accounts_named(std::slice::from_ref(&named)).await;
        assert_eq!(ids.unwrap(), BTreeMap::from([(named, account)]));
        drop(reader);

        let email = EmailAddress::parse(&format!("{other}{number}@texts.example"));
        let email = email
            .unwrap_or_else(|_| EmailAddress::parse(&format!("u{number}@texts.example")).unwrap());
        let user = UserBuilder::new(text.as_str(), email.as_str()).external_id(id.as_str());
        let user = world.add_user(user).await;
        let found = world.user(user).await;
        assert_eq!((&found.name, &found.email), (&text, &Some(email.clone())));
        assert_eq!(found.external_id, Some(id.clone()));
        let named = UserRef::External(id.clone());
        let mut reader = world.store.reader();
        let ids = reader.users_named(std::slice::from_ref(&named)).await;
        assert_eq!(ids.unwrap(), BTreeMap::from([(named, user)]));
        let by_email = reader.user_by_email(&email).await.unwrap().unwrap();
        assert_eq!(by_email.id, user);
        drop(reader);

        let set = SetBuilder::new(text.as_str(), "contacts.view").owner(account);
        let set = set.external_id(id.as_str()).description(other.as_str());
        let set = world.add_set(set).await;
        let found = world.set(set.id()).await;
        assert_eq!(found.name(), &SetName::parse(text.as_str()).unwrap());
        let description = Description::parse(other.as_str()).unwrap();
        assert_eq!(found.description(), Some(&description));
        assert_eq!(found.external_id(), Some(&id));

        let member = MembershipBuilder::new(account, user).set(&set);
        world.add_member(member).await;
        world
            .change_member(account, user, |member, now| {
                let given = Some(other.clone());
                let membership = &mut member.membership;
                membership.change_freely(now, |state| state.given_name = given);
            })
            .await;
        let found = world.member(account, user).await;
        assert_eq!(found.membership.given_name, Some(other.clone()));
        assert_eq!((&found.user.name, &found.account.name), (&text, &text));

        let ids: &dyn Ids = &*world.ids;
        let asset = Asset {
            id: ids.next(),
            account,
            external_id: id,
            kind: AssetKind::parse(other.as_str()).unwrap(),
            name: text.clone(),
            owner: Some(user),
            changed_at: world.now(),
        };
        assert_eq!(put_asset(&world, &asset).await, Some(asset));

        let tags = [&text, &other].map(|text| Tag::parse(text.as_str()).unwrap());
        let relationship = RelationshipState {
            display_name: Some(other.clone()),
            tags: tags.into(),
            ..connected(&world, account)
        };
        let kept = put_relationship(&world, relationship).await;
        assert_eq!(world.relationship(account).await, Some(kept));

        let token = token(&world, text.clone());
        assert_eq!(put_token(&world, &token).await, token);
        let reason = Reason::parse(&format!("{text}\n{other}")).unwrap();
        let event = Event::new(EventKind::UserChanged).with("name", other.as_str());
        let [found, kept] = put_event(&world, event, Some(reason), world.now()).await;
        assert_eq!(found, kept);
    }
}

/// Names are found by themselves, by parts of them, and in other spellings; lists are in the order of the
/// folded names, page by page.
pub async fn random_names_are_found_and_sorted(backend: Backend) {
    let world = backend.world().await;
    let mut dice = Dice(0x51ed_270b_27ca_11e5);
    let staff = world.set(world.northwind_staff).await;
    let mut people: Vec<(UserId, Name)> = Vec::new();
    let mut clients: Vec<(AccountId, Name)> = Vec::new();
    for number in 0..24 {
        let text = dice.text();
        let user = UserBuilder::new(text.as_str(), &format!("u{number}@names.example"));
        let user = world.add_user(user).await;
        let member = MembershipBuilder::new(world.northwind, user).set(&staff);
        world.add_member(member).await;
        people.push((user, text.clone()));
        let account = world.add_account(AccountBuilder::new("Contoso")).await;
        put_relationship(
            &world,
            RelationshipState {
                display_name: Some(text.clone()),
                ..connected(&world, account)
            },
        )
        .await;
        clients.push((account, text));
    }
    for ((user, text), (client, _)) in people.iter().zip(&clients) {
        let folded = text.folded();
        for spelling in [text.to_string(), text.as_str().to_uppercase(), folded] {
            // Capital letters may fold to others than the small ones they were made of.
            let Ok(sought) = SearchText::parse(&spelling) else {
                continue;
            };
            if !sought.is_in(&text.folded()) {
                continue;
            }
            let with = |text: &SearchText| Some(text.clone());
            let mut reader = world.store.reader();
            let page = PageRequest::first();
            let filter = EmployeeFilter {
                text: with(&sought),
                ..EmployeeFilter::default()
            };
            let now = world.clock_reading();
            let found = reader.employees(world.northwind, &filter, now, &page).await;
            let found = found.unwrap().items;
            assert!(
                found.iter().any(|row| row.person.id == *user),
                "{spelling:?} finds {text:?} among employees"
            );
            let sorts = |row: &latchkey_domain::ports::EmployeeRow| row.person.name.folded();
            assert!(found.is_sorted_by_key(sorts), "{found:?}");
            let filter = MemberFilter {
                text: with(&sought),
                ..MemberFilter::default()
            };
            let found = reader.members(world.northwind, &filter, &page).await;
            let found: Vec<_> = found.unwrap().items;
            assert!(
                found.iter().any(|member| member.user.id == *user),
                "{spelling:?} finds {text:?} among members"
            );
            for member in found {
                let address = member.user.email.map(|email| email.folded());
                let is_meant = sought.is_in(&member.user.name.folded())
                    || address.is_some_and(|address| sought.is_in(&address));
                assert!(is_meant, "{spelling:?} finds {}", member.user.name);
            }
            let filter = ClientFilter {
                text: with(&sought),
                ends_after_days: 60,
                now: world.now(),
                ..ClientFilter::default()
            };
            let found = reader
                .clients(world.northwind, world.marit, &filter, &page)
                .await;
            let found = found.unwrap().items;
            assert!(
                found.iter().any(|row| row.client == *client),
                "{spelling:?} finds {text:?} among clients"
            );
        }
    }
    employees_are_in_order(&world).await;
    clients_are_in_order(&world).await;
}

async fn employees_are_in_order(world: &Bench) {
    let now = world.clock_reading();
    let all = EmployeeFilter::default();
    let fetch = async |page: PageRequest| {
        let mut reader = world.store.reader();
        let rows = reader.employees(world.northwind, &all, now, &page).await;
        let Page { items, next } = rows.unwrap();
        let items: Vec<_> = items
            .into_iter()
            .map(|row| (row.person.name.folded(), row.person.id))
            .collect();
        Page { items, next }
    };
    let expected = fetch(PageRequest::first()).await.items;
    assert!(expected.is_sorted(), "{expected:?}");
    assert_pages(&expected, fetch).await;
}

async fn clients_are_in_order(world: &Bench) {
    let all = ClientFilter {
        ends_after_days: 60,
        now: world.now(),
        ..ClientFilter::default()
    };
    let fetch = async |page: PageRequest| {
        let mut reader = world.store.reader();
        let rows = reader
            .clients(world.northwind, world.marit, &all, &page)
            .await;
        let Page { items, next } = rows.unwrap();
        let shown = |row: latchkey_domain::ports::ClientRow| {
            let own = row.relationship.and_then(|it| it.display_name.clone());
            let shown = own.unwrap_or(row.official_name);
            (fold(shown.as_str()), row.client)
        };
        let items: Vec<_> = items.into_iter().map(shown).collect();
        Page { items, next }
    };
    let expected = fetch(PageRequest::first()).await.items;
    assert!(expected.is_sorted(), "{expected:?}");
    assert_pages(&expected, fetch).await;
}

/// Instants come back to the microsecond, from every kind of row that holds one.
pub async fn random_instants_come_back_the_same(backend: Backend) {
    let world = backend.world().await;
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for number in 0..40 {
        let mut at = || dice.instant();
        let made = AccountBuilder::new("Contoso").at(at());
        let built = made.clone().build(&*world.ids);
        let account = world.add_account(made).await;
        let found = world.account(account).await;
        assert_eq!(found.created_at, built.created_at);
        assert_eq!(found.updated_at, built.updated_at);
        let address = format!("u{number}@instants.example");
        let made = UserBuilder::new("Uma", &address).at(at());
        let built = made.clone().build(&*world.ids);
        let user = world.add_user(made).await;
        let found = world.user(user).await;
        assert_eq!(found.created_at, built.created_at);
        assert_eq!(found.updated_at, built.updated_at);

        let member = MembershipBuilder::new(account, user).super_admin().at(at());
        world.add_member(member).await;
        let (end, noted, until, active) = (at(), at(), at(), at());
        world
            .change_member(account, user, |member, now| {
                member.membership.change_freely(now, |state| {
                    state.expires_at = Some(end);
                    state.end_noted = Some(noted);
                    state.invited_until = Some(until);
                });
            })
            .await;
        let mut unit = world.begin(Locks::none().changing(account)).await;
        unit.note_active(&[(account, user, active)]).await.unwrap();
        world.commit(unit).await;
        let found = world.member(account, user).await.membership;
        assert_eq!(found.expires_at, Some(end));
        assert_eq!(found.end_noted, Some(noted));
        assert_eq!(found.invited_until, Some(until));
        assert_eq!(found.last_active_at, Some(active));

        let ids: &dyn Ids = &*world.ids;
        let asset = Asset {
            id: ids.next(),
            account,
            external_id: external(&name("a"), number),
            kind: AssetKind::parse("page").unwrap(),
            name: name("Home"),
            owner: None,
            changed_at: at(),
        };
        assert_eq!(put_asset(&world, &asset).await, Some(asset));
        let relationship = RelationshipState {
            connected_at: at(),
            last_qualifying_activity_at: Some(at()),
            services_ended_at: Some(at()),
            restarted_at: Some(at()),
            announced: RelationshipStatus::Managed,
            announced_for: Some(at()),
            version: Version::FIRST,
            ..connected(&world, account)
        };
        let kept = put_relationship(&world, relationship).await;
        assert_eq!(world.relationship(account).await, Some(kept));
        let token = Token {
            created_at: at(),
            expires_at: Some(at()),
            revoked_at: Some(at()),
            ..token(&world, name("A token"))
        };
        assert_eq!(put_token(&world, &token).await, token);
        let event = Event::new(EventKind::UserChanged);
        let [found, kept] = put_event(&world, event, None, at()).await;
        assert_eq!(found, kept);
    }
}

/// Instants are compared as times: of ends those that have come are to be noted, the earliest first, and of
/// events those between two times are found.
pub async fn random_instants_compare_as_times(backend: Backend) {
    let world = backend.world().await;
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let mut ends = Vec::new();
    let mut events = Vec::new();
    for _ in 0..30 {
        let account = world.add_account(AccountBuilder::new("Contoso")).await;
        let end = dice.instant();
        let member = MembershipBuilder::new(account, world.sam).super_admin();
        world.add_member(member.expires_at(end)).await;
        ends.push((end, account));
        let at = dice.instant();
        let [_, kept] = put_event(&world, Event::new(EventKind::UserErased), None, at).await;
        events.push((at, kept.id));
    }
    ends.sort_unstable();
    let mut reader = world.store.reader();
    for _ in 0..20 {
        let now = dice.instant();
        let found = reader.ends_to_note(now, None, 99).await.unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|due| (due.ended_at, due.account))
            .collect();
        let come = ends.iter().filter(|(end, _)| *end <= now).copied();
        assert_eq!(found, come.collect::<Vec<_>>(), "{now}");

        let (one, other) = (dice.instant(), dice.instant());
        let (from, to) = (one.min(other), one.max(other));
        let filter = EventFilter {
            kind: Some(EventKind::UserErased.into()),
            from: Some(from),
            to: Some(to),
            ..EventFilter::default()
        };
        let page = PageRequest::first();
        let seen = reader.events(TrailSide::Everything, &filter, &page).await;
        let seen: BTreeSet<_> = seen.unwrap().items.iter().map(|it| it.record.id).collect();
        let between = events.iter().filter(|(at, _)| (from..to).contains(at));
        let between: BTreeSet<_> = between.map(|(_, id)| *id).collect();
        assert_eq!(seen, between, "{from} to {to}");
    }
}
