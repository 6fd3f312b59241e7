//! Sessions and sign-in links.

use chrono::Duration;
use latchkey_domain::{
    base::ids::{SessionId, UserId},
    gate,
    people::{
        session::{BrowserSession, Keep, NewSession, SessionLimits, SignInWay, UserAgent},
        sign_in_link::{LandingPath, SignInLink, SignInLinkLifetime},
        token::TokenHash,
    },
    ports::{EventFilter, Locks, Taken, TrailSide, UserSession},
    trail::{
        audit::Records,
        event::{Event, EventKind},
        origin::{Origin, Principal},
    },
    work::operation::{Item, Operation, Task},
};

use super::{
    Backend, Bench,
    support::{assert_pages, assert_taken, begin_in_turn},
    trail::seen,
};

fn session(world: &Bench, user: UserId) -> BrowserSession {
    let id: SessionId = world.ids.next();
    let new = NewSession {
        user,
        hash: TokenHash::of(&id.to_string()),
        way: SignInWay::Password,
        keep: Keep::UntilIdle,
        user_agent: UserAgent::cleaned("Firefox"),
        address: Some([192, 0, 2, 7].into()),
    };
    BrowserSession::begin(id, new, SessionLimits::default(), world.now())
}

fn link(world: &Bench, user: UserId, token: &str) -> SignInLink {
    SignInLink {
        hash: TokenHash::of(token),
        user,
        to: LandingPath::parse("/clients?q=%C3%A5#x").unwrap(),
        created_at: world.now(),
        expires_at: SignInLinkLifetime::default().end(world.now()),
    }
}

async fn insert(world: &Bench, sessions: &[&BrowserSession], links: &[&SignInLink]) {
    let mut unit = world.begin(Locks::none()).await;
    for session in sessions {
        unit.insert_session(session).await.unwrap();
    }
    for link in links {
        unit.insert_sign_in_link(link).await.unwrap();
    }
    world.commit(unit).await;
}

async fn found(world: &Bench, session: &BrowserSession) -> Option<UserSession> {
    let mut reader = world.store.reader();
    reader.session_by_hash(&session.hash).await.unwrap()
}

async fn stored(world: &Bench, session: &BrowserSession) -> Option<BrowserSession> {
    found(world, session).await.map(|found| found.session)
}

async fn stored_link(world: &Bench, link: &SignInLink) -> Option<SignInLink> {
    let mut reader = world.store.reader();
    reader.sign_in_link(&link.hash).await.unwrap()
}

fn by_session(world: &Bench, session: &BrowserSession) -> Origin {
    let principal = Principal::Session {
        user: session.user,
        session: session.id,
    };
    Origin {
        principal,
        ..world.as_platform()
    }
}

/// A session comes back with everything that was kept of it, and with its user.
pub async fn a_session_comes_back_whole_with_its_user(backend: Backend) {
    let world = backend.world().await;
    let one = session(&world, world.jonas);
    let other = BrowserSession {
        way: SignInWay::Invitation,
        keep: Keep::ToTheEnd,
        user_agent: None,
        address: Some("2001:db8::1".parse().unwrap()),
        created_at: world.now() + Duration::microseconds(1),
        ..session(&world, world.jonas)
    };
    let bare = BrowserSession {
        way: SignInWay::SignInLink,
        address: None,
        ..session(&world, world.marit)
    };
    insert(&world, &[&one, &other, &bare], &[]).await;
    for session in [one, other, bare] {
        let user = world.user(session.user).await;
        let expected = UserSession {
            session: session.clone(),
            user,
        };
        assert_eq!(found(&world, &session).await, Some(expected));
    }
    let unknown = session(&world, world.jonas);
    assert_eq!(found(&world, &unknown).await, None);
}

/// A session's hash is there once, and so is that of a link.
pub async fn a_session_hash_is_taken_once(backend: Backend) {
    let world = backend.world().await;
    let (first, link) = (
        session(&world, world.jonas),
        link(&world, world.jonas, "link"),
    );
    insert(&world, &[&first], &[&link]).await;
    let again = BrowserSession {
        hash: first.hash,
        ..session(&world, world.marit)
    };
    let mut unit = world.begin(Locks::none()).await;
    assert_taken(unit.insert_session(&again).await, Taken::Id);
    drop(unit);
    let mut unit = world.begin(Locks::none()).await;
    assert_taken(unit.insert_sign_in_link(&link).await, Taken::Id);
}

