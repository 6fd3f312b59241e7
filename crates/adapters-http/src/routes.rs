//! Every route there is: ONE table, which the app, the OpenAPI document and the tests read.

use actix_web::{HttpRequest, HttpResponse, Route, guard, http::Method, web};
use utoipa::OpenApi;

use crate::{
    api, authzen,
    extract::{drop_rest, takes_html},
    middleware::RoutePattern,
    ops, pages,
    problem::Problem,
};

/// One line of the table.
#[derive(Clone, Copy)]
pub(crate) struct RouteEntry {
    /// The method.
    pub(crate) method: &'static str,
    /// The pattern of the path.
    pub(crate) path: &'static str,
    /// Whether the OpenAPI document has it: all but files of pages.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the tests keep the document complete")
    )]
    pub(crate) documented: bool,
    /// Whether it is a page: failures are pages, too.
    pub(crate) is_page: bool,
    /// Makes the route to its handler.
    route: fn() -> Route,
}

macro_rules! routes {
    (
        documented { $($method:ident $path:literal => $($module:ident)::+;)* }
        undocumented { $($other_method:ident $other_path:literal => $($other:ident)::+;)* }
        pages { $($page_method:ident $page_path:literal => $($page:ident)::+;)* }
    ) => {
        /// The table.
        pub(crate) const TABLE: &[RouteEntry] = &[
            $(RouteEntry {
                method: stringify!($method),
                path: $path,
                documented: true,
                is_page: false,
                route: || web::route().to($($module)::+::handle),
            },)*
            $(RouteEntry {
                method: stringify!($other_method),
                path: $other_path,
                documented: false,
                is_page: false,
                route: || web::route().to($($other)::+::handle),
            },)*
            $(RouteEntry {
                method: stringify!($page_method),
                path: $page_path,
                documented: false,
                is_page: true,
                route: || pages::route($($page)::+::handle),
            },)*
        ];

        /// What the handlers say of themselves.
        #[derive(OpenApi)]
        #[openapi(paths($($($module)::+::handle),*))]
        pub(crate) struct Documented;
    };
}

