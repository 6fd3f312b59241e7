//! Writing memberships, terms and links.

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        text::Name,
    },
    membership::{Access, Membership, MembershipState, employee::EmploymentEnd, terms::Terms},
    ports::{MembershipRepository, StoreError},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QueryTrait,
    sea_query::{ExprTrait, OnConflict},
};

use super::employees;
use crate::{
    connection::{Session, Unit},
    entity::{employee_link, membership, terms},
    rows::values::{json, number},
    sql::{AT_ONCE, insert_new},
};

fn row(membership: &MembershipState) -> Result<membership::Model, StoreError> {
    let held = match membership.access {
        Access::PermissionSet(held) => Some(held),
        Access::SuperAdmin | Access::PartnerAdmin => None,
    };
    Ok(membership::Model {
        account_id: membership.account.uuid(),
        user_id: membership.user.uuid(),
        id: membership.id.uuid(),
        given_name: membership.given_name.as_ref().map(ToString::to_string),
        given_name_folded: membership.given_name.as_ref().map(Name::folded),
        access: membership.access.kind().to_owned(),
        offered_by: membership.offered_by.map(|by| by.uuid()),
        set_id: held.map(|held| held.set.uuid()),
        set_version: held.map(|held| number(held.version)).transpose()?,
        added: json(&membership.adjustments.added)?,
        clipped: json(&membership.adjustments.clipped)?,
        seat: membership.seat.as_str().to_owned(),
        paid_seats: json(&membership.paid_seats)?,
        invited_until: membership.invited_until,
        deactivated: membership.deactivated,
        offboarded: Some(membership.offboarded),
        partner_id: membership.partner.map(|partner| partner.uuid()),
        engagement: membership.engagement.as_str().to_owned(),
        expires_at: membership.expires_at,
        end_noted: membership.end_noted,
        employments: Some(number(membership.employments)?),
        given_membership: membership.given_under.map(|key| key.membership.uuid()),
        given_number: membership
            .given_under
            .map(|key| number(key.number))
            .transpose()?,
        last_active_at: membership.last_active_at,
        created_at: membership.created_at,
        updated_at: membership.updated_at,
        version: number(membership.version.get())?,
    })
}

fn terms_row(terms: &Terms) -> Result<terms::Model, StoreError> {
    let withheld: Vec<_> = terms
        .withheld
        .iter()
        .map(|withheld| (&withheld.key, withheld.by.as_str()))
        .collect();
    Ok(terms::Model {
        account_id: terms.account.uuid(),
        user_id: terms.user.uuid(),
        withheld: json(&withheld)?,
        limit_at: terms.limit.map(|limit| limit.at),
        limit_by: terms.limit.map(|limit| limit.by.as_str().to_owned()),
        refused: terms.refused.is_some(),
        refused_by: terms.refused.map(|by| by.as_str().to_owned()),
        has_left: Some(terms.left),
    })
}

fn the_one(membership: &MembershipState) -> Result<Condition, StoreError> {
    let version: i64 = number(membership.version.get())?;
    Ok(Condition::all()
        .add(membership::Column::AccountId.eq(membership.account.uuid()))
        .add(membership::Column::UserId.eq(membership.user.uuid()))
        .add(membership::Column::Version.eq(version)))
}

#[async_trait]
impl MembershipRepository for Session<Unit> {
    async fn insert_memberships(&mut self, memberships: &[Membership]) -> Result<(), StoreError> {
        let rows = memberships
            .iter()
            .map(|membership| row(membership))
            .collect::<Result<Vec<_>, _>>()?;
        insert_new::<membership::Entity>(&self.connection, rows).await
    }

    async fn save_membership(&mut self, membership: &mut Membership) -> Result<(), StoreError> {
        let found = the_one(membership)?;
        let mut row = row(membership)?;
        row.version += 1;
        let mut values = row.into_active_model().reset_all();
        // Only activities move it (R7).
        values.last_active_at = ActiveValue::NotSet;
        let update = membership::Entity::update_many().set(values).filter(found);
        self.write_over(&update.into_query()).await?;
        membership.saved();
        Ok(())
    }

    async fn remove_membership(&mut self, membership: &Membership) -> Result<(), StoreError> {
        let removed = membership::Entity::delete_many().filter(the_one(membership)?);
        match self.execute(&removed.into_query()).await? {
            0 => self.connection.refuse(StoreError::Stale).await,
            _one => Ok(()),
        }
    }

