//! Tokens (I3).

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{TokenId, UserId},
        page::{Page, PageRequest, Position},
        text::Name,
        time::Time,
    },
    people::{
        token::{Scope, Token, TokenHash, TokenKind, UserScope},
        user::UserStatus,
    },
    ports::{Authenticated, StoreError, Taken, TokenOwner, TokenQueries, TokenRepository},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Iterable,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement,
    sea_query::{Expr, ExprTrait, JoinType, Query},
};

use crate::{
    classify::{classify, corrupt},
    connection::{Connection, Session, Unit},
    entity::{token, user},
    rows::values::{bytes, word},
};

fn restore(row: token::Model) -> Result<Token, StoreError> {
    let kind = if let Some(user) = row.user_id {
        let scope = word(&row.scopes, UserScope::parse)?;
        TokenKind::User(UserId::from_uuid(user), scope)
    } else {
        let scopes = row.scopes.split_whitespace();
        let scopes = scopes.map(|scope| word(scope, Scope::parse));
        TokenKind::Service(scopes.collect::<Result<_, _>>()?)
    };
    Ok(Token {
        id: TokenId::from_uuid(row.id),
        hash: TokenHash::stored(bytes(&row.hash)?),
        kind,
        label: Name::stored(row.label),
        parent: row.parent_id.map(TokenId::from_uuid),
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    })
}

fn row(token: &Token) -> token::Model {
    let (user_id, scopes) = match &token.kind {
        TokenKind::Service(scopes) => {
            let words: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
            (None, words.join(" "))
        }
        TokenKind::User(user, scope) => (Some(user.uuid()), scope.as_str().to_owned()),
    };
    token::Model {
        id: token.id.uuid(),
        hash: token.hash.bytes().to_vec(),
        user_id,
        scopes,
        label: token.label.to_string(),
        parent_id: token.parent.map(|parent| parent.uuid()),
        created_at: token.created_at,
        expires_at: token.expires_at,
        revoked_at: token.revoked_at,
    }
}

fn owned_by(owner: TokenOwner) -> Expr {
    match owner {
        TokenOwner::Platform => token::Column::UserId.is_null(),
        TokenOwner::User(user) => token::Column::UserId.eq(user.uuid()),
    }
}

/// A token's row with the status of its user.
#[derive(Debug, FromQueryResult)]
struct ShownRow {
    #[sea_orm(nested)]
    token: token::Model,
    user_status: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct TokenEndRow {
    expires_at: Option<Time>,
}

#[async_trait]
impl<C: Connection> TokenQueries for Session<C> {
    async fn token_by_hash(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<Authenticated>, StoreError> {
        let query = Query::select()
            .columns(token::Column::iter().map(|column| (token::Entity, column)))
            .expr_as(
                Expr::col((user::Entity, user::Column::Status)),
                "user_status",
            )
            .from(token::Entity)
            .join(
                JoinType::LeftJoin,
                user::Entity,
                Expr::col((user::Entity, user::Column::Id))
                    .equals((token::Entity, token::Column::UserId)),
            )
            .and_where(token::Column::Hash.eq(hash.bytes().to_vec()))
            .take();
        let Some(ShownRow { token, user_status }) = self.one(&query).await? else {
            return Ok(None);
        };
        if token.user_id.is_some() && user_status.is_none() {
            return Err(corrupt("a token without its user"));
        }
        Ok(Some(Authenticated {
            token: restore(token)?,
            user: user_status
                .map(|status| word(&status, UserStatus::parse))
                .transpose()?,
        }))
    }

    async fn token(&mut self, owner: TokenOwner, id: TokenId) -> Result<Option<Token>, StoreError> {
        let query = token::Entity::find_by_id(id.uuid()).filter(owned_by(owner));
        self.one(&query.into_query())
            .await?
            .map(restore)
            .transpose()
    }

    async fn tokens(
        &mut self,
        owner: TokenOwner,
        page: &PageRequest,
    ) -> Result<Page<Token>, StoreError> {
        let after = page.after().map(|after| token::Column::Id.lt(after.id));
        let query = token::Entity::find()
            .filter(owned_by(owner))
            .filter(Condition::all().add_option(after))
            .order_by_desc(token::Column::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<token::Model> = self.all(&query.into_query()).await?;
        let tokens = rows.into_iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(tokens, page.limit(), |token: &Token| Position {
            key: String::new(),
            id: token.id.uuid(),
        }))
    }

    async fn has_service_token(&mut self) -> Result<bool, StoreError> {
        let query = token::Entity::find()
            .filter(owned_by(TokenOwner::Platform))
            .limit(1);
        let any: Option<token::Model> = self.one(&query.into_query()).await?;
        Ok(any.is_some())
    }
}

#[async_trait]
impl TokenRepository for Session<Unit> {
    async fn insert_token(&mut self, token: &Token) -> Result<(), StoreError> {
        if let Some(parent) = token.parent {
            self.hold_parent(parent).await?;
        }
        if self.insert_one::<token::Entity>(row(token)).await? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Taken(Taken::Id)).await
        }
    }

