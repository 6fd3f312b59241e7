//! The OpenAPI document: what the handlers say of themselves, and what holds for all of them.

mod tags;

use std::collections::BTreeSet;

use utoipa::{
    OpenApi,
    openapi::{
        Content, Header, HttpMethod, InfoBuilder, OpenApi as Document, Ref, RefOr, Required,
        ResponseBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Schema, Type},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use self::tags::tags;
use crate::{
    map::words,
    problem::{Code, PROBLEM_JSON, ProblemBody},
    routes::Documented,
};

#[derive(OpenApi)]
#[openapi(components(schemas(ProblemBody<'_>, words::AccessType, words::DeliveryState, words::OutcomeFilter)))]
struct Shared;

/// The document as JSON.
pub fn json() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&document())
}

/// The document.
pub(crate) fn document() -> Document {
    let mut document = Documented::openapi();
    document.merge(Shared::openapi());
    document.info = InfoBuilder::new()
        .title("Latchkey")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "A client access manager. Errors are `application/problem+json` (RFC 9457); every code \
             has a page at `/problems/{code}`.",
        ))
        .build();
    document.tags = Some(tags());
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "token",
        SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
    );
    let mut bodies = BTreeSet::new();
    for (path, item) in &mut document.paths.paths {
        let operations = [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Patch, &mut item.patch),
            (HttpMethod::Delete, &mut item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                complete(path, &method, operation);
                if path.starts_with("/v1/") {
                    bodies.extend(body_of(operation));
                }
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for body in bodies {
        if let Some(RefOr::T(Schema::Object(body))) = components.schemas.get_mut(&body) {
            body.properties.insert("reason".to_owned(), reason());
        }
    }
    document
}

/// Adds what holds for every operation of the API: who may call it, which headers it takes and
/// answers with, and which problems it may answer with.
fn complete(path: &str, method: &HttpMethod, operation: &mut Operation) {
    for part in path.rsplit('/') {
        if let Some(name) = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        {
            path_parameter(operation, name);
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content {
                unwrap_optional(content);
            }
        }
    }
    let in_api = path.starts_with("/v1/") || path.starts_with("/access/v1/");
    if !in_api {
        if path.contains('{') {
            problem(operation, 404, &[Code::NotFound]);
        }
        if path == "/readyz" {
            problem(operation, 503, &[Code::Unavailable]);
        }
        return;
    }
    operation.security = Some(vec![SecurityRequirement::new(
        "token",
        Vec::<String>::new(),
    )]);
    let writes = path.starts_with("/v1/") && *method != HttpMethod::Get;
    let body = operation.request_body.is_some();
    problem(operation, 400, &[Code::Malformed]);
    problem(operation, 401, &[Code::Unauthorized]);
    problem(
        operation,
        403,
        if writes {
            &[
                Code::MissingPermission,
                Code::NotPartnerAdmin,
                Code::SelfTarget,
                Code::ExceedsOwnPermissions,
            ]
        } else {
            &[Code::MissingPermission]
        },
    );
    if path.contains('{') {
        problem(operation, 404, &[Code::NotFound]);
    }
    if body {
        problem(operation, 413, &[Code::TooLarge]);
    }
    if path.starts_with("/v1/") {
        problem(operation, 422, &[Code::Invalid, Code::IdempotencyMismatch]);
    }
    problem(operation, 429, &[Code::TooManyRequests]);
    problem(operation, 503, &[Code::Unavailable]);
    if writes {
        write(method, operation);
    }
}

fn write(method: &HttpMethod, operation: &mut Operation) {
    let conflicts: Vec<Code> = Code::ALL
        .iter()
        .copied()
        .filter(|code| code.status().as_u16() == 409)
        .collect();
    problem(operation, 409, &conflicts);
    let reason = "Why, for the trail: at most 500 characters. The member `reason` of the body says the \
                  same.";
    parameter(operation, "Latchkey-Reason", reason);
    if *method == HttpMethod::Post {
        let text = "Sent again with the same key and body, the call has no second effect and gets the \
                    same answer, for 24 hours.";
        parameter(operation, "Idempotency-Key", text);
    }
    let mut tagged = *method != HttpMethod::Post;
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with('2')
        {
            tagged |= response.headers.contains_key("ETag");
            let text = "The revision that has the effect; a decision may be asked to be as fresh.";
            let mut header = Header::default();
            header.description = Some(text.to_owned());
            response
                .headers
                .insert("Latchkey-Revision".to_owned(), header.into());
        }
    }
    if tagged {
        problem(operation, 412, &[Code::Stale]);
        let text = "The `ETag` of the version that was seen: refused if there is a newer one.";
        parameter(operation, "If-Match", text);
    }
}

