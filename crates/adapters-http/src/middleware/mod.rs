//! Wraps every request: gives it an id, turns a failure into a problem, adds the common headers,
//! logs and counts it.

mod access_log;
mod headers;
mod measure;
mod request_id;

use std::time::Instant;

use actix_web::{
    Error, HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};

pub(crate) use self::request_id::RequestId;
use crate::{limit::Allowance, problem::Problem, state::CurrentApi};

/// The pattern of the request's route.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoutePattern(pub(crate) &'static str);

/// Wraps every request.
pub(crate) async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let began = Instant::now();
    let api = request.app_data::<web::Data<CurrentApi>>();
    let id = api.map_or_else(
        || RequestId(String::new()),
        |api| RequestId::of(request.headers(), &api.load().calls),
    );
    let method = measure::label(request.method());
    request.extensions_mut().insert(id.clone());

    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = explain(response, &id.0);

    let pattern = response.request().app_data::<RoutePattern>();
    let route = pattern.map_or("unknown", |pattern| pattern.0);
    let allowance = response.request().extensions().get::<Allowance>().copied();
    headers::add(response.headers_mut(), &id.0, allowance);
    let duration = began.elapsed();
    let status = response.status().as_u16();
    measure::count(method, route, status, duration);
    access_log::write(&access_log::Line {
        request_id: &id.0,
        method,
        route,
        status,
        duration,
    });
    Ok(response)
}

/// Turns a failure into its problem, and logs the cause once.
fn explain(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let framework;
    let answer = match response.response().error() {
        None => return response,
        Some(error) => {
            let problem = if let Some(problem) = error.as_error::<Problem>() {
                problem
            } else {
                framework = Problem::from_framework(error);
                &framework
            };
            problem.log(id);
            problem.respond(id)
        }
    };
    response.into_response(answer)
}
