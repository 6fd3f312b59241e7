//! What the three searches share: requests, pages and answers.
//!
//! The token of a page belongs to the rest of the request, as the standard requires. With another
//! request it is `malformed`. Like the cursor of a list, it is not secret: a caller who makes one
//! up only chooses where to continue.

use actix_web::HttpResponse;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use latchkey_application::decisions::SearchPage;
use latchkey_domain::base::{ids::MembershipId, revision::Revision, text::ExternalId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    answer::Answer,
    extract::{Call, structure},
    problem::Problem,
};

/// The most results on a page, and the number if the request sets no limit.
const MOST: u16 = 200;
const USUAL: u16 = 50;

const BINDING: usize = 8;
const LIMIT: usize = 2;

/// The kind of entity to search for.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SearchedKind {
    /// `user` for a subject, `account` (or the platform's word for it) for a resource. An `id` is
    /// ignored.
    #[serde(rename = "type")]
    #[schema(example = "user")]
    pub(super) kind: String,
}

/// The subject or the resource.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SearchEntity {
    /// `user` for a subject, `account` (or the platform's word for it) for a resource.
    #[serde(rename = "type")]
    #[schema(example = "account")]
    pub(super) kind: String,
    /// A Latchkey id or the platform's `external_id`.
    pub(super) id: String,
}

/// The action.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SearchAction {
    /// A permission key, with or without `:level`.
    #[schema(example = "contacts.view")]
    pub(super) name: String,
}

/// Further conditions; unknown members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SearchContext {
    /// A revision. The results are at least that fresh.
    #[serde(default)]
    at_least: Option<String>,
}

/// The requested page; unknown members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AskedPage {
    /// The `next_token` of the page before, with the same request otherwise. `limit` may be left out.
    #[serde(default)]
    token: Option<String>,
    /// The most results on the page. More than 200 counts as 200.
    #[serde(default)]
    #[schema(minimum = 1, default = 50)]
    limit: Option<u64>,
}

/// The results.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResponse<T> {
    /// Present if a page was requested or if there are more results.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<AnsweredPage>,
    /// An evaluation of each of them is answered with yes.
    results: Vec<T>,
}

/// The page of the results.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnsweredPage {
    /// The token of the next page; empty at the end. A page before the end may have fewer results
    /// than its limit, or none.
    next_token: String,
}

/// A user or an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundEntity {
    /// The type, as in the request.
    #[serde(rename = "type")]
    #[schema(example = "user")]
    kind: String,
    /// The platform's own id if there is one, else the Latchkey id.
    id: String,
}

impl FoundEntity {
    pub(super) fn new(kind: &str, id: &impl ToString, external_id: Option<&ExternalId>) -> Self {
        Self {
            kind: kind.to_owned(),
            id: external_id.map_or_else(|| id.to_string(), |id| id.as_str().to_owned()),
        }
    }
}

/// The requested page of a search.
#[derive(Debug)]
pub(super) struct Paging {
    binding: Binding,
    limit: Option<u16>,
    after: Option<Vec<u8>>,
    was_asked_for: bool,
}

/// Identifies a search in the tokens of its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Binding([u8; BINDING]);

/// Reads the body of a search. Unknown members are ignored, but no member may occur twice.
pub(super) fn body<T: DeserializeOwned>(call: &Call) -> Result<(T, Binding), Problem> {
    let body = call.value()?;
    Ok((structure(&body)?, Binding::of(&body)))
}

/// The requested revision.
pub(super) fn at_least(context: Option<SearchContext>) -> Result<Option<Revision>, Problem> {
    let text = context.and_then(|context| context.at_least);
    let revision = text.map(|text| {
        Revision::parse(&text).ok_or_else(|| {
            Problem::malformed(
                "`/context/at_least`: must be a revision as a `Latchkey-Revision` header or a \
                 decision has it.",
            )
        })
    });
    revision.transpose()
}

impl Binding {
    /// Identifies the search: a hash of the body without the page. The order of members does not
    /// matter.
    fn of(body: &Value) -> Self {
        let mut hash = Sha256::new();
        for (name, value) in body.as_object().into_iter().flatten() {
            if name != "page" {
                hash.update(format!("{name:?}:{value}\n"));
            }
        }
        let mut binding = [0; BINDING];
        for (to, from) in binding.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        Self(binding)
    }
}

impl Paging {
    pub(super) fn new(binding: Binding, asked: Option<AskedPage>) -> Result<Self, Problem> {
        let was_asked_for = asked.is_some();
        let (token, limit) = asked.map_or((None, None), |page| (page.token, page.limit));
        if limit == Some(0) {
            return Err(Problem::malformed("`/page/limit`: must be 1 or more."));
        }
        let limit = limit.map(|limit| u16::try_from(limit).map_or(MOST, |limit| limit.min(MOST)));
        let mut paging = Self {
            binding,
            limit,
            after: None,
            was_asked_for,
        };
        if let Some(token) = token {
            paging.go_on(&token).ok_or_else(other_search)?;
        }
        Ok(paging)
    }

