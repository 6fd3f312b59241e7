//! Pages of lists: `limit` and `cursor`, and the cursor of the next page.
//!
//! A cursor belongs to one list: the path and the filters. It is not secret and needs no signature.
//! A caller who makes one up only chooses where to continue in a list that they may read anyway.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use latchkey_domain::base::page::{Page, PageRequest, Position};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Call, Checks, Query};
use crate::problem::Problem;

/// The number of bytes in a cursor that identify its list.
const BINDING: usize = 8;
const ID: usize = 16;

/// The parameters that every list takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct PageParams {
    /// How many items at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u16>,
    /// Where to continue: the `next_cursor` of the page before, with the same filters.
    cursor: Option<String>,
}

/// The parameter of calls that tell what the reader can do.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct ActionParams {
    /// Whether the items tell what the reader can do with them.
    #[param(default = false)]
    actions: Option<bool>,
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListOf<T> {
    /// The items, in a stable order.
    pub(crate) items: Vec<T>,
    /// Where the next page begins; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

impl Query {
    /// How many items the caller wants at most, if they say so.
    pub(crate) fn limit(&self, checks: &mut Checks) -> Option<u16> {
        let page = self.checked(checks, "limit", |text| {
            text.parse()
                .ok()
                .and_then(|limit| PageRequest::new(limit, None))
                .ok_or("must be a number from 1 to 200")
        });
        page.map(|page| page.limit())
    }
}

impl Call {
    /// Reads the requested page. An invalid `limit` is reported together with the rest of the
    /// query.
    pub(crate) fn page(&self, query: &Query, checks: &mut Checks) -> Result<PageRequest, Problem> {
        let after = match query.get("cursor") {
            None => None,
            Some(cursor) => Some(decode(cursor, self.binding(query)).ok_or_else(|| {
                Problem::malformed(
                    "The cursor does not belong to this list: send the `next_cursor` of the last \
                     answer, with the same filters.",
                )
            })?),
        };
        let limit = query.limit(checks).unwrap_or(PageRequest::DEFAULT_LIMIT);
        Ok(PageRequest::new(limit, after).unwrap_or(PageRequest::first()))
    }

    /// Identifies the list: a hash of the path and the filters.
    fn binding(&self, query: &Query) -> [u8; BINDING] {
        let mut filters: Vec<_> = query.pairs().iter().collect();
        filters.retain(|(name, _)| name != "cursor" && name != "limit");
        filters.sort();
        let mut hash = Sha256::new();
        hash.update(self.request.path());
        for (name, value) in filters {
            for part in [name, value] {
                hash.update([0]);
                hash.update(part);
            }
        }
        let mut binding = [0; BINDING];
        for (to, from) in binding.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        binding
    }
}

impl Call {
    /// Reads the requested page of a list without filters.
    pub(crate) fn page_only(&self) -> Result<(Query, PageRequest), Problem> {
        let query = self.query(&["limit", "cursor"], &[])?;
        let mut checks = Checks::default();
        let page = self.page(&query, &mut checks)?;
        Ok((query, checks.finish(Some(page))?))
    }

    /// Reads the page, and whether the caller asks what they can do; no other parameter is known.
    pub(crate) fn page_and_actions(&self) -> Result<(Query, PageRequest, bool), Problem> {
        let query = self.query(&["actions", "limit", "cursor"], &[])?;
        let mut checks = Checks::default();
        let asks_actions = query.is_true(&mut checks, "actions");
        let page = self.page(&query, &mut checks)?;
        let page = checks.finish(Some(page))?;
        Ok((query, page, asks_actions))
    }

    /// Answers with a page.
    pub(crate) fn list<T, V>(
        &self,
        query: &Query,
        page: Page<T>,
        shape: impl FnMut(T) -> V,
    ) -> ListOf<V> {
        let next = page.next.as_ref();
        ListOf {
            next_cursor: next.map(|position| encode(position, self.binding(query))),
            items: page.items.into_iter().map(shape).collect(),
        }
    }
}

fn encode(position: &Position, binding: [u8; BINDING]) -> String {
    let mut bytes = Vec::with_capacity(BINDING + ID + position.key.len());
    bytes.extend(binding);
    bytes.extend(position.id.as_bytes());
    bytes.extend(position.key.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(cursor: &str, binding: [u8; BINDING]) -> Option<Position> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let rest = bytes.strip_prefix(&binding)?;
    let (id, key) = rest.split_at_checked(ID)?;
    let key = String::from_utf8(key.to_vec()).ok()?;
    // No key has it, and not every store takes it.
    if key.contains('\0') {
        return None;
    }
    Some(Position {
        key,
        id: Uuid::from_slice(id).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_its_place_in_its_list_alone() {
        let position = Position {
            key: "łódź".to_owned(),
            id: Uuid::from_u128(7),
        };
        let cursor = encode(&position, [1; BINDING]);
        assert_eq!(decode(&cursor, [1; BINDING]), Some(position));
        assert_eq!(decode(&cursor, [2; BINDING]), None);
        for wrong in ["", "AA", "#", "AQEBAQEBAQE"] {
            assert_eq!(decode(wrong, [1; BINDING]), None, "{wrong}");
        }
    }

    #[test]
    fn a_cursor_with_a_key_that_no_store_takes_is_none() {
        let forged = Position {
            key: "a\0b".to_owned(),
            id: Uuid::from_u128(7),
        };
        assert_eq!(decode(&encode(&forged, [1; BINDING]), [1; BINDING]), None);
    }
}