/// A body that may be left out is not one that may be `null`.
fn unwrap_optional(content: &mut Content) {
    if let Some(RefOr::T(Schema::OneOf(choice))) = &content.schema
        && let Some(only) = choice
            .items
            .iter()
            .find(|item| matches!(item, RefOr::Ref(_)))
    {
        content.schema = Some(only.clone());
    }
}

/// The name of the schema of an operation's body.
fn body_of(operation: &Operation) -> Option<String> {
    let body = serde_json::to_value(operation.request_body.as_ref()?).ok()?;
    Some(find_ref(&body)?.rsplit('/').next()?.to_owned())
}

fn find_ref(value: &serde_json::Value) -> Option<&str> {
    if let Some(name) = value.get("$ref") {
        return name.as_str();
    }
    match value {
        serde_json::Value::Object(members) => members.values().find_map(find_ref),
        serde_json::Value::Array(items) => items.iter().find_map(find_ref),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => None,
    }
}

/// The member that every body of a write may have.
fn reason() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(500))
        .description(Some("Why, for the trail."))
        .into()
}

/// What stands at a place of a path.
fn path_parameter(operation: &mut Operation, name: &str) {
    let text = match name {
        "account" => "The account: its id, or the platform's id of it with a service token.",
        "partner" => {
            "The partner's account: its id, or the platform's id of it with a service token."
        }
        "client" => {
            "The client's account: its id, or the platform's id of it with a service token."
        }
        "user" => "The user: their id, or the platform's id of them with a service token.",
        "id" => "The platform's own id, percent-encoded.",
        "set" => "The permission set: its id, or the platform's id of it with a service token.",
        "link" => "The access link.",
        "token" => "The token.",
        "asset" => "The asset: its id, or the platform's id of it.",
        "review" => "The removal review.",
        "operation" => "The operation.",
        "session" => "The session.",
        "endpoint" => "The webhook endpoint.",
        "delivery" => "The event that was to be delivered.",
        "code" => "The code of the problem.",
        _ => "",
    };
    let schema: RefOr<Schema> = ObjectBuilder::new().schema_type(Type::String).into();
    let parameter: Parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(text))
        .schema(Some(schema))
        .build();
    let parameters = operation.parameters.get_or_insert_default();
    parameters.insert(0, parameter.into());
}

fn parameter(operation: &mut Operation, name: &str, text: &str) {
    let schema: RefOr<Schema> = ObjectBuilder::new().schema_type(Type::String).into();
    let parameter: Parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(schema))
        .build();
    operation
        .parameters
        .get_or_insert_default()
        .push(parameter.into());
}

fn problem(operation: &mut Operation, status: u16, codes: &[Code]) {
    let names: Vec<String> = codes
        .iter()
        .map(|code| format!("`{}`", code.slug()))
        .collect();
    let known = operation.responses.responses.get_mut(&status.to_string());
    if let Some(RefOr::T(response)) = known {
        // The handler says what its own answer has beyond any problem's.
        response.description = format!("{}. {}", names.join(", "), response.description);
        return;
    }
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    let response = ResponseBuilder::new()
        .description(names.join(", "))
        .content(PROBLEM_JSON, content)
        .build();
    operation
        .responses
        .responses
        .insert(status.to_string(), response.into());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::TABLE;

    #[test]
    fn every_route_is_documented_and_nothing_else_is() {
        let value: serde_json::Value = serde_json::from_str(&json().unwrap()).unwrap();
        let mut documented = BTreeSet::new();
        for (path, item) in value["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                documented.insert((method.to_uppercase(), path.clone()));
            }
        }
        let routed: Vec<_> = TABLE
            .iter()
            .filter(|entry| entry.documented)
            .map(|entry| (entry.method.to_owned(), entry.path.to_owned()))
            .collect();
        assert_eq!(documented, routed.iter().cloned().collect());
        assert_eq!(documented.len(), routed.len(), "a route stands twice");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let value: serde_json::Value = serde_json::from_str(&json().unwrap()).unwrap();
        let whole = &value;
        let mut waiting = vec![whole];
        while let Some(value) = waiting.pop() {
            if let Some(name) = value.get("$ref").and_then(|name| name.as_str()) {
                let pointer = name.strip_prefix('#').unwrap();
                assert!(whole.pointer(pointer).is_some(), "{name}");
            }
            waiting.extend(value.as_object().into_iter().flat_map(|all| all.values()));
            waiting.extend(value.as_array().into_iter().flatten());
        }
    }

    #[test]
    fn each_operation_has_its_name_and_an_explained_tag() {
        let value: serde_json::Value = serde_json::from_str(&json().unwrap()).unwrap();
        let tags: BTreeSet<_> = tags().into_iter().map(|tag| tag.name).collect();
        let mut names = BTreeSet::new();
        for item in value["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "{name} stands twice");
                let tag = operation["tags"][0].as_str().unwrap();
                assert!(tags.contains(tag), "{tag}");
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    assert_ne!(parameter["description"], "", "{name}: {parameter}");
                }
            }
        }
    }
}
