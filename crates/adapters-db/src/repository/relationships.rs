//! Relationships between partners and clients (section 7).

use async_trait::async_trait;
use chrono::DateTime;
use latchkey_domain::{
    base::{
        ids::AccountId,
        text::Name,
        time::{Time, days},
    },
    partnership::relationship::{Relationship, RelationshipState, RelationshipStatus},
    ports::{RelationshipQueries, RelationshipRepository, StoreError, Taken},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{CaseStatement, Expr, ExprTrait, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session, Unit},
    entity::{
        account,
        relationship::{self, Column},
    },
    rows::{relationship::restore, values::number},
    sql::{NAMES_AT_ONCE, TextRow},
};

fn tags(relationship: &RelationshipState) -> String {
    let mut lines = String::from("\n");
    for tag in &relationship.tags {
        lines.push_str(tag.as_str());
        lines.push('\n');
    }
    lines
}

/// The names by which a client is found: the partner's own name for it, if there is one, and the
/// official one. Each has a line of its own, since no name contains a line break.
fn names(own: Option<&str>, official: &str) -> String {
    own.map_or_else(|| official.to_owned(), |own| format!("{own}\n{official}"))
}

fn row(
    relationship: &RelationshipState,
    official: &str,
) -> Result<relationship::Model, StoreError> {
    let own = relationship.display_name.as_ref().map(Name::folded);
    Ok(relationship::Model {
        partner_id: relationship.partner.uuid(),
        client_id: relationship.client.uuid(),
        display_name: relationship.display_name.as_ref().map(ToString::to_string),
        names_folded: names(own.as_deref(), official),
        shown_name_folded: own.unwrap_or_else(|| official.to_owned()),
        tags: tags(relationship),
        connected_at: relationship.connected_at,
        last_qualifying_activity_at: relationship.last_qualifying_activity_at,
        services_ended_at: relationship.services_ended_at,
        restarted_at: relationship.restarted_at,
        announced: relationship.announced.as_str().to_owned(),
        announced_for: relationship.announced_for,
        version: number(relationship.version.get())?,
    })
}

#[derive(Debug, FromQueryResult)]
struct PartnerClientRow {
    partner_id: Uuid,
    client_id: Uuid,
}

/// The relationships whose status in the trail is out of date, the same as
/// [`Relationship::catch_up`] finds: announced as managed, but ended since; announced as connected,
/// but worked for since; announced as ended, but worked for since. Services that are ended on
/// purpose are announced at once.
fn to_announce(worked_before: Time, skip: u64, limit: u16) -> SelectStatement {
    let last = Column::LastQualifyingActivityAt;
    let since_announced = Column::AnnouncedFor
        .is_null()
        .or(last.into_expr().gt(Column::AnnouncedFor.into_expr()));
    // Each part reads one range of the index. One OR of them would not, on every database.
    announced_as(RelationshipStatus::Managed, last.lte(worked_before))
        .union(
            UnionType::All,
            announced_as(RelationshipStatus::Connected, last.gt(DateTime::UNIX_EPOCH)),
        )
        .union(
            UnionType::All,
            announced_as(
                RelationshipStatus::Ended,
                last.gt(worked_before).and(since_announced),
            ),
        )
        .offset(skip)
        .limit(limit.into())
        .take()
}

/// The relationships that were announced with this status, and whose last work meets the condition.
fn announced_as(status: RelationshipStatus, worked: Expr) -> SelectStatement {
    Query::select()
        .columns([Column::PartnerId, Column::ClientId])
        .from(relationship::Entity)
        .and_where(Column::Announced.eq(status.as_str()))
        .and_where(Column::ServicesEndedAt.is_null())
        .and_where(worked)
        .take()
}

