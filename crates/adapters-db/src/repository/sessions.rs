//! Sessions and sign-in links. What has ended is deleted.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{SessionId, UserId},
        page::{Page, PageRequest, Position},
        time::Time,
    },
    people::{
        session::{Keep, Session as UsersSession, SignInWay, UserAgent},
        sign_in_link::{LandingPath, SignInLink},
        token::TokenHash,
    },
    ports::{SessionQueries, SessionRepository, StoreError, Taken, UserSession},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use crate::{
    connection::{Connection, Session, Unit},
    entity::{session, sign_in_link, user},
    repository::users,
    rows::values::{bytes, word},
};

fn restore(row: session::Model) -> Result<UsersSession, StoreError> {
    Ok(UsersSession {
        id: SessionId::from_uuid(row.id),
        user: UserId::from_uuid(row.user_id),
        hash: TokenHash::stored(bytes(&row.hash)?),
        way: word(&row.way, SignInWay::parse)?,
        keep: word(&row.keep, Keep::parse)?,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        idle_until: row.idle_until,
        ends_at: row.ends_at,
        user_agent: row.user_agent.map(UserAgent::stored),
        address: row
            .address
            .map(|address| word(&address, |text| text.parse().ok()))
            .transpose()?,
    })
}

fn row(session: &UsersSession) -> session::Model {
    session::Model {
        id: session.id.uuid(),
        hash: session.hash.bytes().to_vec(),
        user_id: session.user.uuid(),
        way: session.way.as_str().to_owned(),
        keep: session.keep.as_str().to_owned(),
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        idle_until: session.idle_until,
        ends_at: session.ends_at,
        user_agent: session.user_agent.as_ref().map(ToString::to_string),
        address: session.address.map(|address| address.to_string()),
    }
}

fn restore_link(row: &sign_in_link::Model) -> Result<SignInLink, StoreError> {
    Ok(SignInLink {
        hash: TokenHash::stored(bytes(&row.hash)?),
        user: UserId::from_uuid(row.user_id),
        to: LandingPath::stored(row.landing_path.clone()),
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}

fn link_row(link: &SignInLink) -> sign_in_link::Model {
    sign_in_link::Model {
        hash: link.hash.bytes().to_vec(),
        user_id: link.user.uuid(),
        landing_path: link.to.as_str().to_owned(),
        created_at: link.created_at,
        expires_at: link.expires_at,
    }
}

/// The prefixes of the columns of a session and of its user: some have the same name.
const SESSION: &str = "s_";
const USER: &str = "u_";

/// A session with the row of its user.
#[derive(Debug)]
struct UserSessionRow {
    session: session::Model,
    user: user::Model,
}

impl FromQueryResult for UserSessionRow {
    fn from_query_result(row: &QueryResult, _prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            session: session::Model::from_query_result(row, SESSION)?,
            user: user::Model::from_query_result(row, USER)?,
        })
    }
}

/// Selects all columns of a table under a prefix.
fn select_as<C: ColumnTrait + Iterable>(query: &mut SelectStatement, prefix: &str) {
    for column in C::iter() {
        let alias = format!("{prefix}{}", column.as_str());
        query.expr_as(Expr::col(column.as_column_ref()), Alias::new(alias));
    }
}

/// The sessions that had not ended by then.
fn in_force(now: Time) -> Condition {
    Condition::all()
        .add(session::Column::IdleUntil.gt(now))
        .add(session::Column::EndsAt.gt(now))
}

