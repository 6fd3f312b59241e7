//! A person of the partner, from a row of the list.

use latchkey_domain::{
    base::time::Time,
    membership::{
        employee::left_at,
        member::{Member, Person, Tenant},
    },
    partnership::own_behalf::OwnBehalf,
    ports::StoreError,
};
use sea_orm::{FromQueryResult, QueryResult};

use crate::{
    classify::{classify, corrupt},
    rows::member,
};

#[derive(Debug, FromQueryResult)]
pub(super) struct EmployeeColumns {
    pub(super) name_folded: String,
    pub(super) own_verified: bool,
    ended_at: Option<Time>,
}

/// A person of the partner, without the clients where they are.
pub(super) struct FoundPerson {
    pub(super) person: Person,
    pub(super) partner: Tenant,
    pub(super) member: Option<Member>,
    pub(super) columns: EmployeeColumns,
}

impl FoundPerson {
    pub(super) fn restore(row: &QueryResult) -> Result<Self, StoreError> {
        let person = member::person(row)?;
        let partner = member::tenant(row)?;
        Ok(Self {
            person: person.ok_or_else(|| corrupt("a person is gone"))?,
            partner: partner.ok_or_else(|| corrupt("a partner is gone"))?,
            member: member::restore(row)?,
            columns: EmployeeColumns::from_query_result(row, "").map_err(classify)?,
        })
    }

    /// What tells whether the partner may know where they are on their own behalf.
    pub(super) fn own_behalf(&self, now: Time) -> OwnBehalf {
        let member = self.member.as_ref();
        let held = member.map(|member| &member.membership);
        OwnBehalf {
            verified: self.columns.own_verified,
            employed: member.is_some_and(|member| member.is_employee_here(now)),
            left_at: left_at(self.columns.ended_at, held, now),
        }
    }
}