    async fn remove_memberships(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<(), StoreError> {
        let mut removed = 0;
        for users in users.chunks(AT_ONCE) {
            let gone = membership::Entity::delete_many()
                .filter(membership::Column::AccountId.eq(account.uuid()))
                .filter(membership::Column::UserId.is_in(users.iter().map(UserId::uuid)));
            removed += self.execute(&gone.into_query()).await?;
        }
        if removed == number::<_, u64>(users.len())? {
            Ok(())
        } else {
            self.connection.refuse(StoreError::Stale).await
        }
    }

    async fn save_terms(&mut self, terms: &Terms) -> Result<(), StoreError> {
        self.save_all_terms(std::slice::from_ref(terms)).await
    }

    async fn save_all_terms(&mut self, terms: &[Terms]) -> Result<(), StoreError> {
        for terms in terms.chunks(AT_ONCE) {
            let (nothing, something): (Vec<&Terms>, Vec<&Terms>) =
                terms.iter().partition(|terms| terms.is_none());
            self.forget_terms(&nothing).await?;
            self.put_terms(&something).await?;
        }
        Ok(())
    }

    async fn note_employment_end(&mut self, end: &EmploymentEnd) -> Result<(), StoreError> {
        employees::note_end(self, end).await
    }

    async fn link(
        &mut self,
        account: AccountId,
        user: UserId,
        partner: AccountId,
    ) -> Result<(), StoreError> {
        let row = employee_link::Model {
            account_id: account.uuid(),
            user_id: user.uuid(),
            partner_id: partner.uuid(),
        };
        self.insert_one::<employee_link::Entity>(row)
            .await
            .map(drop)
    }

    async fn unlink(
        &mut self,
        account: AccountId,
        user: UserId,
        partner: AccountId,
    ) -> Result<(), StoreError> {
        let key = (account.uuid(), user.uuid(), partner.uuid());
        let gone = employee_link::Entity::delete_by_id(key);
        self.execute(&gone.into_query()).await.map(drop)
    }

    async fn unlink_everywhere(
        &mut self,
        user: UserId,
        partner: AccountId,
    ) -> Result<Vec<AccountId>, StoreError> {
        use employee_link::Column as Link;
        let links = Condition::all()
            .add(Link::UserId.eq(user.uuid()))
            .add(Link::PartnerId.eq(partner.uuid()));
        let found = employee_link::Entity::find()
            .filter(links.clone())
            .order_by_asc(Link::AccountId);
        let rows: Vec<employee_link::Model> = self.all(&found.into_query()).await?;
        if !rows.is_empty() {
            let gone = employee_link::Entity::delete_many().filter(links);
            self.execute(&gone.into_query()).await?;
        }
        let accounts = rows.iter().map(|row| AccountId::from_uuid(row.account_id));
        Ok(accounts.collect())
    }

    async fn unlink_all(
        &mut self,
        account: AccountId,
        partner: AccountId,
    ) -> Result<u64, StoreError> {
        let gone = employee_link::Entity::delete_many()
            .filter(employee_link::Column::AccountId.eq(account.uuid()))
            .filter(employee_link::Column::PartnerId.eq(partner.uuid()));
        self.execute(&gone.into_query()).await
    }
}

impl Session<Unit> {
    /// Deletes terms that no longer set anything.
    async fn forget_terms(&self, terms: &[&Terms]) -> Result<(), StoreError> {
        if terms.is_empty() {
            return Ok(());
        }
        let found = terms.iter().fold(Condition::any(), |any, terms| {
            any.add(
                terms::Column::AccountId
                    .eq(terms.account.uuid())
                    .and(terms::Column::UserId.eq(terms.user.uuid())),
            )
        });
        let forgotten = terms::Entity::delete_many().filter(found);
        self.execute(&forgotten.into_query()).await.map(drop)
    }

    /// Writes terms over those that are there.
    async fn put_terms(&self, terms: &[&Terms]) -> Result<(), StoreError> {
        if terms.is_empty() {
            return Ok(());
        }
        let replace = OnConflict::columns([terms::Column::AccountId, terms::Column::UserId])
            .update_columns([
                terms::Column::Withheld,
                terms::Column::LimitAt,
                terms::Column::LimitBy,
                terms::Column::Refused,
                terms::Column::RefusedBy,
                terms::Column::HasLeft,
            ])
            .to_owned();
        let rows = terms
            .iter()
            .map(|terms| Ok(terms_row(terms)?.into_active_model()))
            .collect::<Result<Vec<_>, StoreError>>()?;
        let put = terms::Entity::insert_many(rows).on_conflict(replace);
        self.execute(&put.into_query()).await.map(drop)
    }
}
