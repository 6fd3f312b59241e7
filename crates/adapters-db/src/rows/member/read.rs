//! Reading members and people.

use latchkey_domain::{
    membership::member::{Member, Person},
    ports::StoreError,
};
use sea_orm::sea_query::SelectStatement;

use super::restore::{person, restore};
use crate::{
    classify::classify,
    connection::{Connection, Session},
};

impl<C: Connection> Session<C> {
    /// Reads the members that a query finds.
    pub(crate) async fn all_members(
        &self,
        query: &SelectStatement,
    ) -> Result<Vec<Member>, StoreError> {
        let rows = self.connection.query_all(query).await.map_err(classify)?;
        rows.iter()
            .filter_map(|row| restore(row).transpose())
            .collect()
    }

    /// Reads the people that a query finds.
    pub(crate) async fn all_people(
        &self,
        query: &SelectStatement,
    ) -> Result<Vec<Person>, StoreError> {
        let rows = self.connection.query_all(query).await.map_err(classify)?;
        rows.iter()
            .filter_map(|row| person(row).transpose())
            .collect()
    }
}
