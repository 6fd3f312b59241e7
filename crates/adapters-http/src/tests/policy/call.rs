//! One call, and what its answer means.

use actix_web::{
    App,
    body::to_bytes,
    http::Method,
    middleware::from_fn,
    test::{TestRequest, call_service, init_service},
    web::Data,
};
use serde_json::Value;

use super::{
    actions::{Action, Request},
    cast::Case,
    scene::Scene,
};
use crate::{middleware, problem::Code, routes::register_some};

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// It is done.
    Yes,
    /// It is done as far as the rules let it (A2).
    Clipped,
    /// It would be done, and is so already (T4).
    Nothing,
    /// It is refused.
    No(Code),
    /// There is no such call: nobody stands behind its words.
    Blank,
}

/// An answer: its status, and what it says.
type Answer = (u16, Value);

/// Makes every call of a list, each in the scene as it was set.
pub(super) async fn cells(scene: &Scene, calls: &[(&Action, Case<'_>)]) -> Vec<Cell> {
    let called = |path: &str| {
        calls
            .iter()
            .any(|(action, _)| action.routes().iter().any(|(_, route)| *route == path))
    };
    // The fewer routes there are, the sooner each is found.
    let app = App::new()
        .app_data(Data::from(scene.bed.api()))
        .configure(|config| register_some(config, called))
        .wrap(from_fn(middleware::around));
    let app = init_service(app).await;
    let send = async |request: TestRequest, streams: bool| -> Answer {
        let response = call_service(&app, request.to_request()).await;
        let status = response.status().as_u16();
        if streams && status == 200 {
            return (status, Value::Null);
        }
        let body = to_bytes(response.into_body()).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    };
    let mut answers = Vec::new();
    for (action, case) in calls {
        answers.push(cell(scene, action, *case, &send).await);
    }
    answers
}

async fn cell(
    scene: &Scene,
    action: &Action,
    case: Case<'_>,
    send: &impl AsyncFn(TestRequest, bool) -> Answer,
) -> Cell {
    let store = scene.bed.world.memory();
    store.rewind(&scene.start);
    let mut first = Value::Null;
    if let Some(before) = &action.before {
        let Some(request) = request(scene, case, before, &first).await else {
            return Cell::Blank;
        };
        let answer = send(request, false).await;
        if answer.0 >= 300 {
            return read(action, case, &answer, Changed::Yes);
        }
        first = answer.1;
    }
    let before = store.moment();
    let Some(request) = request(scene, case, &action.request, &first).await else {
        return Cell::Blank;
    };
    let answer = send(request, action.streams).await;
    let changed = if store.is_still_at(&before) {
        Changed::No
    } else {
        Changed::Yes
    };
    read(action, case, &answer, changed)
}

/// Whether a call changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Changed {
    Yes,
    No,
}

/// The request with everything named in it; `None` where something named is not there.
async fn request(
    scene: &Scene,
    case: Case<'_>,
    request: &Request,
    first: &Value,
) -> Option<TestRequest> {
    let path = request.path.replace('{', "$").replace('}', "");
    let path = fill(scene, case, &path, request, first).await?;
    let mut made = TestRequest::default()
        .method(Method::from_bytes(request.method.as_bytes()).unwrap())
        .uri(&path);
    if let Some(token) = &case.role.token {
        made = made.insert_header(("authorization", format!("Bearer {token}")));
    }
    if request.body.is_empty() {
        return Some(made);
    }
    let body = fill(scene, case, request.body, request, first).await?;
    let body: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
    Some(made.set_json(body))
}

/// A text with every `$name` replaced by what it stands for.
async fn fill(
    scene: &Scene,
    case: Case<'_>,
    text: &str,
    request: &Request,
    first: &Value,
) -> Option<String> {
    let mut parts = text.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_part = |c: char| !(c.is_ascii_lowercase() || c == '_');
        let (name, rest) = part.split_at(part.find(is_part).unwrap_or(part.len()));
        let name = request.stands_for(name);
        let value = match name.strip_prefix("first_") {
            Some(member) => first[member].as_str()?.to_owned(),
            None => scene.find(case, name).await?,
        };
        filled.push_str(&value);
        filled.push_str(rest);
    }
    Some(filled)
}

fn read(action: &Action, case: Case<'_>, (status, body): &Answer, changed: Changed) -> Cell {
    let wrong = || {
        format!(
            "{} {} by {} on {:?}: {status} {body}",
            action.request.method,
            action.request.path,
            case.role.title,
            case.target.map(|target| target.title)
        )
    };
    let code = |code: &Value| {
        let known = code.as_str().and_then(Code::parse);
        known.unwrap_or_else(|| panic!("{}", wrong()))
    };
    match status {
        200..300 => {}
        401 | 403 | 404 | 409 | 422 => return Cell::No(code(&body["code"])),
        _ => panic!("{}", wrong()),
    }
    // A list of one, its only item, or the one result itself.
    let item = [&body["results"][0], &body["items"][0], body]
        .into_iter()
        .find(|item| !item.is_null())
        .unwrap_or(body);
    for refusal in [&item["problem"], &item["blocked"]] {
        if !refusal.is_null() && action.request.method != "GET" {
            return Cell::No(code(refusal));
        }
    }
    let has = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
    if has(&item["withheld"]) || has(&item["retained"]) || has(&item["adjustments"]["clipped"]) {
        return Cell::Clipped;
    }
    let is_empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
    let found_nothing = is_empty(&body["items"]) || item["outcome"] == "unchanged";
    let asks_to_write = action.request.method != "GET";
    let wrote_nothing = !action.only_shows && changed == Changed::No;
    if asks_to_write && (found_nothing || wrote_nothing) {
        return Cell::Nothing;
    }
    Cell::Yes
}
