//! The fields of a form or a query.

use actix_web::web;

/// The fields of a form or a query, in the order sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads them. Of what cannot be read there is nothing.
    pub(super) fn parse(text: &str) -> Self {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(text);
        Self(pairs.map(web::Query::into_inner).unwrap_or_default())
    }

    /// The first value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        pairs
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a field, unless it is blank.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }
}
