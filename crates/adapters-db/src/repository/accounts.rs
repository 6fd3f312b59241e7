//! Accounts with their domains, and the catalogue in force.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest, Position},
        reference::AccountRef,
        text::{ExternalId, Name},
    },
    people::{
        account::{Account, AccountState, AccountStatus, PartnerAdminsBy, Program},
        email::EmailDomain,
    },
    permission::{catalogue_in_force::CatalogueInForce, seat::SeatPricing},
    ports::{AccountQueries, AccountRepository, StoreError, Taken},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryTrait,
    sea_query::{BinOper, CaseStatement, Expr, ExprTrait, JoinType, Order, Query, SelectStatement},
};

use crate::{
    connection::{Connection, Session, Unit},
    entity::{account, catalogue, email_domain, relationship},
    rows::{
        names,
        values::{number, version, word},
    },
    sql::{TextRow, insert},
};

/// An account's row with one of its domains, if it has any.
#[derive(Debug, FromQueryResult)]
struct AccountDomainRow {
    #[sea_orm(nested)]
    account: account::Model,
    domain: Option<String>,
}

fn select() -> SelectStatement {
    Query::select()
        .columns(account::Column::iter().map(|column| (account::Entity, column)))
        .column((email_domain::Entity, email_domain::Column::Domain))
        .from(account::Entity)
        .join(
            JoinType::LeftJoin,
            email_domain::Entity,
            Expr::col((email_domain::Entity, email_domain::Column::AccountId))
                .equals((account::Entity, account::Column::Id)),
        )
        .take()
}

/// Restores accounts from rows that have each account once for each domain, one after the other.
fn gather(rows: Vec<AccountDomainRow>) -> Result<Vec<Account>, StoreError> {
    let mut accounts: Vec<AccountState> = Vec::new();
    for row in rows {
        let id = AccountId::from_uuid(row.account.id);
        if accounts.last().is_none_or(|last| last.id != id) {
            accounts.push(state(row.account)?);
        }
        if let (Some(account), Some(domain)) = (accounts.last_mut(), row.domain) {
            account.email_domains.insert(EmailDomain::stored(domain));
        }
    }
    Ok(accounts.into_iter().map(Account::restore).collect())
}

fn state(row: account::Model) -> Result<AccountState, StoreError> {
    Ok(AccountState {
        id: AccountId::from_uuid(row.id),
        external_id: row.external_id.map(ExternalId::stored),
        name: Name::stored(row.name),
        status: word(&row.status, AccountStatus::parse)?,
        program: row
            .program
            .map(|program| word(&program, Program::parse))
            .transpose()?,
        was_partner: row.was_partner,
        seat_pricing: word(&row.seat_pricing, SeatPricing::parse)?,
        partner_admins_by: word(&row.partner_admins_by, PartnerAdminsBy::parse)?,
        email_domains: BTreeSet::new(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: version(row.version)?,
    })
}

fn row(account: &AccountState) -> Result<account::Model, StoreError> {
    Ok(account::Model {
        id: account.id.uuid(),
        external_id: account.external_id.as_ref().map(ToString::to_string),
        name: account.name.to_string(),
        name_folded: account.name.folded(),
        status: account.status.as_str().to_owned(),
        program: account.program.map(|program| program.as_str().to_owned()),
        was_partner: account.was_partner,
        seat_pricing: account.seat_pricing.as_str().to_owned(),
        partner_admins_by: account.partner_admins_by.as_str().to_owned(),
        created_at: account.created_at,
        updated_at: account.updated_at,
        version: number(account.version.get())?,
    })
}

impl<C: Connection> Session<C> {
    async fn account_where(&self, condition: Expr) -> Result<Option<Account>, StoreError> {
        let rows = self.all(&select().and_where(condition).take()).await?;
        Ok(gather(rows)?.pop())
    }
}

#[async_trait]
impl<C: Connection> AccountQueries for Session<C> {
    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.account_where(account::Column::Id.eq(id.uuid())).await
    }

    async fn account_by_external_id(
        &mut self,
        id: &ExternalId,
    ) -> Result<Option<Account>, StoreError> {
        self.account_where(account::Column::ExternalId.eq(id.as_str()))
            .await
    }

    async fn accounts_named(
        &mut self,
        names: &[AccountRef],
    ) -> Result<BTreeMap<AccountRef, AccountId>, StoreError> {
        names::accounts(self, names).await
    }

    async fn accounts(&mut self, page: &PageRequest) -> Result<Page<Account>, StoreError> {
        let after = page.after().map(|after| account::Column::Id.gt(after.id));
        let ids = Query::select()
            .column(account::Column::Id)
            .from(account::Entity)
            .and_where_option(after)
            .order_by(account::Column::Id, Order::Asc)
            .limit(u64::from(page.limit()) + 1)
            .take();
        let query = select()
            .and_where(Expr::col((account::Entity, account::Column::Id)).in_subquery(ids))
            .order_by((account::Entity, account::Column::Id), Order::Asc)
            .take();
        let accounts = gather(self.all(&query).await?)?;
        Ok(Page::of(accounts, page.limit(), |account| Position {
            key: String::new(),
            id: account.id.uuid(),
        }))
    }

    async fn owner_of_domain(
        &mut self,
        domain: &EmailDomain,
    ) -> Result<Option<AccountId>, StoreError> {
        let found = email_domain::Entity::find_by_id(domain.as_str());
        let found: Option<email_domain::Model> = self.one(&found.into_query()).await?;
        Ok(found.map(|row| AccountId::from_uuid(row.account_id)))
    }

    async fn catalogue_in_force(&mut self) -> Result<Option<CatalogueInForce>, StoreError> {
        let row: Option<catalogue::Model> =
            self.one(&catalogue::Entity::find().into_query()).await?;
        Ok(row.map(|row| CatalogueInForce {
            source: row.source,
            hash: row.hash,
        }))
    }

    async fn catalogue_hash(&mut self) -> Result<Option<String>, StoreError> {
        let hash = Query::select()
            .expr_as(Expr::col(catalogue::Column::Hash), "text")
            .from(catalogue::Entity)
            .take();
        let row: Option<TextRow> = self.one(&hash).await?;
        Ok(row.map(|row| row.text))
    }
}