#[async_trait]
impl<C: Connection> RelationshipQueries for Session<C> {
    async fn relationship(
        &mut self,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Option<Relationship>, StoreError> {
        let query = relationship::Entity::find_by_id((partner.uuid(), client.uuid()));
        self.one(&query.into_query())
            .await?
            .map(restore)
            .transpose()
    }

    async fn relationships_among(
        &mut self,
        partner: AccountId,
        clients: &[AccountId],
    ) -> Result<Vec<Relationship>, StoreError> {
        let mut found = Vec::new();
        for clients in clients.chunks(NAMES_AT_ONCE) {
            let query = relationship::Entity::find()
                .filter(Column::PartnerId.eq(partner.uuid()))
                .filter(Column::ClientId.is_in(clients.iter().map(AccountId::uuid)));
            let rows: Vec<relationship::Model> = self.all(&query.into_query()).await?;
            for row in rows {
                found.push(restore(row)?);
            }
        }
        Ok(found)
    }

    async fn relationships_to_announce(
        &mut self,
        ends_after_days: u32,
        now: Time,
        skip: u64,
        limit: u16,
    ) -> Result<Vec<(AccountId, AccountId)>, StoreError> {
        let rows: Vec<PartnerClientRow> = self
            .all(&to_announce(now - days(ends_after_days), skip, limit))
            .await?;
        let pairs = rows.into_iter().map(|row| {
            (
                AccountId::from_uuid(row.partner_id),
                AccountId::from_uuid(row.client_id),
            )
        });
        Ok(pairs.collect())
    }
}

#[async_trait]
impl RelationshipRepository for Session<Unit> {
    async fn insert_relationship(
        &mut self,
        relationship: &Relationship,
        official_name: &Name,
    ) -> Result<(), StoreError> {
        let row = row(relationship, &official_name.folded())?;
        if self.insert_one::<relationship::Entity>(row).await? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Taken(Taken::Id)).await
        }
    }

    async fn save_relationship(
        &mut self,
        relationship: &mut Relationship,
    ) -> Result<(), StoreError> {
        let official = self.official_name_folded(relationship.client).await?;
        let mut row = row(relationship, &official)?;
        let found = Condition::all()
            .add(Column::PartnerId.eq(row.partner_id))
            .add(Column::ClientId.eq(row.client_id))
            .add(Column::Version.eq(row.version));
        row.version += 1;
        let (last, restarted_at) = (row.last_qualifying_activity_at, row.restarted_at);
        let mut values = row.into_active_model().reset_all();
        values.last_qualifying_activity_at = ActiveValue::NotSet;
        // While services are ended no activity moves this time, so the value read still holds.
        // Activities from before services are resumed never count.
        let same_period = match restarted_at {
            Some(at) => Column::RestartedAt.eq(at),
            None => Column::RestartedAt.is_null(),
        };
        let stays = CaseStatement::new()
            .case(
                Column::ServicesEndedAt.is_null().and(same_period),
                Column::LastQualifyingActivityAt.into_expr(),
            )
            .finally(Expr::value(last));
        let update = relationship::Entity::update_many()
            .set(values)
            .col_expr(Column::LastQualifyingActivityAt, stays.into())
            .filter(found)
            .into_query();
        self.write_over(&update).await?;
        relationship.saved();
        Ok(())
    }

    async fn keep_last_qualifying(
        &mut self,
        relationship: &Relationship,
    ) -> Result<(), StoreError> {
        let update = relationship::Entity::update_many()
            .col_expr(
                Column::LastQualifyingActivityAt,
                Expr::value(relationship.last_qualifying_activity_at),
            )
            .filter(Column::PartnerId.eq(relationship.partner.uuid()))
            .filter(Column::ClientId.eq(relationship.client.uuid()));
        self.execute(&update.into_query()).await.map(drop)
    }
}

impl Session<Unit> {
    async fn official_name_folded(&self, client: AccountId) -> Result<String, StoreError> {
        let query = Query::select()
            .expr_as(Expr::col(account::Column::NameFolded), "text")
            .from(account::Entity)
            .and_where(account::Column::Id.eq(client.uuid()))
            .take();
        let name: Option<TextRow> = self.one(&query).await?;
        Ok(name.map(|row| row.text).unwrap_or_default())
    }
}