routes! {
    documented {
        // First, since routes are tried in this order and there are very many of these.
        POST "/access/v1/evaluation" => authzen::evaluation;
        POST "/access/v1/evaluations" => authzen::evaluations;

        GET "/livez" => ops::livez;
        GET "/readyz" => ops::readyz;
        GET "/metrics" => ops::metrics;
        GET "/openapi.json" => ops::openapi_json;
        GET "/docs" => ops::docs::entry;
        GET "/problems/{code}" => ops::problem_page;

        GET "/v1/accounts" => api::accounts::list;
        POST "/v1/accounts" => api::accounts::create;
        PUT "/v1/accounts/by-external-id/{id}" => api::accounts::put_by_external_id;
        GET "/v1/accounts/{account}" => api::accounts::show;
        PATCH "/v1/accounts/{account}" => api::accounts::change;
        GET "/v1/users" => api::users::list;
        POST "/v1/users" => api::users::create;
        PUT "/v1/users/by-external-id/{id}" => api::users::put_by_external_id;
        GET "/v1/users/{user}" => api::users::show;
        PATCH "/v1/users/{user}" => api::users::change;
        POST "/v1/users/{user}/erase" => api::users::erase;
        POST "/v1/users/{user}/sign-in-links" => api::users::sign_in_links;
        GET "/v1/users/{user}/tokens" => api::tokens::list_of_user;
        POST "/v1/users/{user}/tokens" => api::tokens::create_for_user;
        DELETE "/v1/users/{user}/tokens/{token}" => api::tokens::revoke_of_user;
        GET "/v1/service-tokens" => api::tokens::list_service;
        POST "/v1/service-tokens" => api::tokens::create_service;
        DELETE "/v1/service-tokens/{token}" => api::tokens::revoke_service;

        POST "/v1/activities" => api::activities::report;

        PUT "/v1/accounts/{account}/assets" => api::assets::put;
        DELETE "/v1/accounts/{account}/assets/{asset}" => api::assets::remove;

        GET "/v1/partner-admins/standardize" => api::standardizations::list;
        POST "/v1/partner-admins/standardize" => api::standardizations::create;
        GET "/v1/partner-admins/standardize/{id}" => api::standardizations::show;
        DELETE "/v1/partner-admins/standardize/{id}" => api::standardizations::cancel;

        GET "/v1/me" => api::me::show;
        POST "/v1/me/memberships/{account}/accept" => api::me::accept;
        DELETE "/v1/me/memberships/{account}" => api::me::leave;
        GET "/v1/me/notifications" => api::me::notifications;
        PUT "/v1/me/notifications" => api::me::put_notifications;
        GET "/v1/me/sessions" => api::me::sessions;
        DELETE "/v1/me/sessions/{session}" => api::me::end_session;
        GET "/v1/me/tokens" => api::tokens::list_own;
        POST "/v1/me/tokens" => api::tokens::create_own;
        DELETE "/v1/me/tokens/{token}" => api::tokens::revoke_own;

        GET "/v1/accounts/{account}/members" => api::members::list;
        POST "/v1/accounts/{account}/members" => api::members::create;
        GET "/v1/accounts/{account}/assignable-access" => api::members::assignable_access;
        GET "/v1/accounts/{account}/members/{user}" => api::members::show;
        PATCH "/v1/accounts/{account}/members/{user}" => api::members::change;
        GET "/v1/accounts/{account}/members/{user}/permissions" => api::members::permissions;
        POST "/v1/accounts/{account}/members/{user}/resend-invitation"
            => api::members::resend_invitation;
        PUT "/v1/accounts/{account}/members/{user}" => api::members::put;
        DELETE "/v1/accounts/{account}/members/{user}" => api::members::remove;
        POST "/v1/accounts/{account}/members/{user}/deactivate" => api::members::deactivate;
        POST "/v1/accounts/{account}/members/{user}/reactivate" => api::members::reactivate;
        POST "/v1/accounts/{account}/members/{user}/change-to-partner-admin"
            => api::members::change_to_partner_admin;
        GET "/v1/accounts/{account}/partners" => api::partners::list;
        DELETE "/v1/accounts/{account}/partners/{partner}" => api::partners::sever;
        GET "/v1/accounts/{account}/permission-sets" => api::permission_sets::list;
        POST "/v1/accounts/{account}/permission-sets" => api::permission_sets::create;
        GET "/v1/accounts/{account}/permission-sets/{set}" => api::permission_sets::show;
        PATCH "/v1/accounts/{account}/permission-sets/{set}" => api::permission_sets::change;
        DELETE "/v1/accounts/{account}/permission-sets/{set}" => api::permission_sets::remove;
        GET "/v1/permissions" => api::permission_sets::catalogue;
        GET "/v1/accounts/{account}/policy" => api::policy::show;
        PUT "/v1/accounts/{account}/policy" => api::policy::put;
        GET "/v1/accounts/{account}/seats" => api::seats::show;
        GET "/v1/accounts/{account}/audit-events" => api::audit::of_account;

        GET "/v1/partners/{partner}/access-links" => api::access_links::list;
        POST "/v1/partners/{partner}/access-links" => api::access_links::issue;
        DELETE "/v1/partners/{partner}/access-links/{link}" => api::access_links::revoke;
        POST "/v1/partners/{partner}/access-links/{link}/rotate" => api::access_links::rotate;
        GET "/v1/partners/{partner}/access-links/{link}/approvals" => api::access_links::approvals;
        GET "/v1/access-links/{token}" => api::access_links::show;
        POST "/v1/access-links/{token}/approve" => api::access_links::approve;
        POST "/v1/access-links/{token}/decline" => api::access_links::decline;

        GET "/v1/partners/{partner}/clients" => api::client_access::clients;
        GET "/v1/partners/{partner}/clients/{client}" => api::client_access::client;
        PUT "/v1/partners/{partner}/clients/{client}" => api::relationships::import;
        PATCH "/v1/partners/{partner}/clients/{client}" => api::client_access::change_client;
        POST "/v1/partners/{partner}/clients/{client}/end-services" => api::relationships::end_services;
        POST "/v1/partners/{partner}/clients/{client}/resume-services"
            => api::relationships::resume_services;
        GET "/v1/partners/{partner}/clients/{client}/assignable-permission-sets"
            => api::client_access::assignable_sets;
        GET "/v1/partners/{partner}/clients/{client}/candidates" => api::client_access::candidates;
        GET "/v1/partners/{partner}/clients/{client}/employees" => api::client_access::client_employees;
        POST "/v1/partners/{partner}/clients/{client}/employees" => api::client_access::add;
        PATCH "/v1/partners/{partner}/clients/{client}/employees/{user}" => api::client_access::change;
        POST "/v1/partners/{partner}/clients/{client}/employees/{user}/deactivate"
            => api::client_access::deactivate;
        POST "/v1/partners/{partner}/clients/{client}/employees/{user}/reactivate"
            => api::client_access::reactivate;
        POST "/v1/partners/{partner}/clients/{client}/employees/{user}/change-to-partner-admin"
            => api::client_access::change_to_partner_admin;
        POST "/v1/partners/{partner}/clients/{client}/employees/{user}/link"
            => api::client_access::link;
        POST "/v1/partners/{partner}/clients/{client}/employees/{user}/unlink"
            => api::client_access::unlink;
        GET "/v1/partners/{partner}/employees" => api::client_access::employees;
        GET "/v1/partners/{partner}/employees/{user}" => api::client_access::employee;
        PATCH "/v1/partners/{partner}/employees/{user}" => api::client_access::change_engagement;
        GET "/v1/partners/{partner}/employees/{user}/linkable-clients"
            => api::client_access::linkable_clients;
        POST "/v1/partners/{partner}/assignments" => api::operations::assign;
        POST "/v1/partners/{partner}/deactivations" => api::operations::deactivate;
        POST "/v1/partners/{partner}/reactivations" => api::operations::reactivate;
        POST "/v1/partners/{partner}/permission-sets/{set}/apply" => api::operations::apply;
        GET "/v1/operations/{operation}" => api::operations::show;
        GET "/v1/operations/{operation}/results" => api::operations::results;
        GET "/v1/operations/{operation}/events" => api::operations::events;
        POST "/v1/operations/{operation}/cancel" => api::operations::cancel;
        POST "/v1/operations/{operation}/retry" => api::operations::retry;
        POST "/v1/partners/{partner}/removals/review" => api::removals::review;
        GET "/v1/partners/{partner}/removals/reviews/{review}/assets" => api::removals::assets;
        POST "/v1/partners/{partner}/removals" => api::removals::confirm;
        GET "/v1/partners/{partner}/email-domains" => api::email_domains::show;
        PUT "/v1/partners/{partner}/email-domains" => api::email_domains::put;
        GET "/v1/partners/{partner}/audit-events" => api::audit::of_partner;
        GET "/v1/audit/head" => api::audit::head;

        GET "/v1/webhook-endpoints" => api::webhooks::list;
        POST "/v1/webhook-endpoints" => api::webhooks::create;
        GET "/v1/webhook-endpoints/{endpoint}" => api::webhooks::show;
        PATCH "/v1/webhook-endpoints/{endpoint}" => api::webhooks::change;
        DELETE "/v1/webhook-endpoints/{endpoint}" => api::webhooks::remove;
        POST "/v1/webhook-endpoints/{endpoint}/rotate-secret" => api::webhooks::rotate_secret;
        POST "/v1/webhook-endpoints/{endpoint}/test" => api::webhooks::test;
        GET "/v1/webhook-endpoints/{endpoint}/deliveries" => api::webhooks::deliveries;
        POST "/v1/webhook-endpoints/{endpoint}/deliveries/{delivery}/redeliver"
            => api::webhooks::redeliver;
        GET "/v1/events" => api::events::list;
        GET "/v1/events/stream" => api::events::stream;

        POST "/access/v1/search/subject" => authzen::search_subject;
        POST "/access/v1/search/resource" => authzen::search_resource;
        POST "/access/v1/search/action" => authzen::search_action;
        GET "/.well-known/authzen-configuration" => authzen::metadata;
    }
    undocumented {
        GET "/docs/{file}" => ops::docs;
        GET "/assets/{file}" => pages::assets;
    }
    pages {
        GET "/" => pages::home;
        POST "/preferences" => pages::preferences;
        GET "/sign-in" => pages::sign_in::form;
        POST "/sign-in" => pages::sign_in;
        GET "/sign-in/{token}" => pages::sign_in::link;
        POST "/sign-in/{token}" => pages::sign_in::by_link;
        POST "/sign-out" => pages::sign_out;
        GET "/password" => pages::password;
        POST "/password" => pages::password::set;
        GET "/i/{token}" => pages::invitation;
        POST "/i/{token}" => pages::invitation::answer;
        GET "/outbox" => pages::outbox;
        GET "/outbox/{mail}" => pages::outbox::mail;
        GET "/outbox/{mail}/html" => pages::outbox::html;
    }
}