#[async_trait]
impl AccountRepository for Session<Unit> {
    async fn insert_account(&mut self, account: &Account) -> Result<(), StoreError> {
        if !self.insert_one::<account::Entity>(row(account)?).await? {
            let id = account::Entity::find_by_id(account.id.uuid()).into_query();
            let same_id: Option<account::Model> = self.one(&id).await?;
            let taken = same_id.map_or(Taken::ExternalId, |_row| Taken::Id);
            return self.connection.refuse(StoreError::Taken(taken)).await;
        }
        self.put_domains(account).await
    }

    async fn save_account(&mut self, account: &mut Account) -> Result<(), StoreError> {
        let mut row = row(account)?;
        let found = Condition::all()
            .add(account::Column::Id.eq(row.id))
            .add(account::Column::Version.eq(row.version));
        row.version += 1;
        self.save::<account::Entity>(row, found).await?;
        self.rename_where_shown(account).await?;
        let kept = account.email_domains.iter().map(EmailDomain::as_str);
        let dropped = email_domain::Entity::delete_many()
            .filter(email_domain::Column::AccountId.eq(account.id.uuid()))
            .filter(email_domain::Column::Domain.is_not_in(kept));
        self.execute(&dropped.into_query()).await?;
        self.put_domains(account).await?;
        account.saved();
        Ok(())
    }

    async fn insert_catalogue(&mut self, in_force: &CatalogueInForce) -> Result<(), StoreError> {
        let row = catalogue::Model {
            id: THE_CATALOGUE,
            source: in_force.source.clone(),
            hash: in_force.hash.clone(),
        };
        if self.insert_one::<catalogue::Entity>(row).await? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Taken(Taken::Id)).await
        }
    }

    async fn replace_catalogue(
        &mut self,
        replaced: &str,
        in_force: &CatalogueInForce,
    ) -> Result<(), StoreError> {
        let update = catalogue::Entity::update_many()
            .col_expr(
                catalogue::Column::Source,
                Expr::value(in_force.source.clone()),
            )
            .col_expr(catalogue::Column::Hash, Expr::value(in_force.hash.clone()))
            .filter(catalogue::Column::Id.eq(THE_CATALOGUE))
            .filter(catalogue::Column::Hash.eq(replaced));
        if self.execute(&update.into_query()).await? == 1 {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Stale).await
        }
    }
}

/// The id of the one row that holds the catalogue in force.
const THE_CATALOGUE: i32 = 1;

impl Session<Unit> {
    /// Gives the account its domains, unless another has one of them.
    async fn put_domains(&self, account: &Account) -> Result<(), StoreError> {
        if account.email_domains.is_empty() {
            return Ok(());
        }
        let rows = account
            .email_domains
            .iter()
            .map(|domain| email_domain::Model {
                domain: domain.to_string(),
                account_id: account.id.uuid(),
            });
        insert::<email_domain::Entity>(&self.connection, rows.collect()).await?;
        let wanted = account.email_domains.iter().map(EmailDomain::as_str);
        let foreign = email_domain::Entity::find()
            .filter(email_domain::Column::Domain.is_in(wanted))
            .filter(email_domain::Column::AccountId.ne(account.id.uuid()));
        let foreign: Option<email_domain::Model> = self.one(&foreign.into_query()).await?;
        match foreign {
            Some(_) => {
                self.connection
                    .refuse(StoreError::Taken(Taken::Domain))
                    .await
            }
            None => Ok(()),
        }
    }

    /// Writes the official name of a client where partners see it, which are those without a name
    /// of their own for it (R6), and where all partners search for it.
    async fn rename_where_shown(&self, account: &Account) -> Result<(), StoreError> {
        use relationship::Column;
        let name = account.name.folded();
        let own_name_stays = |official: Expr, beside_own: Expr| {
            let named = CaseStatement::new().case(Column::DisplayName.is_null(), official);
            Expr::Case(Box::new(named.finally(beside_own)))
        };
        let shown = own_name_stays(
            Expr::value(name.as_str()),
            Column::ShownNameFolded.into_expr(),
        );
        let beside_own = Column::ShownNameFolded
            .into_expr()
            .binary(BinOper::Custom("||"), Expr::value(format!("\n{name}")));
        let names = own_name_stays(Expr::value(name), beside_own);
        let update = relationship::Entity::update_many()
            .col_expr(Column::ShownNameFolded, shown)
            .col_expr(Column::NamesFolded, names.clone())
            .filter(Column::ClientId.eq(account.id.uuid()))
            .filter(Column::NamesFolded.into_expr().ne(names));
        self.execute(&update.into_query()).await.map(drop)
    }
}