/// A use that is noted late does not undo a later one, and brings back no session that has ended.
pub async fn a_use_only_moves_a_session_forward(backend: Backend) {
    let world = backend.world().await;
    let (mut seen, gone) = (session(&world, world.jonas), session(&world, world.jonas));
    insert(&world, &[&seen], &[]).await;
    let limits = SessionLimits::default();
    let mut late = seen.clone();
    assert!(late.see(limits, world.now() + Duration::minutes(1)));
    assert!(seen.see(limits, world.now() + Duration::minutes(2)));
    for session in [&seen, &late, &gone] {
        let mut unit = world.begin(Locks::none()).await;
        unit.see_session(session).await.unwrap();
        world.commit(unit).await;
    }
    assert_eq!(stored(&world, &seen).await, Some(seen));
    assert_eq!(stored(&world, &gone).await, None);
}

/// A session is ended as its user's, nobody else's.
pub async fn a_session_is_ended_by_its_user_alone(backend: Backend) {
    let world = backend.world().await;
    let mine = session(&world, world.jonas);
    insert(&world, &[&mine], &[]).await;
    for (user, ended) in [
        (world.marit, false),
        (world.jonas, true),
        (world.jonas, false),
    ] {
        let mut unit = world.begin(Locks::none()).await;
        assert_eq!(unit.end_session(user, mine.id).await.unwrap(), ended);
        world.commit(unit).await;
    }
    assert_eq!(stored(&world, &mine).await, None);
}

/// All sessions of a user end, or all but one, and their sign-in links with them; nobody else's.
pub async fn all_sessions_but_one_end_with_the_links(backend: Backend) {
    let world = backend.world().await;
    let [one, two, three] = [(); 3].map(|()| session(&world, world.jonas));
    let theirs = session(&world, world.marit);
    let (own_link, their_link) = (
        link(&world, world.jonas, "own"),
        link(&world, world.marit, "theirs"),
    );
    let sessions = [&one, &two, &three, &theirs];
    insert(&world, &sessions, &[&own_link, &their_link]).await;
    for (but, ended) in [(Some(two.id), 2), (None, 1), (None, 0)] {
        let mut unit = world.begin(Locks::none()).await;
        let count = unit.end_sessions_of(world.jonas, but).await.unwrap();
        assert_eq!(count, ended);
        world.commit(unit).await;
        let left = stored(&world, &two).await;
        assert_eq!(left.is_some(), but.is_some());
    }
    assert_eq!(stored_link(&world, &own_link).await, None);
    assert_eq!(stored(&world, &theirs).await, Some(theirs));
    assert_eq!(stored_link(&world, &their_link).await, Some(their_link));
}

/// The sessions of a user that have not ended, newest first.
pub async fn sessions_of_a_user_are_paged_newest_first(backend: Backend) {
    let world = backend.world().await;
    let now = world.now();
    let all = [(); 5].map(|()| session(&world, world.jonas));
    let idle = BrowserSession {
        idle_until: now,
        ..session(&world, world.jonas)
    };
    let ended = BrowserSession {
        ends_at: now,
        ..session(&world, world.jonas)
    };
    let theirs = session(&world, world.marit);
    let mut sessions: Vec<&BrowserSession> = all.iter().collect();
    sessions.extend([&idle, &ended, &theirs]);
    insert(&world, &sessions, &[]).await;
    let mut expected = all.to_vec();
    expected.reverse();
    assert_pages(&expected, async |page| {
        let mut reader = world.store.reader();
        reader.sessions_of(world.jonas, now, &page).await.unwrap()
    })
    .await;
}

