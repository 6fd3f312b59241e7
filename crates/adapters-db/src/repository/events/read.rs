//! The trail as its readers see it (T2, T3): one statement for events and names.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, OperationId, SessionId, TokenId, UserId},
        page::{Page, PageRequest, Position},
        refusal::Refusal,
        text::{Name, Reason},
    },
    membership::member::NOT_CONFIRMED_YET,
    ports::{EventFilter, EventQueries, EventView, SeenActor, SeenRecord, StoreError, TrailSide},
    trail::{
        audit::{ACTED_BY, Actor, BY_SESSION, Outcome, Record},
        event::{Details, Event, EventName},
    },
};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, Iterable,
    sea_query::{
        CaseStatement, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, UnionType,
    },
};

use crate::{
    classify::corrupt,
    connection::{Connection, Session},
    entity::{
        account,
        event::{self, Column},
        membership, relationship, user,
    },
    rows::values::word,
};

/// An event with the names that are shown with it.
#[derive(Debug, FromQueryResult)]
struct SeenRow {
    #[sea_orm(nested)]
    event: event::Model,
    actor_name: Option<String>,
    actor_account_name: Option<String>,
    user_name: Option<String>,
    account_name: Option<String>,
    own_user: bool,
    actors_user: bool,
    own_account: bool,
}

/// All events but refused attempts on something that was not found.
fn found_something() -> Condition {
    Condition::any()
        .add(Column::RefusedWith.is_null())
        .add(Column::RefusedWith.ne(Refusal::NotFound.code()))
}

/// Which events a side sees (T2): those that meet one of these conditions, each of which has an
/// index of its own.
fn seen_from(side: TrailSide) -> Vec<Condition> {
    match side {
        TrailSide::Everything => vec![Condition::all()],
        TrailSide::Account(account) => {
            vec![Condition::all().add(Column::AccountId.eq(account.uuid()))]
        }
        TrailSide::Partner(partner) => {
            let partner = partner.uuid();
            vec![
                Condition::all().add(Column::ActorAccountId.eq(partner)),
                Condition::all()
                    .add(Column::PartnerId.eq(partner))
                    .add(found_something()),
                Condition::all()
                    .add(Column::AccountId.eq(partner))
                    .add(Column::UserId.is_not_null())
                    .add(Column::PartnerId.is_null()),
            ]
        }
    }
}

fn wanted(filter: &EventFilter, page: &PageRequest) -> Condition {
    Condition::all()
        .add_option(filter.actor.map(|user| Column::ActorUserId.eq(user.uuid())))
        .add_option(filter.user.map(|user| Column::UserId.eq(user.uuid())))
        .add_option(
            filter
                .account
                .map(|account| Column::AccountId.eq(account.uuid())),
        )
        .add_option(
            filter
                .kind
                .as_ref()
                .map(|kind| Column::Kind.eq(kind.as_str())),
        )
        .add_option(filter.from.map(|from| Column::At.gte(from)))
        .add_option(filter.to.map(|to| Column::At.lt(to)))
        .add_option(page.after().map(|after| Column::Id.lt(after.id)))
}

/// The ids of a page's events: for each condition the newest, from its own index.
fn ids(side: TrailSide, filter: &EventFilter, page: &PageRequest) -> SelectStatement {
    let newest = |seen: Condition| {
        let newest = Query::select()
            .column(Column::Id)
            .from(event::Entity)
            .cond_where(seen)
            .cond_where(wanted(filter, page))
            .order_by(Column::Id, Order::Desc)
            .limit(u64::from(page.limit()) + 1)
            .take();
        // Neither database accepts an order inside a union without this.
        Query::select()
            .column(Column::Id)
            .from_subquery(newest, "newest")
            .take()
    };
    let mut parts = seen_from(side).into_iter().map(newest);
    let mut all = parts.next().unwrap_or_default();
    all.unions(parts.map(|part| (UnionType::Distinct, part)));
    all
}

