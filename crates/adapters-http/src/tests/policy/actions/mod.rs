//! What is done: a line for each call. A path is written as the table of routes has it; `$name` in a
//! body, or after `with` in a path, stands for something of the scene, `$user` for the person to whom
//! it is done.

mod account;
mod partner;
mod platform;

/// A call.
pub(super) struct Request {
    pub(super) method: &'static str,
    /// The pattern of the route, and what is asked after it.
    pub(super) path: &'static str,
    /// JSON with names in it; empty: none.
    pub(super) body: &'static str,
    with: &'static [(&'static str, &'static str)],
}

impl Request {
    const fn new(method: &'static str, path: &'static str, body: &'static str) -> Self {
        Self {
            method,
            path,
            body,
            with: &[],
        }
    }

    /// The line of the table of routes.
    fn route(&self) -> (&'static str, &'static str) {
        let path = self.path.split('?').next().unwrap_or_default();
        (self.method, path)
    }

    /// The name of the thing that a part of the path stands for.
    pub(super) fn stands_for<'a>(&self, part: &'a str) -> &'a str {
        let with = self.with.iter().find(|(name, _)| *name == part);
        with.map_or(part, |(_, name)| name)
    }
}

/// Something that can be done.
pub(super) struct Action {
    pub(super) title: &'static str,
    pub(super) request: Request,
    /// A call that comes before it.
    pub(super) before: Option<Request>,
    /// Whether it changes nothing, whatever its method.
    pub(super) only_shows: bool,
    /// Whether its answer goes on for as long as somebody listens.
    pub(super) streams: bool,
}

impl Action {
    const fn new(title: &'static str, request: Request) -> Self {
        Self {
            title,
            request,
            before: None,
            only_shows: false,
            streams: false,
        }
    }

    /// The same, with things of the scene in the places of these parts of the path.
    const fn with(mut self, with: &'static [(&'static str, &'static str)]) -> Self {
        self.request.with = with;
        self
    }

    /// The same, after another call: its answer's `id` is `$first_id` here.
    const fn after(mut self, before: Request) -> Self {
        self.before = Some(before);
        self
    }

    /// The same, which only shows what would be.
    const fn only_shows(mut self) -> Self {
        self.only_shows = true;
        self
    }

    /// The same, whose answer goes on for as long as somebody listens.
    const fn streams(mut self) -> Self {
        self.streams = true;
        self
    }

    /// The line of the table of routes.
    pub(super) fn route(&self) -> (&'static str, &'static str) {
        self.request.route()
    }

    /// The lines of all its calls.
    pub(super) fn routes(&self) -> Vec<(&'static str, &'static str)> {
        let before = self.before.as_ref().map(Request::route);
        before.into_iter().chain([self.route()]).collect()
    }

    /// Whether it is done to people: then each kind of them is a column.
    pub(super) fn is_on_people(&self) -> bool {
        let Request {
            path, body, with, ..
        } = &self.request;
        let names = ["user", "token", "email"];
        names.iter().any(|name| {
            let in_path =
                path.contains(&format!("{{{name}}}")) || path.contains(&format!("${name}"));
            let replaced = with.iter().any(|(part, _)| part == name);
            (in_path && !replaced) || body.contains(&format!("${name}\""))
        })
    }
}

/// Things that are done in one place.
pub(super) struct Area {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) actions: Vec<Action>,
}

/// Everything.
pub(super) fn areas() -> Vec<Area> {
    [account::areas(), partner::areas(), platform::areas()]
        .into_iter()
        .flatten()
        .collect()
}

const fn get(title: &'static str, path: &'static str) -> Action {
    Action::new(title, Request::new("GET", path, ""))
}

const fn post(title: &'static str, path: &'static str, body: &'static str) -> Action {
    Action::new(title, Request::new("POST", path, body))
}

const fn put(title: &'static str, path: &'static str, body: &'static str) -> Action {
    Action::new(title, Request::new("PUT", path, body))
}

const fn patch(title: &'static str, path: &'static str, body: &'static str) -> Action {
    Action::new(title, Request::new("PATCH", path, body))
}

const fn delete(title: &'static str, path: &'static str) -> Action {
    Action::new(title, Request::new("DELETE", path, ""))
}
