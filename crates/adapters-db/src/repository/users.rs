//! Users.

use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest, Position},
        reference::UserRef,
        text::{ExternalId, Locale, Name},
        time::Time,
    },
    membership::member::Person,
    people::{
        email::EmailAddress,
        erased_address::{AddressHash, AddressKey},
        user::{PasswordHash, User, UserState, UserStatus},
    },
    ports::{StoreError, Taken, UserQueries, UserRepository},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    classify::corrupt,
    connection::{Connection, Session, Unit},
    entity::{consent, erased_address, installation, kept_mail, mail, membership, token, user},
    repository::idempotency::empty_answers_naming,
    rows::{
        member::{self, counts_for_ever},
        names,
        values::{bytes, email_folded, number, version, word},
    },
    sql::col,
};

/// Restores a user.
pub(super) fn restore(row: user::Model) -> Result<User, StoreError> {
    Ok(User::restore(UserState {
        id: UserId::from_uuid(row.id),
        external_id: row.external_id.map(ExternalId::stored),
        email: row.email.map(EmailAddress::stored),
        confirmed: row.confirmed,
        name: Name::stored(row.name),
        stub: row.stub,
        locale: word(&row.locale, Locale::parse)?,
        password: row.password.map(PasswordHash::new),
        status: word(&row.status, UserStatus::parse)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: version(row.version)?,
    }))
}

fn row(user: &UserState) -> Result<user::Model, StoreError> {
    Ok(user::Model {
        id: user.id.uuid(),
        external_id: user.external_id.as_ref().map(ToString::to_string),
        email: user.email.as_ref().map(ToString::to_string),
        email_folded: user.email.as_ref().and_then(email_folded),
        email_domain: user.email.as_ref().map(|email| email.domain().to_string()),
        confirmed: user.confirmed,
        name: user.name.to_string(),
        name_folded: user.name.folded(),
        stub: user.stub,
        locale: user.locale.as_str().to_owned(),
        password: user
            .password
            .as_ref()
            .map(|password| password.expose().to_owned()),
        status: user.status.as_str().to_owned(),
        created_at: user.created_at,
        updated_at: user.updated_at,
        version: number(user.version.get())?,
    })
}

/// The ids of the erased.
fn erased_users() -> SelectStatement {
    Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::Status.eq(UserStatus::Erased.as_str()))
        .take()
}

impl<C: Connection> Session<C> {
    async fn user_where(&self, condition: Expr) -> Result<Option<User>, StoreError> {
        let query = user::Entity::find().filter(condition).into_query();
        self.one(&query).await?.map(restore).transpose()
    }
}

#[async_trait]
impl<C: Connection> UserQueries for Session<C> {
    async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        self.user_where(user::Column::Id.eq(id.uuid())).await
    }

    async fn user_by_email(&mut self, email: &EmailAddress) -> Result<Option<User>, StoreError> {
        self.user_where(user::Column::Email.eq(email.as_str()))
            .await
    }

    async fn user_by_external_id(&mut self, id: &ExternalId) -> Result<Option<User>, StoreError> {
        self.user_where(user::Column::ExternalId.eq(id.as_str()))
            .await
    }

    async fn users_named(
        &mut self,
        names: &[UserRef],
    ) -> Result<BTreeMap<UserRef, UserId>, StoreError> {
        names::users(self, names).await
    }

    async fn people_among(&mut self, ids: &[UserId]) -> Result<Vec<Person>, StoreError> {
        let mut query = Query::select();
        member::person_columns(&mut query);
        query
            .from_as(user::Entity, "u")
            .and_where(col("u", user::Column::Id).is_in(ids.iter().map(UserId::uuid)));
        self.all_people(&query).await
    }

    async fn users(&mut self, page: &PageRequest) -> Result<Page<User>, StoreError> {
        let after = page.after().map(|after| user::Column::Id.gt(after.id));
        let query = user::Entity::find()
            .filter(Condition::all().add_option(after))
            .order_by_asc(user::Column::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<user::Model> = self.all(&query.into_query()).await?;
        let users = rows.into_iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(users, page.limit(), |user: &User| Position {
            key: String::new(),
            id: user.id.uuid(),
        }))
    }

    async fn address_key(&mut self) -> Result<AddressKey, StoreError> {
        let row: Option<installation::Model> =
            self.one(&installation::Entity::find().into_query()).await?;
        let key = row.and_then(|row| row.address_key);
        let key = key.ok_or_else(|| corrupt("the key of the erased addresses is gone"))?;
        bytes(&key).map(AddressKey::new)
    }

    async fn erased_as(
        &mut self,
        address: &AddressHash,
        since: Time,
    ) -> Result<Vec<UserId>, StoreError> {
        use erased_address::Column as Erased;
        let query = erased_address::Entity::find()
            .filter(Erased::Hash.eq(address.as_str()))
            .filter(Erased::ErasedAt.gte(since))
            .filter(Erased::UserId.in_subquery(erased_users()))
            .order_by_asc(Erased::UserId);
        let rows: Vec<erased_address::Model> = self.all(&query.into_query()).await?;
        Ok(rows
            .iter()
            .map(|row| UserId::from_uuid(row.user_id))
            .collect())
    }

    async fn accounts_counting_on(&mut self, user: UserId) -> Result<Vec<AccountId>, StoreError> {
        let query = membership::Entity::find()
            .filter(membership::Column::UserId.eq(user.uuid()))
            .filter(counts_for_ever())
            .filter(membership::Column::OfferedBy.is_null())
            .order_by_asc(membership::Column::AccountId);
        let rows: Vec<membership::Model> = self.all(&query.into_query()).await?;
        let accounts = rows
            .into_iter()
            .map(|row| AccountId::from_uuid(row.account_id));
        Ok(accounts.collect())
    }
}