fn select(side: TrailSide, filter: &EventFilter, page: &PageRequest) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(Column::iter().map(|column| (event::Entity, column)))
        .from(event::Entity)
        .and_where(Expr::col((event::Entity, Column::Id)).in_subquery(ids(side, filter, page)))
        .order_by((event::Entity, Column::Id), Order::Desc)
        .limit(u64::from(page.limit()) + 1);
    for (join, id, name, shown) in [
        (
            "actor",
            Column::ActorUserId,
            "actor_name",
            Expr::col(("actor", user::Column::Name)),
        ),
        ("person", Column::UserId, "user_name", person_name(side)),
    ] {
        let same = Expr::col((join, user::Column::Id)).equals((event::Entity, id));
        select
            .join_as(JoinType::LeftJoin, user::Entity, join, same)
            .expr_as(shown, name);
    }
    for (join, own, id, name) in [
        (
            "from_account",
            "own_name_of_from",
            Column::ActorAccountId,
            "actor_account_name",
        ),
        (
            "in_account",
            "own_name_of_in",
            Column::AccountId,
            "account_name",
        ),
    ] {
        let same = Expr::col((join, account::Column::Id)).equals((event::Entity, id));
        select.join_as(JoinType::LeftJoin, account::Entity, join, same);
        let official = Expr::col((join, account::Column::Name));
        let TrailSide::Partner(partner) = side else {
            select.expr_as(official, name);
            continue;
        };
        // A partner sees its clients by its own names for them (R6).
        let its_client = Condition::all()
            .add(Expr::col((own, relationship::Column::ClientId)).equals((event::Entity, id)))
            .add(Expr::col((own, relationship::Column::PartnerId)).eq(partner.uuid()));
        let own_name = Expr::col((own, relationship::Column::DisplayName));
        select
            .join_as(JoinType::LeftJoin, relationship::Entity, own, its_client)
            .expr_as(Func::coalesce([own_name, official]), name);
    }
    add_what_is_its_own(&mut select, side);
    select
}

/// The name of the person of an event. A stub has the one that the side gave them in its own account
/// (I6).
fn person_name(side: TrailSide) -> Expr {
    use membership::Column as M;
    let placeholder = Expr::value(NOT_CONFIRMED_YET);
    let of_stub = match side.own() {
        None => placeholder,
        Some(own) => {
            let given = Query::select()
                .column(("given", M::GivenName))
                .from_as(membership::Entity, "given")
                .and_where(Expr::col(("given", M::UserId)).equals((event::Entity, Column::UserId)))
                .and_where(Expr::col(("given", M::AccountId)).eq(own.uuid()))
                .and_where(Expr::col((event::Entity, Column::AccountId)).eq(own.uuid()))
                .take();
            Func::coalesce([Expr::SubQuery(None, Box::new(given.into())), placeholder]).into()
        }
    };
    CaseStatement::new()
        .case(Expr::col(("person", user::Column::Stub)).eq(true), of_stub)
        .finally(Expr::col(("person", user::Column::Name)))
        .into()
}

/// Adds whether the person and the account of an event are the side's own, and whether the person is
/// a member of the account that the actor acted from.
fn add_what_is_its_own(select: &mut SelectStatement, side: TrailSide) {
    use membership::Column as M;
    let nothing = || Expr::value(false);
    let actors_account = Expr::col((event::Entity, Column::ActorAccountId));
    let (own_user, own_account) = match side.own() {
        None => (nothing(), nothing()),
        Some(own) => {
            let is_member = is_person_of(M::AccountId, own.uuid().into());
            let account = Expr::col((event::Entity, Column::AccountId));
            let itself = Func::coalesce([account.eq(own.uuid()), nothing()]).into();
            match side {
                TrailSide::Account(_) | TrailSide::Everything => (is_member, itself),
                TrailSide::Partner(_) => {
                    let its_client = ("own_name_of_in", relationship::Column::ClientId);
                    (
                        is_member.or(is_person_of(M::PartnerId, own.uuid().into())),
                        Expr::or(itself, Expr::col(its_client).is_not_null()),
                    )
                }
            }
        }
    };
    select
        .expr_as(own_user, "own_user")
        .expr_as(is_person_of(M::AccountId, actors_account), "actors_user")
        .expr_as(own_account, "own_account");
}

