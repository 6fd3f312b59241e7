//! Memberships, and what accounts and partners have laid down about people.

use async_trait::async_trait;
use latchkey_domain::{
    employee::Employee,
    ids::{AccountId, MembershipId, PermissionSetId, UserId},
    member::Member,
    membership::{Access, Adjustments, Engagement, HeldVersion, Membership, MembershipState},
    page::{Page, PageRequest, Position},
    permission::PermissionKey,
    ports::{MembershipQueries, MembershipRepository, StoreError},
    seat::Seat,
    super_admins::{PermanentSuperAdmin, SuperAdmins},
    terms::{Limit, Rank, Terms, Withheld},
    time::Time,
    user::UserStatus,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, JoinType, OnConflict, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::{AT_ONCE, insert_new};
use crate::{
    classify::{classify, corrupt},
    entity::{employee_link, membership, terms, user},
    migration::END_NOT_NOTED,
    query::{
        Count, NAMES_AT_ONCE, PAIRS_AT_ONCE, employments,
        member::{self, col, counts_for_ever},
        removals,
    },
    session::{Connection, Session},
    stored::{from_json, json, number, version, word},
    unit_of_work::Unit,
};

/// Puts the access together that a membership gives.
pub(crate) fn access(
    kind: &str,
    set: Option<Uuid>,
    version: Option<i32>,
) -> Result<Access, StoreError> {
    match (kind, set, version) {
        ("super_admin", None, None) => Ok(Access::SuperAdmin),
        ("partner_admin", None, None) => Ok(Access::PartnerAdmin),
        ("permission_set", Some(set), Some(version)) => Ok(Access::PermissionSet(HeldVersion {
            set: PermissionSetId::from_uuid(set),
            version: number(version)?,
        })),
        _other => Err(corrupt("a membership has no kind of access")),
    }
}

/// Puts a membership together.
pub(crate) fn restore(row: &membership::Model) -> Result<Membership, StoreError> {
    Ok(Membership::restore(MembershipState {
        id: MembershipId::from_uuid(row.id),
        account: AccountId::from_uuid(row.account_id),
        user: UserId::from_uuid(row.user_id),
        access: access(&row.access, row.set_id, row.set_version)?,
        adjustments: Adjustments {
            added: from_json(&row.added)?,
            clipped: from_json(&row.clipped)?,
        },
        seat: word(&row.seat, |text| Seat::parse(text).ok())?,
        paid_seats: from_json(&row.paid_seats)?,
        invited_until: row.invited_until,
        deactivated: row.deactivated,
        partner: row.partner_id.map(AccountId::from_uuid),
        engagement: word(&row.engagement, Engagement::parse)?,
        expires_at: row.expires_at,
        end_noted: row.end_noted,
        last_active_at: row.last_active_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: version(row.version)?,
    }))
}

fn row(membership: &MembershipState) -> Result<membership::Model, StoreError> {
    let held = match membership.access {
        Access::PermissionSet(held) => Some(held),
        Access::SuperAdmin | Access::PartnerAdmin => None,
    };
    Ok(membership::Model {
        account_id: membership.account.uuid(),
        user_id: membership.user.uuid(),
        id: membership.id.uuid(),
        access: membership.access.kind().to_owned(),
        set_id: held.map(|held| held.set.uuid()),
        set_version: held.map(|held| number(held.version)).transpose()?,
        added: json(&membership.adjustments.added)?,
        clipped: json(&membership.adjustments.clipped)?,
        seat: membership.seat.as_str().to_owned(),
        paid_seats: json(&membership.paid_seats)?,
        invited_until: membership.invited_until,
        deactivated: membership.deactivated,
        partner_id: membership.partner.map(|partner| partner.uuid()),
        engagement: membership.engagement.as_str().to_owned(),
        expires_at: membership.expires_at,
        end_noted: membership.end_noted,
        last_active_at: membership.last_active_at,
        created_at: membership.created_at,
        updated_at: membership.updated_at,
        version: number(membership.version.get())?,
    })
}

/// Puts the terms together that an account has laid down about a person.
pub(crate) fn restore_terms(row: terms::Model) -> Result<Terms, StoreError> {
    let withheld: Vec<(PermissionKey, String)> = from_json(&row.withheld)?;
    let withheld = withheld.into_iter().map(|(key, by)| {
        let by = word(&by, Rank::parse)?;
        Ok::<_, StoreError>(Withheld { key, by })
    });
    let limit = match (row.limit_at, row.limit_by) {
        (Some(at), Some(by)) => Some(Limit {
            at,
            by: word(&by, Rank::parse)?,
        }),
        (None, None) => None,
        _other => return Err(corrupt("an end that nobody set")),
    };
    Ok(Terms {
        account: AccountId::from_uuid(row.account_id),
        user: UserId::from_uuid(row.user_id),
        withheld: withheld.collect::<Result<_, _>>()?,
        limit,
        refused: row.refused,
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
        refused: terms.refused,
    })
}

fn the_one(membership: &MembershipState) -> Result<Condition, StoreError> {
    let version: i64 = number(membership.version.get())?;
    Ok(Condition::all()
        .add(membership::Column::AccountId.eq(membership.account.uuid()))
        .add(membership::Column::UserId.eq(membership.user.uuid()))
        .add(membership::Column::Version.eq(version)))
}

#[derive(Debug, FromQueryResult)]
struct PlaceRow {
    account_id: Uuid,
    user_id: Uuid,
}

#[derive(Debug, FromQueryResult)]
struct AdminRow {
    user_id: Uuid,
    partner_id: Option<Uuid>,
}

impl<C: Connection> Session<C> {
    /// Reads the members that a query finds.
    pub(crate) async fn all_members(
        &self,
        query: &SelectStatement,
    ) -> Result<Vec<Member>, StoreError> {
        let rows = self.connection.query_all(query).await.map_err(classify)?;
        rows.iter()
            .filter_map(|row| member::restore(row).transpose())
            .collect()
    }

    /// Reads a page of the members whose memberships fulfil the condition, by membership.
    async fn member_page(
        &self,
        found: Condition,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let after = page
            .after()
            .map(|after| membership::Column::Id.gt(after.id));
        let memberships = membership::Entity::find()
            .filter(found.add_option(after))
            .order_by_asc(membership::Column::Id)
            .limit(u64::from(page.limit()) + 1)
            .into_query();
        let query = member::page(memberships)
            .order_by(("m", membership::Column::Id), Order::Asc)
            .take();
        let members = self.all_members(&query).await?;
        Ok(Page::of(members, page.limit(), |member| Position {
            key: String::new(),
            id: member.membership.id.uuid(),
        }))
    }
}

#[async_trait]
impl<C: Connection> MembershipQueries for Session<C> {
    async fn member(
        &mut self,
        account: AccountId,
        user: UserId,
    ) -> Result<Option<Member>, StoreError> {
        Ok(self.members_among(account, &[user]).await?.pop())
    }

    async fn members_among(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Member>, StoreError> {
        let mut members = Vec::with_capacity(users.len());
        for users in users.chunks(NAMES_AT_ONCE) {
            let users = users.iter().map(UserId::uuid);
            let found = Condition::all()
                .add(col("m", membership::Column::AccountId).eq(account.uuid()))
                .add(col("m", membership::Column::UserId).is_in(users));
            members.extend(self.all_members(&member::among(found)).await?);
        }
        Ok(members)
    }

    async fn employees_among(
        &mut self,
        partner: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Employee>, StoreError> {
        employments::among(self, partner, users).await
    }

    async fn members(
        &mut self,
        account: AccountId,
        acting_for: Option<AccountId>,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let acting_for = acting_for.map(|partner| membership::Column::PartnerId.eq(partner.uuid()));
        let found = Condition::all()
            .add(membership::Column::AccountId.eq(account.uuid()))
            .add_option(acting_for);
        self.member_page(found, page).await
    }

    async fn memberships_of(
        &mut self,
        user: UserId,
        page: &PageRequest,
    ) -> Result<Page<Member>, StoreError> {
        let found = Condition::all().add(membership::Column::UserId.eq(user.uuid()));
        self.member_page(found, page).await
    }

    async fn permanent_super_admins(
        &mut self,
        account: AccountId,
    ) -> Result<SuperAdmins, StoreError> {
        let query = Query::select()
            .columns([membership::Column::UserId, membership::Column::PartnerId])
            .from(membership::Entity)
            .join(
                JoinType::InnerJoin,
                user::Entity,
                Expr::col((user::Entity, user::Column::Id))
                    .equals((membership::Entity, membership::Column::UserId)),
            )
            .and_where(membership::Column::AccountId.eq(account.uuid()))
            .cond_where(counts_for_ever())
            .and_where(user::Column::Status.eq(UserStatus::Active.as_str()))
            .order_by(membership::Column::UserId, Order::Asc)
            .take();
        let rows: Vec<AdminRow> = self.all(&query).await?;
        let admins = rows.into_iter().map(|row| PermanentSuperAdmin {
            user: UserId::from_uuid(row.user_id),
            acts_for: row.partner_id.map(AccountId::from_uuid),
        });
        Ok(SuperAdmins::new(admins.collect()))
    }

    async fn ends_to_note(
        &mut self,
        now: Time,
        limit: u16,
    ) -> Result<Vec<(AccountId, UserId)>, StoreError> {
        let query = Query::select()
            .columns([membership::Column::AccountId, membership::Column::UserId])
            .from(membership::Entity)
            .and_where(membership::Column::ExpiresAt.lte(now))
            // In the words of the index of these ends alone.
            .and_where(Expr::cust(END_NOT_NOTED))
            .order_by(membership::Column::ExpiresAt, Order::Asc)
            .order_by(membership::Column::Id, Order::Asc)
            .limit(limit.into())
            .take();
        let rows: Vec<PlaceRow> = self.all(&query).await?;
        let places = rows.into_iter().map(|row| {
            (
                AccountId::from_uuid(row.account_id),
                UserId::from_uuid(row.user_id),
            )
        });
        Ok(places.collect())
    }

    async fn count_partner_admins(&mut self) -> Result<u64, StoreError> {
        let query = Query::select()
            .expr_as(Expr::col(membership::Column::Id).count(), "count")
            .from(membership::Entity)
            .and_where(membership::Column::Access.eq(Access::PartnerAdmin.kind()))
            .take();
        number(
            self.one::<Count, _>(&query)
                .await?
                .map_or(0, |row| row.count),
        )
    }

    async fn terms_among(
        &mut self,
        account: AccountId,
        users: &[UserId],
    ) -> Result<Vec<Terms>, StoreError> {
        let places: Vec<_> = users.iter().map(|user| (account, *user)).collect();
        self.terms_at(&places).await
    }

    async fn terms_at(&mut self, places: &[(AccountId, UserId)]) -> Result<Vec<Terms>, StoreError> {
        let mut found = Vec::new();
        for places in places.chunks(PAIRS_AT_ONCE) {
            let place = [terms::Column::AccountId, terms::Column::UserId];
            let place = place.map(|column| Expr::col((terms::Entity, column)));
            let query = terms::Entity::find().filter(removals::at(place, places));
            let rows: Vec<terms::Model> = self.all(&query.into_query()).await?;
            for row in rows {
                found.push(restore_terms(row)?);
            }
        }
        Ok(found)
    }

    async fn is_linked(
        &mut self,
        account: AccountId,
        user: UserId,
        partner: AccountId,
    ) -> Result<bool, StoreError> {
        let key = (account.uuid(), user.uuid(), partner.uuid());
        let query = employee_link::Entity::find_by_id(key);
        let found: Option<employee_link::Model> = self.one(&query.into_query()).await?;
        Ok(found.is_some())
    }
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
        // Activities move it, beside the units (R7).
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
    /// Forgets terms that say nothing any more.
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

    /// Puts terms in the place of those that were there.
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
