//! Reads JSON bodies. A body that cannot be read is `malformed`, and the problem names the place.
//! [`Checks`] reports invalid values in a body that can be read.

use std::fmt::Display;

use actix_web::http::header::{self, HeaderMap};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use utoipa::ToSchema;

use super::{
    Call, Checks,
    object::Object,
    parse_error::{self, cut},
    strict_json, values,
};
use crate::problem::Problem;

/// The body of a call that takes only a reason.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoMembers {}

/// Reads a member so that "not sent" (`None`) differs from "sent as null" (`Some(None)`). Used with
/// `#[serde(default, deserialize_with = "given")]`.
pub(crate) fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

impl Call {
    /// Reads a required body. Its member `reason` becomes the reason of the call (T4). An invalid one is
    /// reported by [`Call::checks`], with what else is wrong, and [`Call::write`] does nothing with it.
    pub(crate) fn body<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        self.json().and_then(read)
    }

    /// Reads the body of a partial change. Absent members keep their value. Only the members at
    /// these places may be `null`, which clears them. Any other `null` is added to the checks and
    /// reported together with invalid values.
    pub(crate) fn changes<T: DeserializeOwned>(
        &mut self,
        clearable: &[&str],
    ) -> Result<(T, Checks), Problem> {
        let value = self.json()?;
        let mut checks = self.checks();
        refuse_nulls(&value, &mut String::new(), clearable, &mut checks);
        Ok((read(value)?, checks))
    }

    fn json(&mut self) -> Result<Value, Problem> {
        let mut value = self.value()?;
        if let Value::Object(members) = &mut value
            && let Some(reason) = members.remove("reason")
        {
            self.take_reason(&reason)?;
        }
        Ok(value)
    }

    /// Reads a body whose members are all optional. The body itself may be empty.
    pub(crate) fn optional_body<T: DeserializeOwned + Default>(&mut self) -> Result<T, Problem> {
        if self.body.is_empty() {
            return Ok(T::default());
        }
        self.body()
    }

    /// Reads a required body as a JSON value, with all its members.
    pub(crate) fn value(&self) -> Result<Value, Problem> {
        if self.body.is_empty() {
            return Err(none_sent());
        }
        self.must_be_json()?;
        strict_json::parse(&self.body).map_err(|error| no_good(&error))
    }

    /// Reads a body that may have only a reason.
    pub(crate) fn no_members(&mut self) -> Result<(), Problem> {
        self.optional_body::<NoMembers>().map(|NoMembers {}| ())
    }

    fn must_be_json(&self) -> Result<(), Problem> {
        must_be_json(self.request.headers())
    }

    fn take_reason(&mut self, reason: &Value) -> Result<(), Problem> {
        match reason {
            Value::Null => Ok(()),
            Value::String(text) => {
                match values::reason(text) {
                    Ok(None) => {}
                    Ok(reason) => self.cx.origin.reason = reason,
                    Err(error) => self.held_back.add("/reason", error),
                }
                Ok(())
            }
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                Err(Problem::malformed("`/reason`: must be a string."))
            }
        }
    }
}

/// Reads a body directly into a structure (AuthZEN). Unknown members are ignored. No known member
/// may occur twice.
pub(crate) fn plain_json<'a, T: Deserialize<'a>>(
    headers: &HeaderMap,
    body: &'a [u8],
) -> Result<T, Problem> {
    if body.is_empty() {
        return Err(none_sent());
    }
    must_be_json(headers)?;
    let text = str::from_utf8(body).map_err(|error| no_good(&error))?;
    match serde_json::from_str(text) {
        Ok(Object(value)) => Ok(value),
        // Read it again, more slowly, to find the place of the error.
        Err(error) => match read::<_, T>(&mut serde_json::Deserializer::from_str(text)) {
            Ok(_with_more_after_it) => Err(no_good(&error)),
            Err(problem) => Err(problem),
        },
    }
}

fn no_good(error: &dyn Display) -> Problem {
    Problem::malformed(format!(
        "The body is not valid JSON: {}.",
        cut(&error.to_string())
    ))
}

fn none_sent() -> Problem {
    Problem::malformed("This call takes a JSON body, and none was sent.")
}

fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers.get(header::CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or("");
    if text == "application/json" {
        return Ok(());
    }
    let essence = text.split(';').next().unwrap_or("").trim();
    let essence = essence.to_ascii_lowercase();
    if essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
    {
        return Ok(());
    }
    Err(Problem::malformed(
        "Send the body as JSON, with `Content-Type: application/json`.",
    ))
}

/// All places share one text that grows and shrinks. Otherwise a long name would be copied for each
/// member below it.
fn refuse_nulls(value: &Value, at: &mut String, clearable: &[&str], checks: &mut Checks) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let here = at.len();
        at.push('/');
        at.push_str(name);
        if value.is_null() && !clearable.contains(&at.as_str()) {
            checks.add(at, "cannot be null: leave it out or give a value");
        }
        refuse_nulls(value, at, clearable, checks);
        at.truncate(here);
    }
}

/// Reads a structure from a body. An error names the place.
pub(crate) fn structure<'de, T: Deserialize<'de>>(body: &'de Value) -> Result<T, Problem> {
    read(body)
}

/// Reads a structure. An error names the place.
fn read<'de, D, T>(deserializer: D) -> Result<T, Problem>
where
    D: Deserializer<'de, Error = serde_json::Error>,
    T: Deserialize<'de>,
{
    let Object(value) = serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let why = parse_error::in_words(error.inner());
        Problem::malformed(format!("{}: {why}.", place(&pointer)))
    })?;
    Ok(value)
}

fn place(pointer: &str) -> String {
    if pointer.is_empty() {
        "The body".to_owned()
    } else {
        format!("`{}`", cut(pointer))
    }
}

/// The place as a JSON pointer.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body of 1 MiB is not sent back.
    #[test]
    fn what_is_wrong_is_said_in_few_words() {
        let mut headers = HeaderMap::new();
        let json = header::HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        let long = "é".repeat(10_000);
        for body in [format!("\"{long}\""), format!("{{\"{long}\": 1, }}")] {
            let read = plain_json::<NoMembers>(&headers, body.as_bytes());
            let detail = read.unwrap_err().detail().to_owned();
            assert!(detail.chars().count() < 700, "{} characters", detail.len());
        }
    }
}
