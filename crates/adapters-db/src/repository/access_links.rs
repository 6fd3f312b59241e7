//! Access links, the key their tokens are derived with, and the consents given to them.

use std::collections::HashMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        page::{Page, PageRequest, Position},
        text::Name,
    },
    partnership::{
        access_link::{AccessLink, AccessLinkState, LinkKey},
        consent::{Consent, LinkApprovals, SeenApproval},
    },
    people::token::TokenHash,
    ports::{AccessLinkQueries, AccessLinkRepository, StoreError, Taken},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    prelude::{DateTimeUtc, Uuid},
    sea_query::{
        Expr, ExprTrait, IntoIden, JoinType, LockType, Order, Query, SelectStatement, TableRef,
        ValueTuple,
    },
};

use crate::{
    classify::corrupt,
    connection::{Connection, Session, Unit},
    entity::{access_link, account, consent, installation, membership, relationship, user},
    rows::values::{bytes, json, number, version},
    sql::{AT_ONCE, col},
};

fn restore(row: &access_link::Model) -> Result<AccessLink, StoreError> {
    Ok(AccessLink::restore(AccessLinkState {
        id: AccessLinkId::from_uuid(row.id),
        partner: AccountId::from_uuid(row.partner_id),
        employee: UserId::from_uuid(row.employee_id),
        generation: number(row.generation)?,
        token_hash: TokenHash::stored(bytes(&row.token_hash)?),
        noted_hint: row.hint.clone(),
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        created_at: row.created_at,
        version: version(row.version)?,
    }))
}

fn row(link: &AccessLinkState) -> Result<access_link::Model, StoreError> {
    Ok(access_link::Model {
        id: link.id.uuid(),
        partner_id: link.partner.uuid(),
        employee_id: link.employee.uuid(),
        generation: number(link.generation)?,
        token_hash: link.token_hash.bytes().to_vec(),
        hint: link.noted_hint.clone(),
        expires_at: link.expires_at,
        revoked_at: link.revoked_at,
        created_at: link.created_at,
        version: number(link.version.get())?,
    })
}

/// How often a link was approved, and when last.
#[derive(Debug, FromQueryResult)]
struct ApprovalsRow {
    link_id: Uuid,
    count: i64,
    last_at: Option<DateTimeUtc>,
}

/// An approval, with the names that its partner may see.
#[derive(Debug, FromQueryResult)]
struct ApprovalRow {
    id: i64,
    client_id: Uuid,
    at: DateTimeUtc,
    approver_id: Uuid,
    hint: String,
    partner_id: Uuid,
    display_name: Option<String>,
    official_name: String,
    approver_name: String,
    acts_for: Option<Uuid>,
}

fn approval(row: ApprovalRow) -> Result<SeenApproval, StoreError> {
    let is_hidden = row
        .acts_for
        .is_some_and(|acts_for| acts_for != row.partner_id);
    let approver = (
        UserId::from_uuid(row.approver_id),
        Name::stored(row.approver_name),
    );
    let official_name = Name::stored(row.official_name);
    Ok(SeenApproval {
        number: number(row.id)?,
        client: AccountId::from_uuid(row.client_id),
        client_name: row
            .display_name
            .map_or_else(|| official_name.clone(), Name::stored),
        official_name,
        at: row.at,
        approver: (!is_hidden).then_some(approver),
        hint: row.hint,
    })
}

fn select_approvals(link: AccessLinkId, page: &PageRequest) -> SelectStatement {
    use consent::Column;
    let of_relationship = Condition::all()
        .add(col("r", relationship::Column::PartnerId).equals(("c", Column::PartnerId)))
        .add(col("r", relationship::Column::ClientId).equals(("c", Column::ClientId)));
    let of_membership = Condition::all()
        .add(col("m", membership::Column::AccountId).equals(("c", Column::ClientId)))
        .add(col("m", membership::Column::UserId).equals(("c", Column::ApproverId)));
    let columns = [
        Column::Id,
        Column::ClientId,
        Column::At,
        Column::ApproverId,
        Column::Hint,
        Column::PartnerId,
    ];
    let after = page.after().and_then(|after| after.key.parse::<i64>().ok());
    Query::select()
        .columns(columns.map(|column| ("c", column)))
        .column(("r", relationship::Column::DisplayName))
        .expr_as(col("a", account::Column::Name), "official_name")
        .expr_as(col("u", user::Column::Name), "approver_name")
        .expr_as(col("m", membership::Column::PartnerId), "acts_for")
        .from_as(consent::Entity, "c")
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("c", Column::ClientId)),
        )
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "u",
            col("u", user::Column::Id).equals(("c", Column::ApproverId)),
        )
        .join_as(
            JoinType::LeftJoin,
            relationship::Entity,
            "r",
            of_relationship,
        )
        .join_as(JoinType::LeftJoin, membership::Entity, "m", of_membership)
        .and_where(col("c", Column::LinkId).eq(link.uuid()))
        .and_where_option(after.map(|after| col("c", Column::Id).lt(after)))
        .order_by(("c", Column::Id), Order::Desc)
        .limit(u64::from(page.limit()) + 1)
        .take()
}