    /// Continues after the token. `None`: it belongs to another search.
    fn go_on(&mut self, token: &str) -> Option<()> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let rest = bytes.strip_prefix(&self.binding.0)?;
        let (limit, after) = rest.split_first_chunk::<LIMIT>()?;
        let limit = match u16::from_be_bytes(*limit) {
            0 => None,
            limit => Some(limit).filter(|limit| *limit <= MOST),
        };
        if self.limit.is_some() && self.limit != limit {
            return None;
        }
        self.limit = limit;
        self.after = Some(after.to_vec());
        Some(())
    }

    /// The limit, if the request sets one.
    pub(super) const fn limit(&self) -> Option<u16> {
        self.limit
    }

    /// The place in the token, as a text. The page begins after it.
    pub(super) fn after(&self) -> Result<Option<&str>, Problem> {
        let after = self.after.as_deref().map(str::from_utf8).transpose();
        after.map_err(|_cause| other_search())
    }

    /// The page of a search whose places are memberships.
    pub(super) fn by_membership(&self) -> Result<SearchPage, Problem> {
        let after = self.after.as_deref().map(Uuid::from_slice).transpose();
        let after = after.map_err(|_cause| other_search())?;
        Ok(SearchPage {
            limit: self.limit.unwrap_or(USUAL),
            after: after.map(MembershipId::from_uuid),
        })
    }

    /// Answers with a page and its revision. The results are at least that fresh.
    pub(super) fn answer<T: Serialize>(
        &self,
        results: Vec<T>,
        next: Option<&[u8]>,
        revision: &Revision,
    ) -> Result<HttpResponse, Problem> {
        let next_token = next.map(|place| {
            let mut bytes = Vec::with_capacity(BINDING + LIMIT + place.len());
            bytes.extend(self.binding.0);
            bytes.extend(self.limit.unwrap_or(0).to_be_bytes());
            bytes.extend(place);
            URL_SAFE_NO_PAD.encode(bytes)
        });
        let page = (self.was_asked_for || next_token.is_some()).then(|| AnsweredPage {
            next_token: next_token.unwrap_or_default(),
        });
        Ok(Answer::ok(&SearchResponse { page, results })?.send_at(revision))
    }
}

pub(super) fn other_search() -> Problem {
    Problem::malformed(
        "`/page/token`: does not belong to this search. Send the `next_token` unchanged, and the rest \
         of the request as before; only `limit` may be left out.",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paging(token: Option<&str>, limit: Option<u64>) -> Option<Paging> {
        let page = AskedPage {
            token: token.map(str::to_owned),
            limit,
        };
        Paging::new(Binding([7; BINDING]), Some(page)).ok()
    }

    fn token(paging: &Paging, place: &[u8]) -> String {
        let mut bytes = paging.binding.0.to_vec();
        bytes.extend(paging.limit.unwrap_or(0).to_be_bytes());
        bytes.extend(place);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    #[test]
    fn a_token_keeps_its_limit_and_takes_no_other() {
        let first = paging(None, Some(7)).unwrap();
        let token = token(&first, b"here");
        for limit in [None, Some(7)] {
            let next = paging(Some(&token), limit).unwrap();
            assert_eq!(next.after().unwrap(), Some("here"));
            assert_eq!(next.limit(), Some(7));
        }
        assert!(paging(Some(&token), Some(8)).is_none());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let mut other = paging(None, None).unwrap();
        other.binding = Binding([8; BINDING]);
        let other = token(&other, b"here");
        for wrong in ["", "AA", "#", "BwcHBwcHBwc", &other] {
            assert!(paging(Some(wrong), None).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_limit_over_the_most_is_the_most() {
        for (limit, kept) in [(1, 1), (200, 200), (201, 200), (u64::MAX, 200)] {
            assert_eq!(paging(None, Some(limit)).unwrap().limit, Some(kept));
        }
        assert!(paging(None, Some(0)).is_none());
    }

    #[test]
    fn a_search_is_another_by_any_member_but_the_page() {
        let read = |text: &str| Binding::of(&serde_json::from_str(text).unwrap());
        let body = r#"{"a": {"x": 1, "y": [2]}, "b": "c", "page": {"limit": 1}}"#;
        let again = r#"{"page": {"token": "t"}, "b": "c", "a": {"y": [2], "x": 1}}"#;
        assert_eq!(read(body), read(again));
        for other in [
            json!({"a": {"x": 1, "y": [2]}, "b": "d"}),
            json!({"a": {"x": 1, "y": [2, 3]}, "b": "c"}),
            json!({"a": {"x": 1, "y": [2]}, "b": "c", "d": null}),
            json!({"a": {"x": 1, "y": [2]}}),
        ] {
            assert_ne!(read(body), Binding::of(&other), "{other}");
        }
    }
}