/// Whether the person of an event has a membership with this value. A scalar look-up for each row of the
/// page: PostgreSQL reads all memberships for some forms of this question.
fn is_person_of(column: membership::Column, value: Expr) -> Expr {
    use membership::Column as M;
    let one = Query::select()
        .expr(Expr::value(1))
        .from_as(membership::Entity, "person_of")
        .and_where(Expr::col(("person_of", M::UserId)).equals((event::Entity, Column::UserId)))
        .and_where(Expr::col(("person_of", column)).eq(value))
        .limit(1)
        .take();
    Expr::SubQuery(None, Box::new(one.into())).is_not_null()
}

fn restore(row: SeenRow) -> Result<SeenRecord, StoreError> {
    Ok(SeenRecord {
        record: record(row.event)?,
        actor: SeenActor {
            name: row.actor_name.map(Name::stored),
            account_name: row.actor_account_name.map(Name::stored),
        },
        user_name: row.user_name.map(Name::stored),
        account_name: row.account_name.map(Name::stored),
        own_user: row.own_user,
        actors_user: row.actors_user,
        own_account: row.own_account,
    })
}

/// Restores an event.
pub(super) fn record(row: event::Model) -> Result<Record, StoreError> {
    let actor = match (row.actor.as_str(), row.actor_user_id, row.actor_command) {
        ("user", Some(user), None) => Actor::User(UserId::from_uuid(user)),
        ("service", None, None) => Actor::Service,
        ("operator", None, Some(name)) if row.by_job => Actor::Job(name),
        ("operator", None, Some(command)) => Actor::Operator(command),
        _other => return Err(corrupt("an event without an actor")),
    };
    let details = Details::stored(&row.details).map_err(corrupt)?;
    let by_session = details
        .more
        .get(ACTED_BY)
        .is_some_and(|by| by == BY_SESSION);
    let (token, session) = match row.token_id {
        Some(id) if by_session => (None, Some(SessionId::from_uuid(id))),
        id => (id.map(TokenId::from_uuid), None),
    };
    Ok(Record {
        id: EventId::from_uuid(row.id),
        at: row.at,
        event: Event {
            kind: EventName::of(&row.kind),
            account: row.account_id.map(AccountId::from_uuid),
            user: row.user_id.map(UserId::from_uuid),
            partner: row.partner_id.map(AccountId::from_uuid),
            object: row.object,
            details,
        },
        actor,
        actor_account: row.actor_account_id.map(AccountId::from_uuid),
        token,
        session,
        operation: row.operation_id.map(OperationId::from_uuid),
        request_id: row.request_id,
        address: row
            .address
            .map(|address| word(&address, |text| text.parse().ok()))
            .transpose()?,
        reason: row.reason.map(Reason::stored),
        outcome: row.refused_with.map_or(Outcome::Done, Outcome::Refused),
    })
}

#[async_trait]
impl<C: Connection> EventQueries for Session<C> {
    async fn events(
        &mut self,
        side: TrailSide,
        filter: &EventFilter,
        page: &PageRequest,
    ) -> Result<EventView, StoreError> {
        self.connection.settled().await;
        let rows: Vec<SeenRow> = self.all(&select(side, filter, page)).await?;
        let records = rows.into_iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(records, page.limit(), |seen: &SeenRecord| {
            Position {
                key: String::new(),
                id: seen.record.id.uuid(),
            }
        }))
    }
}