/// Puts the table into an app.
pub(crate) fn register(config: &mut web::ServiceConfig) {
    register_some(config, |_path| true);
}

/// Puts some paths of the table into an app: one resource for each, which answers other methods itself.
pub(crate) fn register_some(config: &mut web::ServiceConfig, wanted: impl Fn(&str) -> bool) {
    let mut done: Vec<&str> = Vec::new();
    for entry in TABLE.iter().filter(|entry| wanted(entry.path)) {
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
        let is_page = entry.is_page;
        let refuse = move |request: HttpRequest, body: web::Payload| {
            let problem = Problem::method_not_allowed(&allowed);
            refuse(request, body, problem, is_page)
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
pub(crate) async fn unknown(
    request: HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse, Problem> {
    let is_of_machines = ["/v1/", "/access/", "/.well-known/"];
    let path = request.path();
    let is_page = !is_of_machines.iter().any(|begin| path.starts_with(begin));
    refuse(request, body, Problem::not_found(), is_page).await
}

/// Refuses a request whose body nobody wants: by a page, where somebody looks for one.
async fn refuse(
    request: HttpRequest,
    body: web::Payload,
    problem: Problem,
    is_page: bool,
) -> Result<HttpResponse, Problem> {
    drop_rest(&mut body.into_inner()).await;
    if is_page && takes_html(request.headers()) {
        return pages::refuse(&request, problem).await;
    }
    Err(problem)
}