    async fn revoke_token(&mut self, id: TokenId, now: Time) -> Result<u64, StoreError> {
        self.revoke_all("id = $1", id.uuid(), now).await
    }

    async fn revoke_tokens_of(&mut self, user: UserId, now: Time) -> Result<u64, StoreError> {
        self.revoke_all("user_id = $1", user.uuid(), now).await
    }
}

impl Session<Unit> {
    /// Locks the parent of a new token, so that it is not revoked before the new one exists: a
    /// revocation waits, and then finds both (I3). [`StoreError::Stale`] if the parent was revoked
    /// already.
    async fn hold_parent(&self, parent: TokenId) -> Result<(), StoreError> {
        let mut held = token::Entity::find_by_id(parent.uuid())
            .select_only()
            .column(token::Column::ExpiresAt)
            .filter(token::Column::RevokedAt.is_null());
        if self.backend() == DbBackend::Postgres {
            held = held.lock_shared();
        }
        let held: Option<TokenEndRow> = self.one(&held.into_query()).await?;
        match held {
            Some(_) => Ok(()),
            None => self.connection.refuse(StoreError::Stale).await,
        }
    }

    /// Revokes the tokens that meet the condition, and all that were made with them. Repeats until
    /// it finds none: a token may have been made while the first attempt waited for its parent.
    async fn revoke_all(
        &self,
        first: &'static str,
        id: uuid::Uuid,
        now: Time,
    ) -> Result<u64, StoreError> {
        let mut in_force = 0;
        loop {
            let (revoked, were_in_force) = self.revoke(first, id, now).await?;
            in_force += were_in_force;
            if revoked == 0 {
                return Ok(in_force);
            }
        }
    }

    /// One attempt. Returns how many tokens it revoked, and how many of those were in force.
    async fn revoke(
        &self,
        first: &'static str,
        id: uuid::Uuid,
        now: Time,
    ) -> Result<(usize, u64), StoreError> {
        let sql = format!(
            "WITH RECURSIVE made(id) AS (\
               SELECT id FROM token WHERE {first} \
               UNION SELECT token.id FROM token JOIN made ON token.parent_id = made.id\
             ) UPDATE token SET revoked_at = $2 \
             WHERE revoked_at IS NULL AND id IN (SELECT id FROM made) RETURNING expires_at"
        );
        let values = [id.into(), now.into()];
        let update = Statement::from_sql_and_values(self.backend(), sql, values);
        let rows = self
            .connection
            .query_all_raw(update)
            .await
            .map_err(classify)?;
        let mut in_force = 0;
        for row in &rows {
            let ended = TokenEndRow::from_query_result(row, "").map_err(classify)?;
            in_force += u64::from(ended.expires_at.is_none_or(|end| end > now));
        }
        Ok((rows.len(), in_force))
    }
}