impl<C: Connection> Session<C> {
    async fn link_where(&self, condition: Condition) -> Result<Option<AccessLink>, StoreError> {
        let query = access_link::Entity::find()
            .filter(condition)
            .order_by_desc(access_link::Column::Id)
            .limit(1);
        self.one(&query.into_query())
            .await?
            .as_ref()
            .map(restore)
            .transpose()
    }
}

#[async_trait]
impl<C: Connection> AccessLinkQueries for Session<C> {
    async fn link_key(&mut self) -> Result<LinkKey, StoreError> {
        let row: Option<installation::Model> =
            self.one(&installation::Entity::find().into_query()).await?;
        let row = row.ok_or_else(|| corrupt("the key of the access links is gone"))?;
        bytes(&row.link_key).map(LinkKey::new)
    }

    async fn access_link(&mut self, id: AccessLinkId) -> Result<Option<AccessLink>, StoreError> {
        self.link_where(Condition::all().add(access_link::Column::Id.eq(id.uuid())))
            .await
    }

    async fn access_link_by_token(
        &mut self,
        hash: &TokenHash,
    ) -> Result<Option<AccessLink>, StoreError> {
        let by_hash = access_link::Column::TokenHash.eq(hash.bytes().to_vec());
        self.link_where(Condition::all().add(by_hash)).await
    }

    async fn unrevoked_link(
        &mut self,
        partner: AccountId,
        employee: UserId,
    ) -> Result<Option<AccessLink>, StoreError> {
        let condition = Condition::all()
            .add(access_link::Column::PartnerId.eq(partner.uuid()))
            .add(access_link::Column::EmployeeId.eq(employee.uuid()))
            .add(access_link::Column::RevokedAt.is_null());
        self.link_where(condition).await
    }

    async fn access_links(
        &mut self,
        partner: AccountId,
        page: &PageRequest,
    ) -> Result<Page<AccessLink>, StoreError> {
        let after = page
            .after()
            .map(|after| access_link::Column::Id.lt(after.id));
        let query = access_link::Entity::find()
            .filter(access_link::Column::PartnerId.eq(partner.uuid()))
            .filter(Condition::all().add_option(after))
            .order_by_desc(access_link::Column::Id)
            .limit(u64::from(page.limit()) + 1);
        let rows: Vec<access_link::Model> = self.all(&query.into_query()).await?;
        let links = rows.iter().map(restore).collect::<Result<_, _>>()?;
        Ok(Page::of(links, page.limit(), |link: &AccessLink| {
            Position {
                key: String::new(),
                id: link.id.uuid(),
            }
        }))
    }

    async fn unrevoked_links(
        &mut self,
        after: Option<AccessLinkId>,
        most: u16,
    ) -> Result<Vec<AccessLink>, StoreError> {
        let beyond = after.map(|after| access_link::Column::Id.gt(after.uuid()));
        let query = access_link::Entity::find()
            .filter(access_link::Column::RevokedAt.is_null())
            .filter(Condition::all().add_option(beyond))
            .order_by_asc(access_link::Column::Id)
            .limit(u64::from(most));
        let rows: Vec<access_link::Model> = self.all(&query.into_query()).await?;
        rows.iter().map(restore).collect()
    }

    async fn approvals_among(
        &mut self,
        links: &[AccessLinkId],
    ) -> Result<HashMap<AccessLinkId, LinkApprovals>, StoreError> {
        if links.is_empty() {
            return Ok(HashMap::new());
        }
        let column = |column| Expr::col((consent::Entity, column));
        let query = Query::select()
            .column(consent::Column::LinkId)
            .expr_as(column(consent::Column::Id).count(), "count")
            .expr_as(column(consent::Column::At).max(), "last_at")
            .from(consent::Entity)
            .and_where(column(consent::Column::LinkId).is_in(links.iter().map(AccessLinkId::uuid)))
            .group_by_col(consent::Column::LinkId)
            .take();
        let rows: Vec<ApprovalsRow> = self.all(&query).await?;
        let counted = |row: ApprovalsRow| {
            let approvals = LinkApprovals {
                count: number(row.count)?,
                last_at: row.last_at,
            };
            Ok((AccessLinkId::from_uuid(row.link_id), approvals))
        };
        rows.into_iter().map(counted).collect()
    }

