//! Access links, the key their tokens are derived with, and the consents given to them.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccessLinkId, AccountId, UserId},
        page::{Page, PageRequest, Position},
    },
    partnership::{
        access_link::{AccessLink, AccessLinkState, LinkKey},
        consent::Consent,
    },
    people::token::TokenHash,
    ports::{AccessLinkQueries, AccessLinkRepository, StoreError, Taken},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::{
    classify::corrupt,
    connection::{Connection, Session, Unit},
    entity::{access_link, consent, installation},
    rows::values::{bytes, json, number, version},
};

fn restore(row: &access_link::Model) -> Result<AccessLink, StoreError> {
    Ok(AccessLink::restore(AccessLinkState {
        id: AccessLinkId::from_uuid(row.id),
        partner: AccountId::from_uuid(row.partner_id),
        employee: UserId::from_uuid(row.employee_id),
        generation: number(row.generation)?,
        token_hash: TokenHash::stored(bytes(&row.token_hash)?),
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
        expires_at: link.expires_at,
        revoked_at: link.revoked_at,
        created_at: link.created_at,
        version: number(link.version.get())?,
    })
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
}

#[async_trait]
impl AccessLinkRepository for Session<Unit> {
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
