//! Every route there is: ONE table, which the app, the OpenAPI document and the tests read.

use actix_web::{HttpResponse, Route, guard, http::Method, web};
use utoipa::OpenApi;

use crate::{middleware::RoutePattern, ops, problem::Problem};

/// One line of the table.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// The method.
    pub(crate) method: &'static str,
    /// The pattern of the path.
    pub(crate) path: &'static str,
    /// Makes the route to its handler.
    route: fn() -> Route,
}

macro_rules! routes {
    ($($method:ident $path:literal => $($module:ident)::+;)*) => {
        /// The table.
        pub(crate) const TABLE: &[Entry] = &[$(
            Entry {
                method: stringify!($method),
                path: $path,
                route: || web::route().to($($module)::+::handle),
            },
        )*];

        /// What the handlers say of themselves.
        #[derive(OpenApi)]
        #[openapi(paths($($($module)::+::handle),*))]
        pub(crate) struct Documented;
    };
}

routes! {
    GET "/livez" => ops::livez;
    GET "/readyz" => ops::readyz;
    GET "/metrics" => ops::metrics;
    GET "/openapi.json" => ops::openapi_json;
    GET "/docs" => ops::docs::entry;
    GET "/docs/{file}" => ops::docs;
    GET "/problems/{code}" => ops::problem_page;
}

/// Puts the table into an app: one resource for each path, which answers other methods itself.
pub(crate) fn register(config: &mut web::ServiceConfig) {
    let mut done: Vec<&str> = Vec::new();
    for entry in TABLE {
        if done.contains(&entry.path) {
            continue;
        }
        done.push(entry.path);
        let of_path = || TABLE.iter().filter(|other| other.path == entry.path);
        let mut resource = web::resource(pattern(entry.path)).app_data(RoutePattern(entry.path));
        for entry in of_path() {
            resource = resource.route((entry.route)().guard(guard::fn_guard(admits(entry.method))));
        }
        let allowed = allowed(of_path().map(|entry| entry.method));
        let refuse = move || {
            let problem = Problem::method_not_allowed(&allowed);
            async move { Err::<HttpResponse, _>(problem) }
        };
        config.service(resource.default_service(web::to(refuse)));
    }
}

/// The pattern as the router takes it: the files of the documentation may be empty.
fn pattern(path: &'static str) -> &'static str {
    if path == "/docs/{file}" {
        "/docs/{file:.*}"
    } else {
        path
    }
}

/// Whoever may GET may also ask for the head alone.
fn admits(method: &'static str) -> impl Fn(&guard::GuardContext<'_>) -> bool {
    move |cx| {
        let asked = &cx.head().method;
        asked.as_str() == method || (method == "GET" && *asked == Method::HEAD)
    }
}

fn allowed(methods: impl Iterator<Item = &'static str>) -> String {
    let mut list = String::new();
    for method in methods {
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(if method == "GET" { "GET, HEAD" } else { method });
    }
    list
}

/// Whatever is not in the table.
pub(crate) async fn unknown() -> Result<HttpResponse, Problem> {
    Err(Problem::not_found())
}