    async fn approvals(
        &mut self,
        link: AccessLinkId,
        page: &PageRequest,
    ) -> Result<Page<SeenApproval>, StoreError> {
        let rows: Vec<ApprovalRow> = self.all(&select_approvals(link, page)).await?;
        let seen = rows.into_iter().map(approval).collect::<Result<_, _>>()?;
        Ok(Page::of(seen, page.limit(), |seen: &SeenApproval| {
            Position {
                key: format!("{:020}", seen.number),
                id: link.uuid(),
            }
        }))
    }
}

#[async_trait]
impl AccessLinkRepository for Session<Unit> {
    async fn hold_link_key(&mut self) -> Result<LinkKey, StoreError> {
        let mut query = installation::Entity::find();
        // SQLite needs no lock: it has one unit at a time.
        if self.backend() == DbBackend::Postgres {
            query = query.lock(LockType::Share);
        }
        let row: Option<installation::Model> = self.one(&query.into_query()).await?;
        let row = row.ok_or_else(|| corrupt("the key of the access links is gone"))?;
        bytes(&row.link_key).map(LinkKey::new)
    }

    async fn replace_link_key(&mut self, key: &LinkKey) -> Result<(), StoreError> {
        let replace = Query::update()
            .table(installation::Entity)
            .value(installation::Column::LinkKey, key.bytes().to_vec())
            .take();
        self.execute(&replace).await.map(drop)
    }

    async fn save_access_links(&mut self, links: &mut [AccessLink]) -> Result<(), StoreError> {
        for some in links.chunks(AT_ONCE) {
            let values = some.iter().map(|link| {
                let row = row(link)?;
                Ok(ValueTuple::Many(vec![
                    row.id.into(),
                    row.version.into(),
                    row.generation.into(),
                    row.token_hash.into(),
                    row.hint.into(),
                    row.expires_at.into(),
                    row.revoked_at.into(),
                ]))
            });
            let values = values.collect::<Result<Vec<_>, StoreError>>()?;
            // Both databases give the columns of a list of values these names.
            let column = |name: &'static str| col("changed", name);
            let of = |column| Expr::col((access_link::Entity, column));
            let save = Query::update()
                .table(access_link::Entity)
                .value(access_link::Column::Version, column("column2").add(1_i64))
                .value(access_link::Column::Generation, column("column3"))
                .value(access_link::Column::TokenHash, column("column4"))
                .value(access_link::Column::Hint, column("column5"))
                .value(access_link::Column::ExpiresAt, column("column6"))
                .value(access_link::Column::RevokedAt, column("column7"))
                .from(TableRef::ValuesList(values, "changed".into_iden()))
                .and_where(of(access_link::Column::Id).eq(column("column1")))
                .and_where(of(access_link::Column::Version).eq(column("column2")))
                .take();
            let wanted: u64 = number(some.len())?;
            if self.execute(&save).await? != wanted {
                return self.connection.refuse(StoreError::Stale).await;
            }
        }
        links.iter_mut().for_each(AccessLink::saved);
        Ok(())
    }

    async fn insert_access_link(&mut self, link: &AccessLink) -> Result<(), StoreError> {
        if self.insert_one::<access_link::Entity>(row(link)?).await? {
            return Ok(());
        }
        let taken = match self.unrevoked_link(link.partner, link.employee).await? {
            Some(standing) if standing.id != link.id => Taken::AccessLink,
            _other => Taken::Id,
        };
        self.connection.refuse(StoreError::Taken(taken)).await
    }

    async fn save_access_link(&mut self, link: &mut AccessLink) -> Result<(), StoreError> {
        let mut row = row(link)?;
        let found = Condition::all()
            .add(access_link::Column::Id.eq(row.id))
            .add(access_link::Column::Version.eq(row.version));
        row.version += 1;
        self.save::<access_link::Entity>(row, found).await?;
        link.saved();
        Ok(())
    }

    async fn insert_consent(&mut self, consent: &Consent) -> Result<(), StoreError> {
        let shown = &consent.shown;
        let row = consent::ActiveModel {
            id: NotSet,
            client_id: Set(consent.client.uuid()),
            partner_id: Set(consent.partner.uuid()),
            employee_id: Set(consent.employee.uuid()),
            link_id: Set(consent.link.uuid()),
            generation: Set(number(consent.generation)?),
            approver_id: Set(consent.approver.uuid()),
            at: Set(consent.at),
            partner_name: Set(shown.partner_name.to_string()),
            employee_name: Set(shown.employee_name.to_string()),
            verified: Set(shown.verified),
            hint: Set(shown.hint.clone()),
            can: Set(json(&shown.can)?),
            cannot: Set(json(&shown.cannot)?),
        };
        let insert = consent::Entity::insert(row).into_query();
        self.execute(&insert).await.map(drop)
    }
}