#[async_trait]
impl<C: Connection> SessionQueries for Session<C> {
    async fn session_by_hash(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<UserSession>, StoreError> {
        let mut query = Query::select();
        select_as::<session::Column>(&mut query, SESSION);
        select_as::<user::Column>(&mut query, USER);
        query
            .from(session::Entity)
            .join(
                JoinType::InnerJoin,
                user::Entity,
                Expr::col((user::Entity, user::Column::Id))
                    .equals((session::Entity, session::Column::UserId)),
            )
            .and_where(session::Column::Hash.eq(hash.bytes().to_vec()));
        let Some(UserSessionRow { session, user }) = self.one(&query).await? else {
            return Ok(None);
        };
        Ok(Some(UserSession {
            session: restore(session)?,
            user: users::restore(user)?,
        }))
    }

    async fn sessions_of(
        &mut self,
        user: UserId,
        now: Time,
        page: &PageRequest,
    ) -> Result<Page<UsersSession>, StoreError> {
        let after = page.after().map(|after| session::Column::Id.lt(after.id));
        let query = session::Entity::find()
            .filter(session::Column::UserId.eq(user.uuid()))
            .filter(in_force(now).add_option(after))
            .order_by_desc(session::Column::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<session::Model> = self.all(&query.into_query()).await?;
        let sessions = rows.into_iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(
            sessions,
            page.limit(),
            |session: &UsersSession| Position {
                key: String::new(),
                id: session.id.uuid(),
            },
        ))
    }

    async fn sign_in_link(&mut self, hash: &TokenHash) -> Result<Option<SignInLink>, StoreError> {
        let query = sign_in_link::Entity::find_by_id(hash.bytes().to_vec());
        let row: Option<sign_in_link::Model> = self.one(&query.into_query()).await?;
        row.as_ref().map(restore_link).transpose()
    }
}

#[async_trait]
impl SessionRepository for Session<Unit> {
    async fn insert_session(&mut self, session: &UsersSession) -> Result<(), StoreError> {
        if self.insert_one::<session::Entity>(row(session)).await? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Taken(Taken::Id)).await
        }
    }

    async fn see_session(&mut self, session: &UsersSession) -> Result<(), StoreError> {
        let see = session::Entity::update_many()
            .col_expr(
                session::Column::LastSeenAt,
                Expr::value(session.last_seen_at),
            )
            .col_expr(session::Column::IdleUntil, Expr::value(session.idle_until))
            .filter(session::Column::Id.eq(session.id.uuid()))
            .filter(session::Column::LastSeenAt.lt(session.last_seen_at));
        self.execute(&see.into_query()).await?;
        Ok(())
    }

    async fn end_session(&mut self, user: UserId, session: SessionId) -> Result<bool, StoreError> {
        let end = session::Entity::delete_many()
            .filter(session::Column::Id.eq(session.uuid()))
            .filter(session::Column::UserId.eq(user.uuid()));
        Ok(self.execute(&end.into_query()).await? > 0)
    }

    async fn end_sessions_of(
        &mut self,
        user: UserId,
        but: Option<SessionId>,
    ) -> Result<u64, StoreError> {
        let links = sign_in_link::Entity::delete_many()
            .filter(sign_in_link::Column::UserId.eq(user.uuid()));
        self.execute(&links.into_query()).await?;
        let but = but.map(|but| session::Column::Id.ne(but.uuid()));
        let end = session::Entity::delete_many()
            .filter(session::Column::UserId.eq(user.uuid()))
            .filter(Condition::all().add_option(but));
        self.execute(&end.into_query()).await
    }

    async fn insert_sign_in_link(&mut self, link: &SignInLink) -> Result<(), StoreError> {
        if self
            .insert_one::<sign_in_link::Entity>(link_row(link))
            .await?
        {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Taken(Taken::Id)).await
        }
    }

    async fn use_up_sign_in_link(&mut self, hash: &TokenHash) -> Result<bool, StoreError> {
        let use_up = sign_in_link::Entity::delete_by_id(hash.bytes().to_vec());
        Ok(self.execute(&use_up.into_query()).await? > 0)
    }

    async fn forget_ended_sessions(&mut self, now: Time, most: u32) -> Result<u64, StoreError> {
        let ended = Query::select()
            .column(session::Column::Id)
            .from(session::Entity)
            .cond_where(in_force(now).not())
            .limit(u64::from(most))
            .take();
        let sessions =
            session::Entity::delete_many().filter(session::Column::Id.in_subquery(ended));
        let old = Query::select()
            .column(sign_in_link::Column::Hash)
            .from(sign_in_link::Entity)
            .and_where(sign_in_link::Column::ExpiresAt.lte(now))
            .limit(u64::from(most))
            .take();
        let links =
            sign_in_link::Entity::delete_many().filter(sign_in_link::Column::Hash.in_subquery(old));
        let forgotten = self.execute(&sessions.into_query()).await?;
        Ok(forgotten + self.execute(&links.into_query()).await?)
    }
}