#[async_trait]
impl UserRepository for Session<Unit> {
    async fn insert_user(&mut self, user: &User) -> Result<(), StoreError> {
        if self.insert_one::<user::Entity>(row(user)?).await? {
            return Ok(());
        }
        let same_id: Option<user::Model> = self
            .one(&user::Entity::find_by_id(user.id.uuid()).into_query())
            .await?;
        let email = user.email.as_ref().map(EmailAddress::as_str);
        let same_email: Option<user::Model> = self
            .one(
                &user::Entity::find()
                    .filter(user::Column::Email.eq(email))
                    .into_query(),
            )
            .await?;
        let taken = match (same_id, same_email) {
            (Some(_), _) => Taken::Id,
            (None, Some(_)) => Taken::Email,
            (None, None) => Taken::ExternalId,
        };
        self.connection.refuse(StoreError::Taken(taken)).await
    }

    async fn save_user(&mut self, user: &mut User) -> Result<(), StoreError> {
        let mut row = row(user)?;
        let found = Condition::all()
            .add(user::Column::Id.eq(row.id))
            .add(user::Column::Version.eq(row.version));
        row.version += 1;
        self.save::<user::Entity>(row, found).await?;
        user.saved();
        Ok(())
    }

    async fn note_address(
        &mut self,
        address: &AddressHash,
        user: UserId,
        at: Time,
    ) -> Result<(), StoreError> {
        let row = erased_address::Model {
            hash: address.as_str().to_owned(),
            user_id: user.uuid(),
            erased_at: at,
        };
        let _is_new = self.insert_one::<erased_address::Entity>(row).await?;
        Ok(())
    }

    async fn remember_addresses_from(
        &mut self,
        erased: UserId,
        at: Time,
    ) -> Result<(), StoreError> {
        let dated = erased_address::Entity::update_many()
            .col_expr(erased_address::Column::ErasedAt, Expr::value(at))
            .filter(erased_address::Column::UserId.eq(erased.uuid()));
        self.execute(&dated.into_query()).await?;
        Ok(())
    }

    async fn forget_person(&mut self, erased: &User) -> Result<(), StoreError> {
        let (id, name) = (erased.id.uuid(), erased.name.as_str());
        let consents = consent::Entity::update_many()
            .col_expr(consent::Column::EmployeeName, Expr::value(name))
            .filter(consent::Column::EmployeeId.eq(id));
        self.execute(&consents.into_query()).await?;
        // Any of the kept mails may name the person.
        self.execute(&kept_mail::Entity::delete_many().into_query())
            .await?;
        let errors = mail::Entity::update_many()
            .col_expr(mail::Column::Error, Expr::value(None::<String>))
            .filter(mail::Column::ReaderId.eq(id));
        self.execute(&errors.into_query()).await?;
        let labels = token::Entity::update_many()
            .col_expr(token::Column::Label, Expr::value(name))
            .filter(token::Column::UserId.eq(id));
        self.execute(&labels.into_query()).await?;
        let given = membership::Entity::update_many()
            .col_expr(membership::Column::GivenName, Expr::value(None::<String>))
            .col_expr(
                membership::Column::GivenNameFolded,
                Expr::value(None::<String>),
            )
            .filter(membership::Column::UserId.eq(id))
            .filter(membership::Column::GivenName.is_not_null());
        self.execute(&given.into_query()).await?;
        empty_answers_naming(self, erased.id).await
    }
}
