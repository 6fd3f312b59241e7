//! Reads the headers that describe a call: its reason, the expected version and the idempotency
//! key.

use actix_web::http::header::{self, HeaderMap};
use latchkey_domain::base::{refusal::FieldErrors, text::Reason, version::Version};

use super::values;
use crate::problem::Problem;

/// The header with the reason of a call.
const REASON: &str = "Latchkey-Reason";

/// `Latchkey-Reason` (T4). An invalid one is added to `errors`, to be reported with what is wrong with the
/// body.
pub(super) fn reason(
    headers: &HeaderMap,
    errors: &mut FieldErrors,
) -> Result<Option<Reason>, Problem> {
    let Some(value) = headers.get(REASON) else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value.as_bytes())
        .map_err(|_cause| Problem::malformed("The header `Latchkey-Reason` must be UTF-8."))?;
    Ok(values::reason(text).unwrap_or_else(|error| {
        errors.add(REASON, error);
        None
    }))
}

/// `If-Match`: the version that the caller expects, as a strong or a weak tag. Of several tags, the
/// newest counts. A tag in another form matches no version.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<Version>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let tags: Option<Vec<Version>> = text.split(',').map(|tag| version(tag.trim())).collect();
    match tags.and_then(|tags| tags.into_iter().max()) {
        Some(newest) => Ok(Some(newest)),
        None => Err(Problem::malformed(
            "The header `If-Match` must be an `ETag` as it was sent, in double quotes, or `*`.",
        )),
    }
}

/// The version in a tag, or 0, which no version has, if the tag has another form.
fn version(tag: &str) -> Option<Version> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    (!tag.contains('"')).then(|| Version::new(tag.parse().unwrap_or(0)))
}

/// `Idempotency-Key`, quoted or bare: 1 to 255 visible ASCII characters.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all("idempotency-key");
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let single = values.next().is_none();
    let text = value.to_str().unwrap_or_default().trim();
    let bare = match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').unwrap_or_default(),
        None => text,
    };
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"';
    if single && (1..=255).contains(&bare.len()) && bare.bytes().all(plain) {
        Ok(Some(bare.to_owned()))
    } else {
        Err(Problem::malformed(
            "The header `Idempotency-Key` must have 1 to 255 visible ASCII characters, in double \
             quotes or without.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(value).unwrap();
        headers.insert(HeaderName::from_static(name), value);
        headers
    }

    #[test]
    fn an_if_match_names_a_version_or_any() {
        let read = |value: &str| if_match(&headers("if-match", value)).ok();
        assert_eq!(read("\"7\""), Some(Some(Version::new(7))));
        assert_eq!(read("W/\"7\""), Some(Some(Version::new(7))));
        assert_eq!(read("*"), Some(None));
        assert_eq!(read("\"abc\""), Some(Some(Version::new(0))));
        assert_eq!(read("\"x\", W/\"8\", \"7\""), Some(Some(Version::new(8))));
        for wrong in ["7", "\"7", "\"7\",", "\"7\" \"8\"", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_idempotency_key_is_quoted_or_bare() {
        let read = |value: &str| idempotency_key(&headers("idempotency-key", value)).ok();
        assert_eq!(read("\"k-1\""), Some(Some("k-1".to_owned())));
        assert_eq!(read("k-1"), Some(Some("k-1".to_owned())));
        assert_eq!(read(&"k".repeat(255)).unwrap().unwrap().len(), 255);
        for wrong in ["", "\"\"", "a b", "\"k", "k\"", &"k".repeat(256)] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn t4_a_reason_has_at_most_500_characters() {
        let read = |value: &str| {
            let mut errors = FieldErrors::default();
            let reason = reason(&headers("latchkey-reason", value), &mut errors).unwrap();
            (reason.map(|it| it.to_string()), errors.is_empty())
        };
        assert_eq!(read("left us"), (Some("left us".to_owned()), true));
        assert_eq!(read(" "), (None, true));
        assert_eq!(read(&"x".repeat(501)), (None, false));
    }
}