/// A sign-in link comes back whole until it is used up.
pub async fn a_sign_in_link_is_used_up_once(backend: Backend) {
    let world = backend.world().await;
    let link = link(&world, world.jonas, "link");
    insert(&world, &[], &[&link]).await;
    assert_eq!(stored_link(&world, &link).await, Some(link.clone()));
    let mut unit = world.begin(Locks::none()).await;
    assert!(unit.use_up_sign_in_link(&link.hash).await.unwrap());
    assert!(!unit.use_up_sign_in_link(&link.hash).await.unwrap());
    drop(unit);
    assert_eq!(stored_link(&world, &link).await, Some(link.clone()));
    let mut unit = world.begin(Locks::none()).await;
    assert!(unit.use_up_sign_in_link(&link.hash).await.unwrap());
    world.commit(unit).await;
    assert_eq!(stored_link(&world, &link).await, None);
}

/// Of several units at once, one uses a link up.
pub async fn one_of_many_uses_a_sign_in_link(backend: Backend) {
    let world = backend.world().await;
    let link = link(&world, world.jonas, "link");
    insert(&world, &[], &[&link]).await;
    let try_to = async || {
        let locks = Locks::none().reading_user(world.jonas);
        let mut unit = begin_in_turn(&world, &locks).await;
        let used = unit.use_up_sign_in_link(&link.hash).await.unwrap();
        if used {
            world.commit(unit).await;
        }
        used
    };
    let (one, two, three) = tokio::join!(try_to(), try_to(), try_to());
    let times = [one, two, three].into_iter().filter(|used| *used);
    assert_eq!(times.count(), 1);
}

/// What has ended is forgotten, in portions; the rest stays.
pub async fn ended_sessions_and_links_are_forgotten(backend: Backend) {
    let world = backend.world().await;
    let then = world.now() + Duration::minutes(10);
    let mut idle = session(&world, world.jonas);
    idle.idle_until = then;
    let mut ended = session(&world, world.marit);
    ended.ends_at = then;
    let mut stays = session(&world, world.jonas);
    stays.idle_until = then + Duration::microseconds(1);
    let old = link(&world, world.jonas, "old");
    let mut open = link(&world, world.jonas, "open");
    open.expires_at = then + Duration::microseconds(1);
    insert(&world, &[&idle, &ended, &stays], &[&old, &open]).await;
    for forgotten in [2, 1, 0] {
        let mut unit = world.begin(Locks::none()).await;
        let count = unit.forget_ended_sessions(then, 1).await.unwrap();
        assert_eq!(count, forgotten);
        world.commit(unit).await;
    }
    for gone in [idle, ended] {
        assert_eq!(stored(&world, &gone).await, None);
    }
    assert_eq!(stored_link(&world, &old).await, None);
    assert_eq!(stored(&world, &stays).await, Some(stays));
    assert_eq!(stored_link(&world, &open).await, Some(open));
}

/// A record tells the session by which somebody acted, and no token (T1).
pub async fn what_a_session_does_tells_the_session(backend: Backend) {
    let world = backend.world().await;
    let session = session(&world, world.jonas);
    let origin = by_session(&world, &session);
    let (_user, permit) = gate::self_service(&origin).unwrap();
    let event = Event::new(EventKind::UserChanged).about(world.jonas);
    let records = Records::one(&permit, event, &*world.ids, world.now());
    let kept = records.as_slice().to_vec();
    let unit = world.begin(Locks::none()).await;
    unit.commit(records).await.unwrap();
    let filter = EventFilter {
        actor: Some(world.jonas),
        ..EventFilter::default()
    };
    let seen = seen(&world, TrailSide::Everything, &filter).await;
    let record = &seen.first().unwrap().record;
    assert_eq!(record, kept.first().unwrap());
    assert_eq!((record.session, record.token), (Some(session.id), None));
}

/// An operation that begins by a session goes on as its user's.
pub async fn an_operation_begins_by_a_session(backend: Backend) {
    let world = backend.world().await;
    let session = session(&world, world.marit);
    let origin = by_session(&world, &session);
    let items = Item::all([(world.harbour, world.jonas)]);
    let id = world.ids.next();
    let now = world.now();
    let operation = Operation::begin(id, world.northwind, Task::Deactivate, &items, &origin, now);
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_operation(&operation, &items).await.unwrap();
    world.commit(unit).await;
    let stored = world.store.reader().operation(id).await.unwrap();
    assert_eq!(stored, Some(operation));
}
